import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { admin } from '../support/admin.ts';
import { connectTo, jobRow, spoken, submit } from '../support/journeys.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	chooseInRow,
	modal,
	notified,
	openFile,
	palette,
	pick,
	pressInRow,
	quickInput,
	row,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

const script = (name: string, options: string, ...lines: readonly string[]) =>
	['#!/bin/bash', `#SBATCH --account=aif001 --job-name=${name} ${options}`, ...lines, ''].join('\n');

describe('What a person does to a job', () => {
	const inUse = useEditor({ 'terminal.integrated.gpuAcceleration': 'off' });
	let jobId = '';

	before(async () => {
		await admin('scancel', '--user=ada');
		const { folder, page } = inUse;
		await writeFile(join(folder, 'sleeper.sbatch'), script('sleeper', '-p gpu --gpus=1 -t 30', 'sleep 1000'));
		await writeFile(join(folder, 'held.sbatch'), script('later', '-p cpu -t 5 --hold', 'sleep 1000'));
		await writeFile(join(folder, 'quick.sbatch'), script('quick', '-p cpu -t 5', 'sleep 5', 'exit 3'));
		await connectTo(page, 'practice');
		({ jobId } = await submit(page, 'sleeper.sbatch'));
	});
	after(() => admin('scancel', '--user=ada'));

	const told = new Set<string>();

	/** The folder to start in is remembered from the first time. */
	const submitAgain = async (name: string): Promise<string> => {
		const { page } = inUse;
		await openFile(page, name);
		await palette(page, 'AI Factory: Submit Job');
		const words = new RegExp(`Submitted ${name} as job (\\d+) on practice`);
		const id = await untilDone(async () => {
			// Notices of earlier submissions of the same script may still be in the corner.
			const shown = await page.locator('.notifications-toasts, .notifications-center').allTextContents();
			const ids = [...shown.join('\n').matchAll(new RegExp(words, 'g'))].map((match) => match[1] ?? '');
			const fresh = ids.find((one) => !told.has(one));
			assert.ok(fresh, shown.join('\n'));
			return fresh;
		});
		told.add(id);
		return id;
	};

	it('sees a bell on what was submitted from here, and takes it away and puts it back on the row', async () => {
		const { page } = inUse;
		const belled = await jobRow(page, jobId, 'running.*you will be notified');
		await pressInRow(belled, "Don't Notify Me");
		const silent = await jobRow(page, jobId, 'running');
		await untilDone(async () => assert.doesNotMatch(await spoken(silent), /notified/));
		await pressInRow(silent, 'Notify Me');
		await jobRow(page, jobId, 'running.*you will be notified');
	});

	it('finds what can be done in the menu of the row', async () => {
		const { page } = inUse;
		const target = await jobRow(page, jobId, 'running');
		await screenshot(page, 'job-menu', {
			open: async () => {
				await target.click({ button: 'right' });
				await page.getByRole('menuitem', { name: 'Change Job…' }).waitFor();
			},
			close: () => page.keyboard.press('Escape'),
		});
		await target.click({ button: 'right' });
		await page.getByRole('menuitem', { name: 'Change Job…' }).waitFor();
		const items = (await page.getByRole('menuitem').allInnerTexts()).map((text) => text.split('\n')[0]);
		await page.keyboard.press('Escape');
		// The window's own menu is one without words.
		assert.deepEqual(items.filter(Boolean), [
			'Show Output',
			'Show Job Details',
			'Open Terminal in Job',
			'Open',
			"Don't Notify Me",
			'Pin Job',
			'Copy Job Id',
			'Change Job…',
			'Submit Again…',
			'Requeue or Signal',
			'Cancel Job…',
		]);
	});

	it('lowers the time limit after one question that shows the command', async () => {
		const { page } = inUse;
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Change Job…');
		await page.locator('.quick-input-widget').getByRole('option').first().waitFor();
		await screenshot(page, 'job-change', {
			open: async () => {
				await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Change Job…');
				await page.locator('.quick-input-widget').getByRole('option', { name: 'Time limit' }).waitFor();
			},
			close: () => page.keyboard.press('Escape'),
		});
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Change Job…');
		await pick(page, /^Time limit/);
		await quickInput(page).fill('2:00:00');
		await page.getByText('Slurm lets you only lower it while the job runs: 0:30:00 at most.').waitFor();
		await screenshot(page, 'job-change-refused', {
			open: async () => {
				await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Change Job…');
				await pick(page, /^Time limit/);
				await quickInput(page).fill('2:00:00');
				await page.getByText('Slurm lets you only lower it').waitFor();
			},
			close: () => page.keyboard.press('Escape'),
		});
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Change Job…');
		await pick(page, /^Time limit/);
		await answer(page, '0:20:00');
		const question = modal(page, `Change job ${jobId} (sleeper)?`);
		await question.getByText(`Command: scontrol update JobId=${jobId} TimeLimit=0:20:00`).waitFor();
		await question.getByRole('button', { name: 'Change', exact: true }).click();
		await jobRow(page, jobId, 'running.*of 20 min');
	});

	it('opens a terminal in the job, with its GPU, and leaves it with Ctrl+D', async () => {
		const { page } = inUse;
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Open Terminal in Job');
		await untilDone(async () => assert.match(await terminalText(page), /Inside job \d+ on gcn\d/));
		await untilDone(async () => assert.match(await terminalText(page), /\$\s*$/));
		await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
		await page.keyboard.type('echo job=$SLURM_JOB_ID gpus=$SLURM_GPUS_ON_NODE on=$SLURMD_NODENAME\n');
		await untilDone(async () =>
			assert.match(await terminalText(page), new RegExp(`job=${jobId} gpus=1 on=gcn\\d`)),
		);
		await screenshot(page, 'job-terminal');
		await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
		await page.keyboard.press('Control+D');
		await page.getByText('Inside job').waitFor({ state: 'hidden' });
	});

	it('reads the script as it was submitted', async () => {
		const { page } = inUse;
		await writeFile(join(inUse.folder, 'sleeper.sbatch'), '# changed since\n');
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Open', 'Open Script as Submitted');
		await page.getByRole('tab', { name: new RegExp(`sleeper \\(${jobId}\\)`) }).waitFor();
		await page.locator('.view-lines').getByText('sleep 1000').first().waitFor();
	});

	it('releases a job that waits on hold, and cancels it', async () => {
		const { page } = inUse;
		const held = await submitAgain('held.sbatch');
		await chooseInRow(page, await jobRow(page, held, 'waiting'), 'Release Job');
		await jobRow(page, held, 'running');
		await pressInRow(await jobRow(page, held, 'running'), 'Cancel Job…');
		await modal(page, `Cancel job ${held} (later)?`).getByRole('button', { name: 'Cancel Job' }).click();
		await jobRow(page, held, 'cancelled');
	});

	it('submits it again, after a look at what will run', async () => {
		const { page } = inUse;
		await screenshot(page, 'job-again', {
			open: async () => {
				await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Submit Again…');
				await modal(page, 'Submit sleeper again on practice?').waitFor();
			},
			close: async () => {
				await page.keyboard.press('Escape');
				await modal(page, 'Submit sleeper again on practice?').waitFor({ state: 'hidden' });
			},
		});
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Submit Again…');
		const question = modal(page, 'Submit sleeper again on practice?');
		await question.getByRole('button', { name: 'Submit Again' }).click();
		await notified(page, /Submitted sleeper as job \d+ on practice/);
	});

	it('is told when a job fails, and what can be done about it', async () => {
		const { page } = inUse;
		await palette(page, 'Notifications: Clear All Notifications');
		await submitAgain('quick.sbatch');
		await palette(page, 'Notifications: Clear All Notifications');
		await notified(page, /quick \(\d+\) on practice failed with exit code 3\. It ran \d s\./);
		await screenshot(page, 'job-notification', {
			open: () => palette(page, 'Notifications: Show Notifications'),
			close: async () => undefined,
		});
	});

	it('cancels several at once, from a list with a filter', async () => {
		const { page } = inUse;
		const held = [await submitAgain('held.sbatch'), await submitAgain('held.sbatch')];
		const last = await jobRow(page, held[1] ?? '', 'waiting');
		await untilDone(async () => assert.equal(await last.getAttribute('aria-selected'), 'true'));
		// The heading in place of the job that was submitted last: then no job is selected. Rows are drawn anew when their bell comes.
		for (const id of held) await jobRow(page, id, '.*you will be notified');
		await untilDone(async () => {
			const heading = row(page, /^Waiting: /);
			await heading.click();
			assert.equal(await heading.getAttribute('aria-selected'), 'true');
		});
		await palette(page, 'AI Factory: Cancel Job…');
		const list = page.locator('.quick-input-widget');
		await list.getByText('Cancel jobs').waitFor();
		await quickInput(page).fill('later');
		await list.getByRole('checkbox').first().click();
		await page.keyboard.press('Enter');
		const question = modal(page, 'Cancel 2 jobs?');
		await question.getByText(/Command: scancel \d+ \d+$/).waitFor();
		await question.getByRole('button', { name: 'Cancel 2 Jobs' }).click();
		for (const id of held) await jobRow(page, id, 'cancelled');
	});
});
