import assert from 'node:assert/strict';
import { type Budget, type BudgetLine, remainingOf } from '../../../src/allocation/budget.ts';
import type { App } from '../../../src/app.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { JobId } from '../../../src/slurm/job.ts';
import { admin, withConfiguration } from '../../support/admin.ts';
import { forever } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';

/** GPU minutes that the accounts of these tests are granted. */
const GRANTED = 40;

describe('What is left, beside what Slurm enforces', () => {
	let app: App;
	let session: ClusterSession;
	const jobs: JobId[] = [];

	before(async () => {
		await admin('sacctmgr', '-i', 'add', 'account', 'parent', `grptresmins=gres/gpu=${GRANTED}`);
		await admin('sacctmgr', '-i', 'add', 'account', 'nested', 'parent=parent', 'grptresmins=gres/gpu=4000');
		await admin('sacctmgr', '-i', 'add', 'qos', 'paid', 'flags=NoDecay', `grptresmins=gres/gpu=${GRANTED}`);
		await admin('sacctmgr', '-i', 'add', 'account', 'byqos');
		await admin('sacctmgr', '-i', 'add', 'user', 'ada', 'account=nested');
		await admin('sacctmgr', '-i', 'add', 'user', 'ada', 'account=byqos', 'qos=paid', 'defaultqos=paid');
		app = practiceApp().app;
		session = await connected(app);
	});
	afterEach(async () => {
		for (const id of jobs.splice(0)) await session.slurm.cancel(id, forever).catch(() => undefined);
	});
	after(async () => {
		await app?.dispose();
		await admin('sacctmgr', '-i', 'delete', 'user', 'ada', 'account=nested,byqos');
		await admin('sacctmgr', '-i', 'delete', 'account', 'nested', 'byqos', 'parent');
		await admin('sacctmgr', '-i', 'delete', 'qos', 'paid');
	});

	for (const [account, carrier] of [
		['nested', 'parent'],
		['byqos', 'paid'],
	] as const) {
		it(`is what the next job may use at most, with the limit on ${carrier}, before and while a job runs`, async () => {
			const before = await gpuLine(account);
			assert.equal(before.limitedBy, carrier);
			assert.equal(minutesOf(before.granted), GRANTED);
			assert.equal(minutesOf(remainingOf(before)), GRANTED);
			await boundaryIs(account, GRANTED);

			// What a running job has claimed is free for no other.
			const running = await submit(account, 10);
			await untilState(running, 'RUNNING');
			const during = await untilLine(account, ({ committed = 0 }) => committed > 0);
			const free = Math.floor(minutesOf(remainingOf(during)) - minutesOf(during.committed));
			assert.ok(free >= GRANTED - 11 && free <= GRANTED - 9, `${free}`);
			await boundaryIs(account, free);
		});
	}

	it('is spent down to where Slurm lets nothing start any more', async () => {
		await admin('sacctmgr', '-i', 'modify', 'account', 'parent', 'set', 'grptresmins=gres/gpu=1');
		try {
			const id = await submit('nested', 1);
			await untilState(id, 'RUNNING');
			const line = await untilLine('nested', ({ committed = 0, used = 0 }) => committed + used > 0);
			assert.ok(minutesOf(remainingOf(line)) - minutesOf(line.committed) < 1);
			await waits(await submit('nested', 1));
		} finally {
			await admin('sacctmgr', '-i', 'modify', 'account', 'parent', 'set', `grptresmins=gres/gpu=${GRANTED}`);
		}
	});

	it('is told as decaying where use counts less as time goes by, but not with a QOS that never forgets', async () => {
		await withSetting('PriorityDecayHalfLife', '7-0', async () => {
			const other = practiceApp().app;
			try {
				const fresh = await connected(other);
				await fresh.allocation.refresh();
				const { snapshot } = fresh.allocation;
				const budgets = snapshot.kind === 'loading' ? [] : snapshot.budgets;
				assert.equal(lineOf(budgets, 'nested').decays, true);
				assert.equal(lineOf(budgets, 'byqos').decays, false);
			} finally {
				await other.dispose();
			}
		});
	});

	it('is the own use, and no invented figure, where the site hides what others use', async () => {
		await withSetting('PrivateData', 'usage,users,accounts,jobs', async () => {
			const other = practiceApp().app;
			try {
				const fresh = await connected(other);
				await fresh.allocation.refresh();
				const { snapshot } = fresh.allocation;
				const budgets = snapshot.kind === 'loading' ? [] : snapshot.budgets;
				const found = budgets.find(({ account }) => account === 'aif001');
				assert.ok(found, JSON.stringify(snapshot));
				assert.equal(found.isOwnUseOnly, true);
				const gpu = found.lines.find(({ resource }) => resource === 'gres/gpu') ?? assert.fail();
				assert.equal(gpu.used, undefined);
				assert.equal(remainingOf(gpu), undefined);
				assert.equal(minutesOf(gpu.granted), 6000);
			} finally {
				await other.dispose();
			}
		});
	});

	/** A job of so many GPU minutes may start, and one of a minute more may not. */
	async function boundaryIs(account: string, minutes: number): Promise<void> {
		const tooMuch = await submit(account, minutes + 2);
		await waits(tooMuch);
		await session.slurm.cancel(tooMuch, forever);
		const fits = await submit(account, minutes - 1);
		await untilState(fits, 'RUNNING');
		await session.slurm.cancel(fits, forever);
		await untilState(fits, 'CANCELLED');
	}

	async function submit(account: string, minutes: number): Promise<JobId> {
		const text = script(`-A ${account} -p gpu --gpus=1 --mem=100 -t ${minutes}`, 'sleep 120');
		const how = { workDir: '/tmp', options: [], arguments: [] };
		const { id } = await session.slurm.submit({ kind: 'local', name: 'x.sh', text }, how, forever);
		jobs.push(id);
		return id;
	}

	async function waits(id: JobId): Promise<void> {
		await until(async () => {
			await session.jobs.refresh();
			const job = session.jobs.find(id);
			assert.equal(job?.state, 'PENDING');
			assert.match(job.reason, /^(?:Assoc|QOS)Grp\w*(?:GRES|Gpu|Tres)\w*Minutes|^(?:Assoc|QOS)Grp\w+/i);
		});
	}

	async function untilState(id: JobId, state: string): Promise<void> {
		await until(async () => {
			await session.jobs.refresh();
			assert.equal(session.jobs.find(id)?.state, state);
		});
	}

	async function gpuLine(account: string): Promise<BudgetLine> {
		await session.allocation.refresh();
		const { snapshot } = session.allocation;
		assert.ok(snapshot.kind === 'loaded', String(snapshot.kind === 'stale' && snapshot.error));
		return lineOf(snapshot.budgets, account);
	}

	async function untilLine(account: string, isSo: (line: BudgetLine) => boolean): Promise<BudgetLine> {
		return until(async () => {
			const line = await gpuLine(account);
			assert.ok(isSo(line), JSON.stringify(line));
			return line;
		});
	}
});

function lineOf(budgets: readonly Budget[], account: string): BudgetLine {
	const budget = budgets.find((one) => one.account === account);
	return (
		budget?.lines.find(({ resource }) => resource === 'gres/gpu') ?? assert.fail(JSON.stringify(budgets))
	);
}

function minutesOf(hours: number | undefined): number {
	return Math.round((hours ?? Number.NaN) * 60);
}

async function until<T>(attempt: () => Promise<T>): Promise<T> {
	for (let tries = 0; ; tries += 1) {
		try {
			return await attempt();
		} catch (error) {
			if (tries > 80) throw error;
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
	}
}

/** A setting of the factory's controller for as long as something lasts. */
function withSetting(name: string, value: string, work: () => Promise<void>): Promise<void> {
	const change = (text: string) =>
		[...text.split('\n').filter((line) => !line.startsWith(`${name}=`)), `${name}=${value}`, ''].join('\n');
	return withConfiguration(change, work);
}
