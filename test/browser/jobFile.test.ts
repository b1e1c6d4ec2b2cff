import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo, jobRow } from '../support/journeys.ts';
import { screenshot, screenshotOfQuestion } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	modal,
	notification,
	notified,
	openFile,
	palette,
	pick,
	quickInput,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

const JOB_FILE = [
	'defaults:',
	'  resources: { account: aif001, time: 1 }',
	'jobs:',
	'  prepare:',
	'    description: Makes the numbers.',
	'    command: seq 3 >numbers.txt',
	'    resources: { partition: cpu }',
	'  add:',
	'    command: |',
	'      echo "sum $(paste -sd+ numbers.txt)"',
	'      exit 3',
	'    after: [prepare]',
	'    resources: { partition: gpu, gpus: 1 }',
	'',
].join('\n');

describe('Jobs of aifactory.yaml', () => {
	const inUse = useEditor({ 'terminal.integrated.gpuAcceleration': 'off' });

	before(async () => {
		await writeFile(join(inUse.folder, 'aifactory.yaml'), JOB_FILE.replace('command: seq', 'comand: seq'));
		await writeFile(join(inUse.folder, 'hello.py'), 'print("hello from Python")\n');
		await connectTo(inUse.page, 'practice');
	});
	after(async () => {
		const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', 'rm -rf job-file-journey'];
		execFileSync('ssh', args);
		await palette(inUse.page, 'AI Factory: Disconnect').catch(() => undefined);
	});

	it('show their mistakes where they are, and what was meant', async () => {
		const { page } = inUse;
		await openFile(page, 'aifactory.yaml');
		await lens(page, 'To run it, correct the mistakes').first().waitFor();
		await page.locator('.squiggly-error').first().waitFor();
		await palette(page, 'Problems: Focus on Problems View');
		await page.getByText('"comand" is not known here. Did you mean "command"?').first().waitFor();
		await screenshot(page, 'job-file-mistake');
		await palette(page, 'View: Toggle Panel Visibility');
	});

	it('are completed and explained in the words of the schema', async () => {
		const { page, folder } = inUse;
		await writeFile(join(folder, 'aifactory.yaml'), JOB_FILE);
		await lens(page, 'Run after prepare').waitFor();
		await lens(page, 'To run it, correct the mistakes').waitFor({ state: 'hidden' });
		await page.locator('.view-line').filter({ hasText: 'partition: cpu' }).click();
		await page.keyboard.press('End');
		await page.keyboard.press('Enter');
		await page.keyboard.press('ControlOrMeta+Space');
		const suggestion = page.locator('.suggest-widget').getByRole('option', { name: /^checkpoint/ });
		await suggestion.waitFor();
		await screenshotOfQuestion(page, 'job-file-completion');
		await page.keyboard.press('Escape');
		const word = page.locator('.view-line').filter({ hasText: 'partition: gpu' }).getByText('gpus').first();
		await untilDone(async () => {
			await word.hover({ timeout: 2_000 });
			await page.locator('.monaco-hover').getByText('GPUs of the whole job').waitFor({ timeout: 3_000 });
		});
		await screenshotOfQuestion(page, 'job-file-hover');
		await page.keyboard.press('Escape');
	});

	it('are submitted by a click above them, after what they need', async () => {
		const { page } = inUse;
		await lens(page, 'Run after prepare').click();
		await page.locator('.quick-input-widget').getByText('Where on practice should the job start?').waitFor();
		await page.keyboard.press('Enter');
		const told = notification(page, /Submitted 2 jobs on practice: prepare \d+, add \d+\./);
		await told.waitFor();
		const [, prepare = '', add = ''] =
			/prepare (\d+), add (\d+)/.exec((await told.textContent()) ?? '') ?? [];
		await screenshot(page, 'job-file-submitted');
		await told.getByRole('button', { name: 'Show Output' }).click();
		await untilDone(async () => assert.match(await terminalText(page), /sum 1\+2\+3/));
		await jobRow(page, prepare, 'completed');
		await jobRow(page, add, 'failed');
	});

	it('are submitted once with changes, which are proposed the next time', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Run Job with Changes…');
		await pick(page, /^prepare/);
		await titled(page, 'Run prepare with Changes');
		await answer(page, '2h');
		await page.getByText('A length of time: minutes, HH:MM:SS').waitFor();
		await screenshotOfQuestion(page, 'run-with-changes');
		await answer(page, '2');
		await untilDone(async () => assert.equal(await quickInput(page).inputValue(), '0'));
		await answer(page, '0');
		await untilDone(async () => assert.equal(await quickInput(page).inputValue(), 'cpu'));
		await answer(page, 'debug');
		const told = notification(page, /Submitted prepare as job \d+ on practice/);
		await told.waitFor();
		const id = /as job (\d+)/.exec((await told.textContent()) ?? '')?.[1] ?? '';
		await jobRow(page, id, 'completed');
		await palette(page, 'AI Factory: Run Job with Changes…');
		await pick(page, /^prepare/);
		await titled(page, 'Run prepare with Changes');
		assert.equal(await quickInput(page).inputValue(), '2');
		await page.keyboard.press('Escape');
	});

	it('are tasks, whose output and exit code are those of the job', async () => {
		const { page } = inUse;
		await palette(page, 'Tasks: Run Task');
		await pick(page, /slurm/);
		await pick(page, /add/);
		const scan = page
			.locator('.quick-input-widget')
			.getByText('Continue without scanning the task output')
			.first();
		await scan.click({ timeout: 5_000 }).catch(() => undefined);
		await untilDone(async () => {
			const text = await terminalText(page);
			assert.match(text, /sum 1\+2\+3/);
			assert.match(text, /has ended: FAILED, exit code 3/);
		});
		await page
			.getByText(/terminated with exit code: 3/)
			.first()
			.waitFor();
		await screenshot(page, 'slurm-task');
	});

	it('begin from templates, beside what is there', async () => {
		const { page, folder } = inUse;
		const before = await readFile(join(folder, 'aifactory.yaml'), 'utf8');
		await palette(page, 'AI Factory: New Job from Template…');
		await page.locator('.quick-input-widget').getByRole('option').first().waitFor();
		await screenshotOfQuestion(page, 'templates');
		await pick(page, /^Sweep over parameters/);
		await notification(page, "Your own train.py stays as it is; the template's is train-2.py").waitFor();
		const text = await readFile(join(folder, 'aifactory.yaml'), 'utf8');
		assert.ok(text.startsWith(before.trimEnd()), text);
		assert.match(text, /\n {2}sweep:\n {4}script: train-2\.py\n/);
		await readFile(join(folder, 'best.py'));
		await screenshot(page, 'job-file-from-template');
	});

	it('need no job file for a program by itself: its script is shown, and submitted with a word', async () => {
		const { page } = inUse;
		await openFile(page, 'hello.py');
		await palette(page, 'AI Factory: Run on Cluster…');
		await titled(page, 'Run hello.py on the Cluster');
		await answer(page, 'cpu');
		await untilDone(async () => assert.equal(await quickInput(page).inputValue(), '0'));
		await answer(page, '0');
		await untilDone(async () => assert.equal(await quickInput(page).inputValue(), '00:10:00'));
		await answer(page, '1');
		await pick(page, 'Nothing');
		const asked = notification(page, 'This batch script runs hello.py on a compute node.');
		await asked.waitFor();
		await page.locator('.view-line').filter({ hasText: '#SBATCH --partition=cpu' }).waitFor();
		await page.locator('.view-line').filter({ hasText: 'hello from Python' }).waitFor();
		await screenshot(page, 'run-this');
		await asked.getByRole('button', { name: 'Submit' }).click();
		const told = notification(page, /Submitted hello as job \d+ on practice\. Only hello\.py went along/);
		await told.waitFor();
		await told.getByRole('button', { name: 'Show Output' }).click();
		await untilDone(async () => assert.match(await terminalText(page), /hello from Python/));
	});

	it('find the workspace as it is here, and bring back what they were to bring', async () => {
		const { page, folder } = inUse;
		const sync = { cluster: 'practice', folder: '~/job-file-journey' };
		await mkdir(join(folder, '.vscode'), { recursive: true });
		await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify({ 'aiFactory.sync': sync }));
		await writeFile(
			join(folder, 'double.py'),
			'n = int(open("number.txt").read())\nopen("out.txt", "w").write(f"{n * 2}")\n',
		);
		await writeFile(join(folder, 'number.txt'), '21\n');
		const job =
			'jobs:\n  double:\n    script: double.py\n    resources: { partition: cpu, time: 1 }\n    results: [out.txt]\n';
		await writeFile(join(folder, 'aifactory.yaml'), job);
		await openFile(page, 'aifactory.yaml');
		await page.keyboard.press('ControlOrMeta+Home');
		await page.locator('.view-line').filter({ hasText: 'double.py' }).waitFor();
		await lens(page, 'Run').first().click();
		const question = modal(page, 'Sync "sample" to practice:');
		await question.getByRole('button', { name: 'Sync', exact: true }).click();
		await notified(page, /Submitted double as job \d+ on practice\./);
		await notified(page, /Fetched from practice:~\/job-file-journey: 1 file/);
		assert.equal(await readFile(join(folder, 'out.txt'), 'utf8'), '42');
	});
});

function lens(page: Page, words: string) {
	return page.locator('.codelens-decoration').getByText(words);
}

function titled(page: Page, title: string): Promise<void> {
	return page.locator('.quick-input-widget').getByText(title).first().waitFor();
}
