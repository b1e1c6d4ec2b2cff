import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator, Page } from 'playwright-core';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo, spoken } from '../support/journeys.ts';
import { inThemesOfPictures, picture, screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	chooseInRow,
	openView,
	palette,
	pick,
	pressInRow,
	quickInput,
	row,
	section,
	untilDone,
} from '../support/workbench.ts';

/** Once its space is known: until then its rows are still redrawn, and VS Code passes no row to a menu that it redraws. */
const HOME = /^Home, storage area .* %/;

describe('Finding files and searching text in storage', () => {
	const inUse = useEditor();

	before(async () => {
		onCluster(
			`mkdir -p search/src/models search/data && cd search
printf 'import torch\\n\\ndef train(learning_rate=1e-4):\\n    optimizer = torch.optim.AdamW(lr=learning_rate)\\n' > src/models/train.py
printf 'learning_rate: 3e-4\\nepochs: 10\\n' > data/config.yaml
printf 'x\\n' > src/models/pretrain.py; printf 'x\\n' > data/train.csv
seq -f 'step %g' 200 > data/long.log; echo 'learning_rate too large' >> data/long.log; seq -f 'step %g' 200 >> data/long.log
touch "data/$(printf 'odd\\nname\\377.txt')"`,
		);
		await connectTo(inUse.page, 'practice');
		await openView(inUse.page);
	});
	after(() => onCluster('rm -rf search'));

	it('finds a file while its name is typed, and opens it at a line', async () => {
		const { page } = inUse;
		await row(page, HOME).click();
		await chooseInRow(page, row(page, /^search, folder/), 'Find File in Storage…');
		await title(page, /^Find File in \/\S+\/search on practice · 6 files$/).waitFor();
		await option(page, /^odd␊name\\xff\.txt/).waitFor();
		await quickInput(page).fill('train');
		await untilDone(async () =>
			assert.deepEqual(await labels(page), ['train.py', 'train.csv', 'pretrain.py']),
		);
		await quickInput(page).fill('mod train:4');
		await untilDone(async () => assert.deepEqual(await labels(page), ['train.py', 'pretrain.py']));
		await quickInput(page).press('Escape');
		await inThemesOfPictures(page, async (theme) => {
			await palette(page, 'AI Factory: Find File in Storage…');
			await quickInput(page).fill('mod train:4');
			await untilDone(async () => assert.deepEqual(await labels(page), ['train.py', 'pretrain.py']));
			await picture(page, 'screenshots', `search-find-file-${theme}`);
			if (theme !== 'dark') await quickInput(page).press('Escape');
		});
		await quickInput(page).press('Enter');
		await page.getByRole('tab', { name: /^train\.py/ }).waitFor();
		await page.getByRole('button', { name: /^Ln 4, Col 1/ }).waitFor();
	});

	it('says when nothing has such a name, and looks in the same folder the next time', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Find File in Storage…');
		await title(page, /^Find File in \/\S+\/search on practice/).waitFor();
		await quickInput(page).fill('nothing of the kind');
		await option(page, /^No file has such a path/).waitFor();
		await quickInput(page).press('Escape');
	});

	it('tells what is wrong with a regular expression, and loses nothing', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Search in Storage…');
		await quickInput(page).fill('learning_(rate');
		await toggle(page, 'Use Regular Expression').click();
		await quickInput(page).press('Escape');
		await inThemesOfPictures(page, async (theme) => {
			await palette(page, 'AI Factory: Search in Storage…');
			await picture(page, 'screenshots', `search-regex-${theme}`);
			if (theme !== 'dark') await quickInput(page).press('Escape');
		});
		await quickInput(page).press('Enter');
		await page
			.locator('.quick-input-widget')
			.getByText(/This is no regular expression as .* reads them/)
			.waitFor();
		await picture(page, 'screenshots', 'search-refused-dark');
		assert.equal(await quickInput(page).inputValue(), 'learning_(rate');
		await toggle(page, 'Use Regular Expression').click();
		await quickInput(page).press('Escape');
	});

	it('searches text, and opens a match at its line', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Search in Storage…');
		assert.equal(await quickInput(page).inputValue(), 'learning_(rate');
		await quickInput(page).fill('learning_rate');
		await quickInput(page).press('Enter');
		const results = section(page, 'Storage Search');
		// Room for all results: rows out of sight are not drawn.
		for (const other of [/^Jobs\b.* Section$/, /^Storage - .* Section$/])
			await page.locator('.sidebar').getByRole('button', { name: other }).click();
		await results.getByText(/^4 lines in 3 files\. Not searched: /).waitFor();
		await row(page, /^train\.py, src\/models, 2 lines/).waitFor();
		const line = row(page, /^Line 201: learning_rate too large/);
		await line.click();
		await page.getByRole('tab', { name: /^long\.log/ }).waitFor();
		await page.getByRole('button', { name: /^Ln 201, Col 14 \(13 selected\)/ }).waitFor();
		await screenshot(page, 'search-results');
		assert.equal(await spoken(line), 'Line 201: learning_rate too large');
	});

	it('takes results out, searches again, and goes away when it is cleared', async () => {
		const { page } = inUse;
		await pressInRow(row(page, /^config\.yaml, data/), 'Dismiss');
		await section(page, 'Storage Search')
			.getByText(/^3 lines in 2 files/)
			.waitFor();
		onCluster('rm search/data/long.log');
		await palette(page, 'AI Factory: Search in Storage Again');
		await section(page, 'Storage Search')
			.getByText(/^3 lines in 2 files/)
			.waitFor();
		await row(page, /^config\.yaml, data/).waitFor();
		await palette(page, 'AI Factory: Clear Storage Search');
		await section(page, 'Storage Search').waitFor({ state: 'hidden' });
	});

	it('offers the folders that a person knows', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Search in Storage…');
		await button(page, 'Search in Another Folder…').click();
		await option(page, /^Scratch, practice/).waitFor();
		await picture(page, 'screenshots', 'search-folders-dark');
		await pick(page, /^Scratch/);
		await title(page, /^Search in \/\S*scratch\S* on practice/).waitFor();
		await quickInput(page).press('Escape');
	});
});

function title(page: Page, text: RegExp): Locator {
	return page.locator('.quick-input-widget .quick-input-title').getByText(text);
}

function option(page: Page, name: RegExp): Locator {
	return page.locator('.quick-input-widget').getByRole('option', { name }).first();
}

function toggle(page: Page, name: string): Locator {
	return page.locator('.quick-input-widget').getByRole('checkbox', { name, exact: true });
}

function button(page: Page, name: string): Locator {
	return page.locator('.quick-input-widget').getByRole('button', { name, exact: true });
}

/** The names in the open quick pick, from the top. */
function labels(page: Page): Promise<string[]> {
	return page
		.locator('.quick-input-list-rows > .quick-input-list-row:first-child .label-name')
		.allInnerTexts();
}

/** Runs a command line as the person on the login node, without the extension. */
function onCluster(commandLine: string): string {
	const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', commandLine];
	return execFileSync('ssh', args, { encoding: 'utf8' });
}
