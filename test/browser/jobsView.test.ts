import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo, spoken } from '../support/journeys.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { answer, chooseInRow, openView, palette, pick, row, untilDone } from '../support/workbench.ts';

const SBATCH = 'sbatch --parsable -A aif001 -p cpu -t 20';
const NASTY = `odd | name, "quoted" 'twice' ; \x1f é 😀 ${'long '.repeat(190)}`;

describe('The Jobs view', () => {
	const inUse = useEditor();
	let array = '';
	let waiting = '';
	let ended = '';
	let withSteps = '';
	let odd = '';
	let coupled = '';

	before(async () => {
		onCluster('scancel --me; mkdir -p jobsview');
		ended = submit(`-J finished-well -o jobsview/%x.log --wrap 'echo well done'`);
		array = submit(
			`-J sweep --array=0-39%2 -o /dev/null --wrap 'case $SLURM_ARRAY_TASK_ID in 0) exit 3;; 1) exit 0;; esac; sleep 900'`,
		);
		coupled = submit(`-J coupled -N1 : -p gpu --gpus=1 -N1 --wrap 'sleep 900'`);
		withSteps = submit(`-J with-steps --wrap 'srun -n1 sleep 900'`);
		waiting = submit(`-J 'to be released' --hold --wrap 'sleep 900'`);
		odd = submit(`--hold -J ${quoted(NASTY)} --wrap 'sleep 900'`);
		await connectTo(inUse.page, 'practice');
		await openView(inUse.page);
	});
	after(() => onCluster('scancel --me; rm -rf jobsview'));

	it('shows an array as one row with its counts, and its tasks when it is opened', async () => {
		const { page } = inUse;
		const folded = row(
			page,
			new RegExp(`^sweep, job array ${array}, 1 failed, 2 running, 36 waiting, 1 done`),
		);
		await folded.waitFor();
		assert.equal(await row(page, new RegExp(`^sweep, job ${array}_`)).count(), 0);
		await pictureOf('jobs-view');
		await folded.click();
		await row(page, new RegExp(`^sweep, job ${array}_0, failed with exit code 3`)).waitFor();
		await row(
			page,
			new RegExp(`^sweep, job ${array}_\\[4-39%2\\], 36 tasks wait, at most 2 at a time`),
		).waitFor();
		await pictureOf('jobs-array');
		await folded.click();
		await row(page, new RegExp(`^sweep, job ${array}_0,`)).waitFor({ state: 'hidden' });
	});

	it('shows a heterogeneous job as one row, and its components when it is opened', async () => {
		const { page } = inUse;
		const whole = row(page, new RegExp(`^coupled, heterogeneous job ${coupled}, running, 2 components`));
		await whole.click();
		await row(page, new RegExp(`^coupled, job ${coupled}\\+0, running, .* left, tcn\\d`)).waitFor();
		await row(page, new RegExp(`^coupled, job ${coupled}\\+1, running, .* left, .*gcn\\d`)).waitFor();
		await whole.click();
	});

	it('shows what is known of a job, and its steps, when it is opened', async () => {
		const { page } = inUse;
		const job = row(page, new RegExp(`^with-steps, job ${withSteps},`));
		await job.click();
		await row(page, /^Resources: 1 CPU ·/).waitFor();
		await row(page, /^Output: slurm-\d+\.out/).waitFor();
		await row(page, /^sleep, step of the job, step 0, 1 task/).waitFor();
		await pictureOf('jobs-details');
		await job.click();
	});

	it('shows a name of any characters on one row', async () => {
		const { page } = inUse;
		const found = row(page, new RegExp(`, job ${odd}, waiting, `));
		await reach(found);
		assert.match(await spoken(found), /^odd \| name, "quoted" 'twice' ; {3}é 😀 long long .*…, job/);
	});

	it('keeps the selection on a job that starts', async () => {
		const { page } = inUse;
		const held = row(page, new RegExp(`^to be released, job ${waiting}, waiting`));
		await reach(held);
		await held.click();
		await row(page, /^Partition: cpu/).waitFor();
		onCluster(`scontrol release ${waiting}`);
		await palette(page, 'AI Factory: Refresh Jobs and Allocation');
		const running = row(page, new RegExp(`^to be released, job ${waiting}, running`));
		await untilDone(async () => {
			await palette(page, 'AI Factory: Refresh Jobs and Allocation');
			await running.waitFor({ timeout: 2_000 });
		});
		await untilDone(async () => assert.equal(await running.getAttribute('aria-selected'), 'true'));
		assert.equal(await running.getAttribute('aria-expanded'), 'true');
		await running.click();
	});

	it('shows the jobs that fit a filter, says so, and all of them once it is cleared', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Filter Jobs…');
		await answer(page, 'sweep running');
		await page.getByText(/Filter "sweep running": 1 of [\d,]+ jobs\./).waitFor();
		await row(page, new RegExp(`^with-steps, job ${withSteps},`)).waitFor({ state: 'hidden' });
		await pictureOf('jobs-filter');
		await palette(page, 'AI Factory: Filter Jobs…');
		await answer(page, 'nothing like it');
		await row(page, /^No job fits the filter "nothing like it"/).click();
		await row(page, new RegExp(`^with-steps, job ${withSteps},`)).waitFor();
	});

	it('sorts the jobs of a group', async () => {
		const { page } = inUse;
		const ids = [coupled, array, waiting, withSteps];
		const [first, second, third, last] = ids as [string, string, string, string];
		const order = async () => {
			const tops = await Promise.all(
				ids.map(
					async (id) =>
						(await row(page, new RegExp(`, (heterogeneous )?job (array )?${id}, `)).boundingBox())?.y ?? 0,
				),
			);
			return ids.toSorted((a, b) => (tops[ids.indexOf(a)] ?? 0) - (tops[ids.indexOf(b)] ?? 0));
		};
		await palette(page, 'AI Factory: Sort Jobs By…');
		await pick(page, /^Name/);
		await untilDone(async () => assert.deepEqual(await order(), [first, second, third, last]));
		await palette(page, 'AI Factory: Sort Jobs By…');
		await pick(page, /^Oldest first/);
		await untilDone(async () => assert.deepEqual(await order(), [second, first, last, third]));
		await palette(page, 'AI Factory: Sort Jobs By…');
		await pick(page, /^Newest first/);
		await untilDone(async () => assert.deepEqual(await order(), [third, last, first, second]));
	});

	it('keeps a pinned job at the top', async () => {
		const { page } = inUse;
		await chooseInRow(page, row(page, new RegExp(`^with-steps, job ${withSteps},`)), 'Pin Job');
		await row(page, 'Pinned: 1').waitFor();
		await pictureOf('jobs-pinned');
		await chooseInRow(page, row(page, new RegExp(`^with-steps, job ${withSteps},`)), 'Unpin Job');
		await row(page, 'Pinned: 1').waitFor({ state: 'hidden' });
	});

	it('shows the jobs of days past', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Job History…');
		await pick(page, /^Last 7 days/);
		const today = row(page, /^Today/);
		await reach(today);
		await today.click();
		await row(page, /^Today, [\d,]+ jobs?, .*as of/).waitFor();
		const job = page
			.locator('.sidebar [role=treeitem][aria-level="3"]')
			.and(row(page, new RegExp(`^finished-well, job ${ended},`)));
		await reach(job);
		assert.match(await spoken(job), new RegExp(`^finished-well, job ${ended}, completed .*, ran`));
		await pictureOf('jobs-history');
	});

	/** Without what a mouse over a row shows. */
	async function pictureOf(name: string): Promise<void> {
		await inUse.page.mouse.move(800, 300);
		await screenshot(inUse.page, name);
	}

	/** Scrolls down to a row that may be below what is seen. */
	async function reach(target: Locator): Promise<void> {
		const { page } = inUse;
		await untilDone(async () => {
			if (await target.isVisible()) return;
			await palette(page, 'AI Factory: Focus on Jobs View');
			await page.keyboard.press('End');
			await target.waitFor({ timeout: 2_000 });
		});
	}
});

function submit(rest: string): string {
	return onCluster(`${SBATCH} ${rest}`).trim();
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`;
}

function onCluster(commandLine: string): string {
	const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', commandLine];
	return execFileSync('ssh', args, { encoding: 'utf8' });
}
