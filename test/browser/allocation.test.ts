import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { connectTo } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { palette, quickInput, statusItem, untilDone } from '../support/workbench.ts';

describe('The allocation', () => {
	const inUse = useEditor();

	before(async () => {
		// Something that was used, for the chart.
		onCluster('sbatch --wait -Q -p gpu --gpus=2 -t 5 -o /dev/null --wrap "sleep 8"');
		await connectTo(inUse.page, 'practice');
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
			.getByText(/^wrap \(\d+\)$/)
			.first()
			.waitFor();
		assert.match((await content.locator('.where').first().textContent()) ?? '', /^Practice factory/);
		await screenshot(page, 'allocation-page');
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
			await pageOf(page).getByRole('button', { name: 'Export as CSV…' }).click({ timeout: 5_000 });
			// The box fills itself with a name of its own a moment after it shows.
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
	});
});

/** Runs inside the page. */
function isFilledWith(text: string): boolean {
	const { document } = globalThis as unknown as {
		document: { querySelector(selector: string): { value: string } | null };
	};
	return document.querySelector('.quick-input-widget input')?.value === text;
}

function pageOf(page: Page): FrameLocator {
	return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

function onCluster(command: string): string {
	const { sshConfig } = readFactory();
	return execFileSync('ssh', ['-F', sshConfig, 'practice', command], { encoding: 'utf8' });
}
