import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { connectTo } from '../support/journeys.ts';
import { practiceFacts } from '../support/practiceFacts.ts';
import { inThemesOfPictures, picture } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { modal, openFile, palette, untilDone } from '../support/workbench.ts';

/** On the cluster, where it is not at first. */
const LOGS = `/tmp/aif-logs-${crypto.randomUUID().slice(0, 8)}`;

const WRONG = `#!/bin/bash
#SBATCH --job-name=train
#SBATCH --partitoin=gpu
#SBATCH -p gpu --gpus-per-node=h100:8
#SBATCH --time=90m
#SBATCH --mem=32G --mem-per-cpu=2G
#SBATCH --output=${LOGS}/%x-%j.out   # the log
export RUN=first
python3 -u train.py --run "$RUN"
#SBATCH --mail-type=END
`;

const DRAFT = `#!/bin/bash
#SBATCH -J draft
#SBATCH --partition=gpu
#SBATCH --gpus=1
#SBATCH --output=%x-%j.out

if [ -e train.py ]; then
    export RUN=first
    python3 -u train.py --run "$RUN"
fi
`;

describe('Batch scripts in the editor', () => {
	const inUse = useEditor({ 'editor.wordWrap': 'on', 'editor.minimap.enabled': false });

	// All before Quick Open looks for the first time, because it remembers what it found.
	before(async () => {
		await writeFile(join(inUse.folder, 'wrong.sbatch'), WRONG);
		await writeFile(join(inUse.folder, 'draft.sbatch'), DRAFT);
		await writeFile(join(inUse.folder, 'job.py'), '#!/usr/bin/env python3\n#SBATCH --time=1h\nprint(1)\n');
		await writeFile(join(inUse.folder, 'about.md'), '# About\n\n#SBATCH --time=1h\n');
		// As it is on the day after a connection.
		const kept = join(inUse.editor.userFolder, 'globalStorage', 'ai-factory.ai-factory', 'scriptFacts');
		await mkdir(kept, { recursive: true });
		const at = Date.now() - 26 * 3_600_000;
		await writeFile(join(kept, 'practice.json'), JSON.stringify({ ...practiceFacts, at }));
	});

	after(() => rm(LOGS, { recursive: true, force: true }));

	it('are checked while they are written, without a connection as well', async () => {
		const { page } = inUse;
		await openFile(page, 'wrong.sbatch');
		await palette(page, 'Problems: Focus on Problems View');
		for (const words of [
			'sbatch has no option --partitoin. Did you mean --partition?',
			'A node of gpu has 4 such GPUs, and the job asks for 8 on one. (as of 26 hours ago)',
			'Slurm knows no units of time',
			'--mem and --mem-per-cpu do not go together',
			'This does nothing: Slurm stops reading options',
		])
			await problem(page, words).waitFor();
		await inThemesOfPictures(page, (theme) => picture(page, 'screenshots', `script-problems-${theme}`));
	});

	it('are mended from the light bulb', async () => {
		const { page } = inUse;
		await toLine(page, 5, 18);
		await openLightBulb(page, 'Change to 1:30:00');
		await picture(page, 'screenshots', 'script-fixes-dark');
		await page.keyboard.press('Enter');
		await editorLine(page, '#SBATCH --time=1:30:00').waitFor();
		await toLine(page, 10, 3);
		await openLightBulb(page, 'Move Up to the Other Directives');
		await page.keyboard.press('Enter');
		await problem(page, 'This does nothing: Slurm stops reading options').waitFor({ state: 'hidden' });
	});

	it('are explained under the mouse, with what the cluster allows and how old that is', async () => {
		const { page } = inUse;
		await inThemesOfPictures(page, async (theme) => {
			await toLine(page, 5, 12);
			await showHover(page);
			const hover = page
				.locator('.monaco-hover:visible')
				.filter({ hasText: 'The longest that the job may run' });
			await hover.getByText('at most 2-00:00:00').waitFor();
			await hover.getByText('practice, as of 26 hours ago').waitFor();
			await picture(page, 'screenshots', `script-hover-${theme}`);
			await page.keyboard.press('Escape');
		});
	});

	it('are completed with what the cluster has', async () => {
		const { page } = inUse;
		await openFile(page, 'draft.sbatch');
		await toLine(page, 4, 99);
		await page.keyboard.type('\n#SBATCH --constr');
		await suggestionRow(page, /^--constraint/).waitFor();
		await page.keyboard.press('Enter');
		await suggestionRow(page, /^h100/).waitFor();
		await page.keyboard.press('Enter');
		await editorLine(page, '#SBATCH --constraint=h100').waitFor();
		await inThemesOfPictures(page, async (theme) => {
			await untilDone(async () => {
				await page.keyboard.press('Escape');
				await toLine(page, 3, 21);
				await page.keyboard.press('Control+Space');
				for (const name of [/^cpu/, /^gpu/, /^debug/])
					await suggestionRow(page, name).waitFor({ timeout: 3_000 });
			});
			await picture(page, 'screenshots', `script-completion-${theme}`);
			await page.keyboard.press('Escape');
		});
	});

	it('are tidied on request, and their variables renamed', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Tidy Directives');
		await editorLine(page, '#SBATCH --job-name=draft').waitFor();
		await toLine(page, 9, 13);
		await page.keyboard.press('F2');
		const box = page.locator('.rename-box input');
		await box.waitFor();
		await box.fill('ATTEMPT');
		await page.keyboard.press('Enter');
		await editorLine(page, 'export ATTEMPT=first').waitFor();
		await page.locator('.view-line').filter({ hasText: '"$ATTEMPT"' }).waitFor();
	});

	it('show the form of a value while it is typed', async () => {
		const { page } = inUse;
		await toLine(page, 5, 99);
		await page.keyboard.type('\n#SBATCH --time=1-12');
		const hint = page.locator('.parameter-hints-widget.visible');
		await hint.getByText('days-hours:minutes:seconds').waitFor();
		assert.equal(await hint.locator('.parameter.active').textContent(), 'hours');
		await picture(page, 'screenshots', 'script-format-dark');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Escape');
	});

	it('may be programs of another language, and a text about scripts is none', async () => {
		const { page } = inUse;
		await openFile(page, 'about.md');
		await openFile(page, 'job.py');
		await palette(page, 'Problems: Focus on Problems View');
		await problem(page, 'job.py').waitFor();
		assert.equal(await problem(page, 'about.md').count(), 0);
	});

	it('are told of a folder for the log that is not there, and it is made from the light bulb', async () => {
		const { page } = inUse;
		await connectTo(page, 'practice');
		await openFile(page, 'wrong.sbatch');
		await palette(page, 'Problems: Focus on Problems View');
		await problem(page, `There is no folder ${LOGS} on the cluster`).waitFor();
		await toLine(page, 7, 25);
		await openLightBulb(page, `Create ${LOGS} on the Cluster…`);
		await page.keyboard.press('Enter');
		await modal(page, `Create the folder ${LOGS} on practice?`)
			.getByRole('button', { name: 'Create Folder' })
			.click();
		await problem(page, 'There is no folder').waitFor({ state: 'hidden' });
	});
});

