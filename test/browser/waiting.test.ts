import type { Page } from 'playwright-core';
import { admin } from '../support/admin.ts';
import { connectTo, jobRow } from '../support/journeys.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { chooseInRow, modal, palette, row, section, untilDone } from '../support/workbench.ts';

/** Puts a job into the queue as ada would from a terminal. Returns its id. */
async function send(name: string, ...options: readonly string[]): Promise<string> {
	const how = ['--uid=ada', '--parsable', '--chdir=/tmp', '--output=/dev/null', `--job-name=${name}`];
	return (await admin('sbatch', ...how, ...options, '--wrap=sleep 300')).trim();
}

describe('A person who waits', () => {
	const inUse = useEditor();
	const ids: string[] = [];

	before(async () => {
		await admin(
			...([
				'scontrol',
				'create',
				'reservation',
				'ReservationName=upkeep',
				'StartTime=now+330minutes',
			] as const),
			...['Duration=02:00:00', 'Users=root', 'Nodes=ALL', 'Flags=MAINT,IGNORE_JOBS'],
		);
		await admin('scontrol', 'update', 'NodeName=gcn4', 'State=DRAIN', 'Reason=bad disk');
		ids.push(await send('budget', '--account=aif002', '--partition=gpu', '--time=60', '--gpus=4'));
		ids.push(await send('long', '--partition=gpu', '--time=1-0', '--gpus=1'));
		const prepare = await send('prepare', '--partition=cpu', '--time=120');
		ids.push(prepare, await send('train', '--partition=gpu', '--time=60', `--dependency=afterok:${prepare}`));
		await connectTo(inUse.page, 'practice');
	});
	after(async () => {
		for (const id of ids) await admin('scancel', id);
		await admin('scontrol', 'delete', 'ReservationName=upkeep');
		// A node that works again needs no mending, and Slurm says so.
		await admin('scontrol', 'update', 'NodeName=gcn4', 'State=RESUME').catch(() => undefined);
	});

	const ask = async (page: Page, jobId: string) => {
		await chooseInRow(page, await jobRow(page, jobId, 'waiting'), 'Why Is It Waiting?');
		const shown = modal(page, new RegExp(`Why job ${jobId} `));
		await shown.waitFor();
		return shown;
	};
	const text = (page: Page, words: RegExp) => modal(page, words).waitFor();
	const heading = (page: Page, title: string) =>
		section(page, title).getByRole('button', { name: new RegExp(`^${title}\\b.*Section`) });
	const close = async (page: Page) => {
		await page.keyboard.press('Escape');
		await page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
	};

	it('reads the numbers of the budget that is too small', async () => {
		const { page } = inUse;
		const id = ids[0]!;
		await untilDone(async () => {
			await ask(page, id);
			try {
				await modal(page, /Account aif002 may use \d+ billing-minutes/).waitFor({ timeout: 3_000 });
			} catch (error) {
				await close(page);
				throw error;
			}
		});
		await text(page, /this job asks for up to 7,740 billing-minutes/);
		await close(page);
		await screenshot(page, 'why-budget', { open: () => ask(page, id) });
	});

	it('reads which time limit would fit before the maintenance', async () => {
		const { page } = inUse;
		await ask(page, ids[1]!);
		await text(page, /it cannot start before the maintenance of .+; with 5:\d\d:00 it can/);
		await close(page);
	});

	it('finds why a job waits below its row, without asking', async () => {
		const { page } = inUse;
		await (await jobRow(page, ids[3]!, 'waiting')).click();
		await row(page, /^Waits for \d+ \(prepare\) to end well: running, up to 2 h left/).waitFor();
		await (await jobRow(page, ids[1]!, 'waiting')).click();
		await row(page, /^Maintenance: With its time limit of 1-00:00:00 it cannot start before/).waitFor();
		await screenshot(page, 'why-rows');
	});

	it('sees what the cluster offers once the view is opened, and anew on request', async () => {
		const { page } = inUse;
		for (const title of ['Jobs', 'Storage', 'Cluster']) await heading(page, title).click();
		const gpu = row(page, /^Partition gpu, \d+ of 16 GPUs free, 1 node down, up to 2 days/);
		await gpu.waitFor();
		await row(page, /^Maintenance: .* to .* · gcn\[1-4\],tcn\[1-2\]/).waitFor();
		await gpu.click();
		await row(page, /^h100 GPUs: \d+ of 16 in use · 4 down/).waitFor();
		await row(page, /^gcn4: drained: bad disk/).waitFor();
		await screenshot(page, 'cluster');
		await admin('scontrol', 'update', 'NodeName=gcn4', 'State=RESUME');
		// For its first moments a node that is to work again "does not answer".
		await untilDone(async () => {
			await palette(page, 'AI Factory: Refresh Cluster');
			await row(page, /^Partition gpu, \d+ of 16 GPUs free, up to 2 days/).waitFor({ timeout: 3_000 });
		});
	});
});
