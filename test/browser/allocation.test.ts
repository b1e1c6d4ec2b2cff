import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { inEachTheme, picture, screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { pageOf, wellMade } from '../support/webPages.ts';
import { openFile, palette, quickInput, statusItem, untilDone } from '../support/workbench.ts';

describe('The allocation', () => {
	const inUse = useEditor();

	before(async () => {
		// Something that was used, for the chart.
		onCluster('practice-bram', 'sbatch -Q -A aif001 -p gpu --gpus=1 -t 5 -o /dev/null --wrap "sleep 8"');
		onCluster('practice', 'sbatch --wait -Q -A aif001 -p gpu --gpus=2 -t 5 -o /dev/null --wrap "sleep 8"');
		await connectTo(inUse.page, 'practice');
	});

	it('is told by the status bar, with every account as a table when the pointer rests there', async () => {
		const { page } = inUse;
		const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'Allocation on practice' });
		const rest = async () => {
			await page.mouse.move(400, 300);
			await statusItem(page).hover();
			await hover.waitFor();
		};
		await screenshot(page, 'allocation-hover', {
			open: rest,
			close: async () => {
				await page.mouse.move(400, 300);
				await hover.waitFor({ state: 'hidden' });
			},
		});
		await rest();
		for (const words of ['aif001', 'aif002', 'Committed', 'Granted', 'from "sshare'])
			await hover.getByText(words).first().waitFor();
		await page.mouse.move(400, 300);
	});

	it('speaks first of the account that the script in the editor names', async () => {
		const { page, folder } = inUse;
		writeFileSync(join(folder, 'other.sbatch'), '#!/bin/bash\n#SBATCH --account=aif002\nhostname\n');
		writeFileSync(join(folder, 'mine.sbatch'), '#!/bin/bash\n#SBATCH -A aif001\nhostname\n');
		const speaksOf = (account: string) =>
			statusItem(page)
				.getByRole('button', { name: `AI Factory, practice, account ${account}:` })
				.waitFor();
		await openFile(page, 'other.sbatch');
		await speaksOf('aif002');
		await openFile(page, 'mine.sbatch');
		await speaksOf('aif001');
		await palette(page, 'View: Close All Editors');
	});

	it('opens from the status bar, with every account, what was used, and by whom', async () => {
		const { page } = inUse;
		await statusItem(page).click();
		const content = pageOf(page);
		await content.getByRole('heading', { name: 'Allocation', level: 1 }).waitFor();
		await content.getByRole('heading', { name: /^aif001/ }).waitFor();
		await content.getByRole('heading', { name: /^aif002/ }).waitFor();
		await content
			.getByRole('img', { name: /^Used on each of the last 30 days, GPU-h/ })
			.first()
			.waitFor();
		await content
			.getByText(/^\S+ \(\d+\)$/)
			.first()
			.waitFor();
		await content.getByText('Used by', { exact: true }).first().waitFor();
		for (const user of ['ada', 'bram']) await content.getByText(user, { exact: true }).first().waitFor();
		assert.match((await content.locator('.where').first().textContent()) ?? '', /^Practice factory/);
		await screenshot(page, 'allocation-page');
	});

	it('is a page without a fault that axe finds, in each theme, and fits a narrow window', async () => {
		const { page } = inUse;
		await inEachTheme(page, () => wellMade(pageOf(page)));
		const whole = page.viewportSize() ?? { width: 1280, height: 800 };
		await page.setViewportSize({ width: 640, height: 800 });
		const main = pageOf(page).locator('main');
		const excess = () => main.evaluate((element) => element.scrollWidth - element.clientWidth);
		assert.ok((await excess()) <= 0, `${await excess()} px too wide`);
		await screenshot(page, 'allocation-narrow');
		await page.setViewportSize(whole);
	});

	it('can be walked by keys, and says the chart as a table', async () => {
		const content = pageOf(inUse.page);
		const summary = content.getByText('The same as a table').first();
		await summary.focus();
		await inUse.page.keyboard.press('Enter');
		await content.locator('details[open] td').first().waitFor();
	});

	it('is exported as CSV', async () => {
		const { page, folder } = inUse;
		const target = join(folder, 'mine.csv');
		await untilDone(async () => {
			if (!(await quickInput(page).isVisible()))
				await pageOf(page).getByRole('button', { name: 'Export as CSV…' }).click({ timeout: 5_000 });
			// The box fills itself with a name of its own a moment after it shows, and then once more.
			await quickInput(page).fill(target);
			await page.waitForFunction(isFilledWith, target, { timeout: 3_000 });
			await page.keyboard.press('Enter');
			await quickInput(page).waitFor({ state: 'hidden', timeout: 3_000 });
			assert.ok(existsSync(target));
		});
		await untilDone(async () => {
			const rows = readFileSync(target, 'utf8').split('\r\n');
			assert.match(rows[0] ?? '', /^cluster,account,resource/);
			assert.ok(rows.some((row) => /^practice,aif001,gres\/gpu,GPU-h,100,/.test(row)));
		});
	});

	it('keeps the last figures when the cluster is not connected any more', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Disconnect');
		await pageOf(page).getByText('Not connected').waitFor();
		await pageOf(page)
			.getByRole('heading', { name: /^aif001/ })
			.waitFor();
		await pageOf(page).getByText('These are the figures of the last time that could be read.').waitFor();
		await page.mouse.move(400, 300);
		await statusItem(page).hover();
		const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'practice, as it was left' });
		await hover.getByText('aif001').first().waitFor();
		await picture(page, 'screenshots', 'allocation-offline');
	});
});

/** Runs inside the page. */
function isFilledWith(text: string): boolean {
	const { document } = globalThis as unknown as {
		document: { querySelector(selector: string): { value: string } | null };
	};
	return document.querySelector('.quick-input-widget input')?.value === text;
}

function onCluster(host: string, command: string): string {
	const { sshConfig } = readFactory();
	return execFileSync('ssh', ['-F', sshConfig, host, command], { encoding: 'utf8' });
}