function problem(page: Page, words: string): Locator {
	return page.locator('.markers-panel').getByRole('treeitem').filter({ hasText: words }).first();
}

function editorLine(page: Page, text: string): Locator {
	return page
		.locator('.view-line')
		.filter({ hasText: text.replaceAll(' ', '\u00a0') })
		.or(page.locator('.view-line').filter({ hasText: text }))
		.first();
}

/** The menu of fixes at the cursor, once it has this one. It opens empty while a document is being looked at. */
async function openLightBulb(page: Page, name: string): Promise<void> {
	await untilDone(async () => {
		await page.keyboard.press('ControlOrMeta+.');
		try {
			await page
				.locator('.action-widget')
				.getByText(name, { exact: true })
				.first()
				.waitFor({ timeout: 4_000 });
		} catch (error) {
			await page.keyboard.press('Escape');
			throw error;
		}
	});
}

function suggestionRow(page: Page, name: RegExp): Locator {
	return page.locator('.suggest-widget.visible').getByRole('option', { name }).first();
}

/** Puts the cursor into the editor; beyond the end of a line is its end. */
async function toLine(page: Page, line: number, column: number): Promise<void> {
	await palette(page, 'View: Focus Active Editor Group');
	await page.keyboard.press('Control+G');
	const input = page.locator('.quick-input-widget:visible input:visible').first();
	await input.fill(`:${line}:${column}`);
	await page.keyboard.press('Enter');
	await untilDone(async () => {
		assert.equal(await page.locator('.quick-input-widget:visible').count(), 0);
	});
}

async function showHover(page: Page): Promise<void> {
	await page.keyboard.press('ControlOrMeta+K');
	await page.keyboard.press('ControlOrMeta+I');
}
