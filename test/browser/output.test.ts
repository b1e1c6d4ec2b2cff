import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { connectTo, jobRow } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	chooseInRow,
	notification,
	openFile,
	palette,
	pick,
	pressInRow,
	row,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

describe('The output of a job', () => {
	const inUse = useEditor({ 'workbench.startupEditor': 'none' });
	let folder = '';

	before(async () => {
		folder = mkdtempSync(join(readFactory().users['ada']!.scratch, 'shown-'));
		chmodSync(folder, 0o777);
		const [out, err] = [join(folder, 'train.out'), join(folder, 'train.err')];
		await prepare(
			'train',
			`-o ${out} -e ${err}`,
			"printf 'Loading \\033[32mdata\\033[0m from \\033[1;36m/scratch\\033[0m\\n'",
			"printf 'UserWarning: this is \\033[33mdeprecated\\033[0m\\n' >&2",
			'sleep 1',
			"for i in 10 40 70 100; do printf '\\r%3d%%|%s' $i '██████████' >&2; sleep 0.1; done; echo >&2",
			"printf 'epoch 1 loss 0.31\\n'",
		);
		const binary = join(folder, 'binary.out');
		await prepare(
			'binary',
			`-o ${binary}`,
			`rm ${binary}; sleep 6; cp /dev/null ${binary}; exec >>${binary}`,
			"printf 'safe\\n\\033]0;I am root\\007\\033]52;c;cm0gLXJmIC8=\\007\\033[?1049h\\033[2J\\033[6n'",
			'head -c 2000 /bin/true',
			"printf '\\nstill here\\n'",
		);
		await prepare('sweep', `--array=1-2%1 -o ${folder}/sweep-%a.out`, 'echo task $SLURM_ARRAY_TASK_ID');
		await connectTo(inUse.page, 'practice');
	});
	after(() => {
		const { sshConfig } = readFactory();
		execFileSync('ssh', ['-F', sshConfig, 'practice', 'scancel', '--me', '--name=train,binary,sweep']);
		rmSync(folder, { recursive: true, force: true });
	});

	/** Writes a script whose job runs until its file `stop-…` exists. */
	const prepare = async (name: string, options: string, ...lines: readonly string[]) => {
		const text = [
			'#!/bin/bash',
			`#SBATCH --account=aif001 --partition=cpu --time=5 --job-name=${name} ${options}`,
			...lines,
			`while [ ! -e ${folder}/stop-${name} ]; do sleep 0.2; done`,
			'echo The end.',
		];
		await writeFile(join(inUse.folder, `${name}.sbatch`), `${text.join('\n')}\n`);
	};
	const showOutput = async (jobId: string) =>
		pressInRow(await jobRow(inUse.page, jobId, 'running'), 'Show Output');

	it('has its colours and progress bars, its standard error marked, and comes as it is written', async () => {
		const { page } = inUse;
		const jobId = await submitAgain(page, 'train.sbatch');
		await showOutput(jobId);
		await expectText(page, /Loading data from \/scratch/);
		const text = await expectText(page, /epoch 1 loss 0\.31/);
		assert.match(text, /▌UserWarning: this is deprecated/);
		assert.match(text, /▌100%\|██████████/);
		assert.doesNotMatch(text, /70%/);
		await screenshot(page, 'output-terminal');
	});

	it('stays where the person reads, and follows at its end', async () => {
		const { page } = inUse;
		const out = join(folder, 'train.out');
		appendFileSync(out, Array.from({ length: 200 }, (_, index) => `step ${index}\n`).join(''));
		await expectText(page, /step 199/);
		await page.locator('.terminal-wrapper.active').hover();
		await page.mouse.wheel(0, -2_000);
		await untilDone(async () => assert.doesNotMatch(await terminalText(page), /step 199/));
		const before = await terminalText(page);
		appendFileSync(out, 'while I was reading\n'.repeat(20));
		await new Promise((resolve) => setTimeout(resolve, 1_000));
		assert.equal(await terminalText(page), before);
		await palette(page, 'Terminal: Scroll to Bottom');
		await expectText(page, /(while I was reading\n?){10}/);
		appendFileSync(out, 'and then the next\n');
		await expectText(page, /and then the next/);
	});

	it('opens as a document that says which part it is, follows, and loads what was before', async () => {
		const { page } = inUse;
		const out = join(folder, 'train.out');
		appendFileSync(out, 'an early line of many, and of some width\n'.repeat(155_000));
		appendFileSync(
			out,
			'File "/srv/aifactory/home/ada/train.py", line 3, in main\n\u001b[31mplain\u001b[0m red\n',
		);
		await palette(page, 'AI Factory: Open Output as Document');
		await pick(page, /^.*Output, .*train\.out/);
		await editorText(page, /plain red/);
		await page.getByText(/The last 4\.0 MiB of 6\.\d MiB, without colours/).waitFor({ state: 'attached' });
		appendFileSync(out, 'a line that came later\n');
		await editorText(page, /a line that came later/);
		const earlier = page.getByRole('button', { name: 'Load Earlier', exact: true });
		await page.locator('.editor-instance .view-line').first().click();
		await page.keyboard.press('ControlOrMeta+Home');
		await editorText(page, /^an early line/);
		await page.locator('.editor-instance .line-numbers').getByText('1', { exact: true }).waitFor();
		await screenshot(page, 'output-document');
		await earlier.click();
		// What was the first line is still in sight, in a larger document in the place of the other.
		await untilDone(async () => {
			const numbers = await page.locator('.editor-instance .line-numbers').allInnerTexts();
			assert.ok(
				numbers.some((text) => Number(text) > 10_000),
				numbers.join(),
			);
		});
		const tabs = page.getByRole('tab', { name: /^train\.out/ });
		await untilDone(async () => assert.equal(await tabs.count(), 1));
		await page.locator('.editor-instance .view-line').first().click();
		await page.keyboard.press('ControlOrMeta+Home');
		await page.getByText(/All of 6\.\d MiB, without colours/).waitFor({ state: 'attached' });
		await editorText(page, /^Loading data from/);
		await palette(page, 'AI Factory: Stop Following Output');
		await page.getByRole('button', { name: 'Follow Output' }).waitFor();
	});

	it('ends with how the job ended, and all of it is there', async () => {
		const { page } = inUse;
		writeFileSync(join(folder, 'stop-train'), '');
		const text = await expectText(page, /── Job \d+ has ended: COMPLETED/);
		assert.match(text, /The end\.\n/);
	});

	it('says that there is none yet, and does nothing that hostile bytes ask for', async () => {
		const { page } = inUse;
		const jobId = await submitAgain(page, 'binary.sbatch');
		await showOutput(jobId);
		await expectText(page, /The job has not started writing: there is no file yet\./);
		await screenshot(page, 'output-not-started');
		const text = await expectText(page, /still here/);
		assert.match(text, /safe/);
		assert.match(text, /holds bytes that are no text/);
		assert.equal(await page.locator('.part.panel').getByText('I am root').count(), 0);
		await screenshot(page, 'output-binary');
	});

	it('of an array is that of the task that the person chooses, those that run first', async () => {
		const { page } = inUse;
		const jobId = await submitAgain(page, 'sweep.sbatch');
		await row(page, new RegExp(`, job array ${jobId}, 1 running`)).click();
		await jobRow(page, `${jobId}_1`, 'running');
		await chooseInRow(page, await jobRow(page, `${jobId}_(2|\\[2%1\\])`), 'Show Output');
		await page.locator('.quick-input-widget').getByText('The Next One That Starts').waitFor();
		await screenshotOfPick(page);
		await pick(page, /^Task 1/);
		await expectText(page, /^task 1$/m);
		writeFileSync(join(folder, 'stop-sweep'), '');
	});
});

/** As `submit`, also where the folder to start in is known from the time before. */
async function submitAgain(page: Page, script: string): Promise<string> {
	await openFile(page, script);
	await palette(page, 'AI Factory: Submit Job');
	const question = page.locator('.quick-input-widget').getByText('Where on practice should the job start?');
	const told = notification(page, new RegExp(`Submitted ${script} as job \\d+ on practice`));
	await question.or(told).first().waitFor();
	if (await question.isVisible()) await page.keyboard.press('Enter');
	await told.waitFor();
	return /as job (\d+)/.exec((await told.textContent()) ?? '')?.[1] ?? '';
}

async function screenshotOfPick(page: Page): Promise<void> {
	await page.screenshot({ path: 'artifacts/screenshots/output-choose-task.png' });
}

function expectText(page: Page, wanted: RegExp): Promise<string> {
	return untilDone(async () => {
		const text = await terminalText(page);
		assert.match(text, wanted);
		return text;
	});
}

async function editorText(page: Page, wanted: RegExp): Promise<void> {
	await untilDone(async () => {
		const lines = await page.locator('.editor-instance .view-lines .view-line').allInnerTexts();
		assert.match(lines.map((line) => line.replaceAll('\u00a0', ' ')).join('\n'), wanted);
	});
}
