import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot, screenshotOfQuestion } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	chooseInRow,
	modal,
	notification,
	notified,
	openView,
	palette,
	pick,
	quickInput,
	row,
	untilDone,
} from '../support/workbench.ts';

const LONG_AGO = new Date('2020-01-01T12:00:00Z');

describe('Uploads and downloads', () => {
	const inUse = useEditor();
	let target = '';

	before(async () => {
		target = onCluster('rm -rf moved && mkdir moved && cd moved && pwd').trim();
		const data = join(inUse.folder, 'data');
		mkdirSync(join(data, 'deep'), { recursive: true });
		writeFileSync(join(data, 'first.txt'), 'first, from here');
		writeFileSync(join(data, 'deep', 'second.txt'), 'second');
		for (const name of ['first.txt', 'deep/second.txt']) utimesSync(join(data, name), LONG_AGO, LONG_AGO);
		await connectTo(inUse.page, 'practice');
	});
	after(() => onCluster('rm -rf moved'));

	it('send a folder of the Explorer to a folder that is chosen once', async () => {
		const { page } = inUse;
		await upload();
		await pick(page, /Another Folder/);
		await answer(page, `${target}/none`);
		await page.getByText('There is no such folder on practice.').first().waitFor();
		await answer(page, target);
		await notified(page, 'Uploaded 2 files, 22 B to');
		await screenshot(page, 'upload-done');
		assert.equal(
			onCluster('cd moved && find . -type f -printf "%p %TY\\n" | sort'),
			'./data/deep/second.txt 2020\n./data/first.txt 2020\n',
		);
	});

	it('compare the checksums of both sides when asked to', async () => {
		const { page } = inUse;
		await notification(page, 'Uploaded 2 files, 22 B to')
			.getByRole('button', { name: 'Compare Checksums' })
			.click();
		await notified(page, 'Every byte is the same on both sides.');
	});

	it('ask before something newer over there is replaced', async () => {
		const { page } = inUse;
		onCluster('echo newer, from there >moved/data/first.txt');
		await upload();
		await pick(page, new RegExp(`^${target}, last upload`));
		const question = modal(page, '"data/first.txt" exists already, with another content.');
		await question.getByText('is newer: replacing it would lose').waitFor();
		await screenshotOfQuestion(page, 'upload-newer');
		await question.getByRole('button', { name: 'Skip It' }).click();
		await question.waitFor({ state: 'hidden' });
		assert.equal(onCluster('cat moved/data/first.txt'), 'newer, from there\n');
	});

	it('fetch a folder of the Storage view', async () => {
		const { page } = inUse;
		onCluster('mkdir moved/results && seq 1000 >moved/results/log && ln -s log moved/results/last');
		await openView(page);
		await palette(page, 'AI Factory: Focus on Storage View');
		// once its space is known: until then its rows are still redrawn
		await row(page, /^Home, storage area .* %/).click();
		await row(page, /^moved, folder/).click();
		await chooseInRow(page, row(page, /^results, folder/), 'Download…');
		await quickInput(page).waitFor();
		await untilDone(async () => {
			// the box may write its own proposal over what was typed early
			if (await quickInput(page).isVisible()) await quickInput(page).fill(`${inUse.folder}/`);
			await page.keyboard.press('Enter');
			await quickInput(page).waitFor({ state: 'hidden', timeout: 1_000 });
		});
		await notified(page, /Downloaded 2 files, 3\.\d KiB to .*, and all of it arrived/);
		assert.equal(readFileSync(join(inUse.folder, 'results', 'last'), 'utf8').split('\n').length, 1001);
	});

	async function upload(): Promise<void> {
		const { page } = inUse;
		await palette(page, 'View: Show Explorer');
		// What was written while the window opened may have come before its watcher.
		await page.locator('.explorer-folders-view').hover();
		await page.getByRole('button', { name: 'Refresh Explorer' }).click();
		await chooseInRow(
			page,
			page.locator('.sidebar').getByRole('treeitem', { name: /^data/ }).first(),
			'Upload to Cluster…',
		);
	}
});

function onCluster(command: string): string {
	const { sshConfig } = readFactory();
	return execFileSync('ssh', ['-F', sshConfig, 'practice', command], { encoding: 'utf8' });
}
