import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo, spoken } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	chooseInRow,
	modal,
	openView,
	palette,
	pressInRow,
	row,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

/** Once its space is known: until then its rows are still redrawn, and VS Code passes no row to a menu that it redraws. */
const HOME = /^Home, storage area .* %/;

describe('The Storage view', () => {
	const inUse = useEditor();

	before(async () => {
		onCluster(
			'mkdir -p sample/tree/deep; echo first > sample/notes.txt; echo x > sample/.hidden; printf 12345 > sample/tree/deep/a; touch "sample/tree/b" "sample/$(printf \'odd\\nname\\377\')"',
		);
		await connectTo(inUse.page, 'practice');
		await openView(inUse.page);
	});
	after(() => onCluster('rm -rf sample/notes.txt sample/.hidden sample/tree sample/made sample/odd*'));

	it('shows how much of each area is used', async () => {
		const { page } = inUse;
		const home = row(page, HOME);
		await untilDone(async () =>
			assert.match((await home.textContent()) ?? '', /[▰▱]{8} <?\d+ % of [\d.]+ [GT]iB/),
		);
		assert.match(await spoken(home), /^Home, storage area \/\S+ on practice, <?\d+ % of/);
	});

	it('opens a file of the cluster, and saves what was typed there', async () => {
		const { page } = inUse;
		await row(page, HOME).click();
		await row(page, /^sample, folder/).click();
		await row(page, /^notes\.txt/).click();
		const editor = page.getByRole('tab', { name: /^notes\.txt/ });
		await editor.waitFor();
		await screenshot(page, 'storage');

		await page.locator('.editor-instance .view-lines').click();
		await page.keyboard.press('ControlOrMeta+Home');
		await page.keyboard.type('typed here, ');
		await page.keyboard.press('ControlOrMeta+S');
		await untilDone(async () => assert.equal(onCluster('cat sample/notes.txt'), 'typed here, first\n'));
	});

	it('shows names of any bytes on one line', async () => {
		await row(inUse.page, /^odd␊name\\xff/).waitFor();
	});

	it('shows hidden files when they are asked for', async () => {
		const { page } = inUse;
		assert.equal(await row(page, /^\.hidden/).count(), 0);
		await palette(page, 'AI Factory: Show Hidden Files');
		await row(page, /^\.hidden/).waitFor();
		await palette(page, 'AI Factory: Hide Hidden Files');
		await row(page, /^\.hidden/).waitFor({ state: 'hidden' });
	});

	it('notices what a job writes', async () => {
		const { page } = inUse;
		onCluster('echo 1 > sample/result.csv');
		await row(page, /^result\.csv, 2 B/).waitFor();
		onCluster('echo 2 >> sample/result.csv');
		await row(page, /^result\.csv, 4 B/).waitFor();
		onCluster('rm sample/result.csv');
		await row(page, /^result\.csv/).waitFor({ state: 'hidden' });
	});

	it('makes folders and files, and renames them', async () => {
		const { page } = inUse;
		await pressInRow(row(page, /^sample, folder/), 'New Folder…');
		await answer(page, 'made/inside');
		await untilDone(async () => assert.equal(onCluster('ls sample/made'), 'inside\n'));
		await chooseInRow(page, row(page, /^made, folder/), 'Rename…');
		await answer(page, 'tree');
		await page.getByText('"tree" exists already.').first().waitFor();
		await page.keyboard.press('Escape');
		await chooseInRow(page, row(page, /^made, folder/), 'New File…');
		await answer(page, 'fresh.txt');
		await page.getByRole('tab', { name: /^fresh\.txt/ }).waitFor();
		assert.equal(onCluster('ls sample/made'), 'fresh.txt\ninside\n');
	});

	it('says how many files and how much a deletion takes, and asks once', async () => {
		const { page } = inUse;
		await row(page, /^tree, folder/).click();
		await chooseInRow(page, row(page, /^tree, folder/), 'Delete…');
		const question = modal(page, 'Delete "tree"?');
		await question.getByText('2 files, 5 B in all. The cluster has no wastebasket').waitFor();
		await question.getByRole('button', { name: 'Delete' }).click();
		await row(page, /^tree, folder/).waitFor({ state: 'hidden' });
		assert.equal(onCluster('ls -d sample/tree 2>&1 || true').includes('No such file'), true);
	});

	it('keeps favourites at the top', async () => {
		const { page } = inUse;
		const favourite = row(page, /^sample, favourite/);
		await untilDone(async () => {
			// VS Code passes no row to the command while it redraws it; a person chooses again then
			if (!(await favourite.isVisible()))
				await chooseInRow(page, row(page, /^sample, folder/), 'Add to Favourites');
			await palette(page, 'AI Factory: Focus on Storage View');
			// what comes above the rows in sight stays above them
			await page.keyboard.press('Home');
			await favourite.waitFor({ timeout: 4_000 });
		});
		await screenshot(page, 'storage-favourites');
		await pressInRow(favourite, 'Remove from Favourites');
		await favourite.waitFor({ state: 'hidden' });
	});

	it('opens a terminal in a folder', async () => {
		const { page } = inUse;
		await chooseInRow(page, row(page, /^sample, folder/), 'Open Terminal Here');
		await untilDone(async () => {
			await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
			await page.keyboard.type('pwd\n');
			assert.match(await terminalText(page), /\/sample\n/);
		});
	});

	it('shows the first of a folder of 100,000, and more on request', async () => {
		const { page } = inUse;
		const { scratch } = readFactory().users['ada'] ?? assert.fail();
		onCluster(`mkdir -p ${scratch}/many && cd ${scratch}/many && seq -f "f%06g" 100000 | xargs touch`);
		try {
			await palette(page, 'AI Factory: Focus on Storage View');
			await page.keyboard.press('End');
			const scratchRow = row(page, /^Scratch, storage area/);
			await open(scratchRow);
			const many = row(page, /^many, folder/);
			await untilDone(async () => {
				await page.keyboard.press('End');
				await many.waitFor({ timeout: 2_000 });
			});
			await open(many);
			const more = row(page, /^Show More \(99.000 left\)/);
			await untilDone(async () => {
				await page.keyboard.press('End');
				await more.waitFor({ timeout: 2_000 });
			});
			await screenshot(page, 'storage-many');
			await more.click();
			await row(page, /^f001001/).waitFor();
		} finally {
			onCluster(`rm -rf ${scratch}/many`);
		}
	});
});

/** Opens a folder's row; a view that is just being redrawn takes no clicks. */
async function open(folder: Locator): Promise<void> {
	await untilDone(async () => {
		if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
		assert.equal(await folder.getAttribute('aria-expanded'), 'true');
	});
}

/** Runs a command line as the person on the login node, without the extension. */
function onCluster(commandLine: string): string {
	const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', commandLine];
	return execFileSync('ssh', args, { encoding: 'utf8' });
}
