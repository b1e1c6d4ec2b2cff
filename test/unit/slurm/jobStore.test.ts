import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError } from '../../../src/problems/problem.ts';
import { type JobQueries, JobStore } from '../../../src/slurm/jobStore.ts';
import { aJob } from '../../support/aJob.ts';

const PACE = { afterActionSeconds: 5, activeSeconds: 30, idleSeconds: 120, floorSeconds: 5 };

describe('JobStore', () => {
	const storeOn = (queries: Partial<JobQueries>, now = () => new Date(0)) =>
		new JobStore({ listMyJobs: async () => [], listFinishedJobs: async () => [], ...queries }, PACE, now);

	it('keeps the last jobs when a query fails, and says why', async () => {
		const failure = new Error('down');
		let answer = async () => [aJob({ id: '1' })];
		const store = storeOn({ listMyJobs: () => answer() });
		await store.refresh();
		answer = () => Promise.reject(failure);
		await store.refresh();
		assert.deepEqual(store.snapshot, {
			kind: 'stale',
			jobs: [aJob({ id: '1' })],
			at: new Date(0),
			error: failure,
		});
	});

	it('adds the past from accounting, where the queue does not know better', async () => {
		const store = storeOn({
			listMyJobs: async () => [aJob({ id: '2', state: 'RUNNING' })],
			listFinishedJobs: async () => [
				aJob({ id: '2', state: 'REQUEUED' }),
				aJob({ id: '1', state: 'COMPLETED' }),
			],
		});
		await store.refresh();
		assert.ok(store.snapshot.kind === 'loaded');
		assert.deepEqual(
			store.snapshot.jobs.map(({ id, state }) => `${id} ${state}`),
			['2 RUNNING', '1 COMPLETED'],
		);
	});

	it('shows the queue before accounting has answered', async () => {
		const seen: number[] = [];
		const store = storeOn({
			listMyJobs: async () => [aJob({ id: '2' })],
			listFinishedJobs: async () => [aJob({ id: '1', state: 'COMPLETED' })],
		});
		store.onDidChange((snapshot) => seen.push(snapshot.kind === 'loading' ? 0 : snapshot.jobs.length));
		await store.refresh();
		assert.deepEqual(seen, [1, 2]);
	});

	it('shows the queue when accounting is down', async () => {
		const store = storeOn({
			listMyJobs: async () => [aJob({ id: '2' })],
			listFinishedJobs: () => Promise.reject(new Error('dbd')),
		});
		await store.refresh();
		assert.equal(store.snapshot.kind, 'loaded');
	});

	it('asks accounting again only when a running job vanished unseen', async () => {
		let history = 0;
		let queue = [aJob({ id: '1', state: 'RUNNING' })];
		const store = storeOn({
			listMyJobs: async () => queue,
			listFinishedJobs: async () => [aJob({ id: '1', state: history++ ? 'COMPLETED' : 'RUNNING' })],
		});
		await store.refresh();
		await store.refresh();
		assert.equal(history, 1);
		queue = [];
		await store.refresh();
		assert.equal(history, 2);
		assert.equal(store.find('1')?.state, 'COMPLETED');
	});

	it('asks a site without accounting again only after an hour, or when the person asks', async () => {
		let asked = 0;
		let seconds = 0;
		const store = storeOn(
			{
				listFinishedJobs: () => {
					asked += 1;
					return Promise.reject(new ProblemError({ kind: 'noAccounting', host: 'practice' }));
				},
			},
			() => new Date(seconds * 1000),
		);
		await store.refresh();
		seconds = 3_500;
		await store.refresh();
		assert.equal(asked, 1);
		await store.refreshOnRequest();
		assert.equal(asked, 2);
		seconds = 7_101;
		await store.refresh();
		assert.equal(asked, 3);
	});

	it('asks accounting that is down again after a minute', async () => {
		let asked = 0;
		let seconds = 0;
		const listFinishedJobs = async () => {
			asked += 1;
			throw new Error('dbd');
		};
		const store = storeOn({ listFinishedJobs }, () => new Date(seconds * 1000));
		await store.refresh();
		seconds = 59;
		await store.refresh();
		assert.equal(asked, 1);
		seconds = 60;
		await store.refresh();
		assert.equal(asked, 2);
	});

	// What `squeue --states=all` of Slurm 22.05 wrote before and after `scancel 3`.
	const task = (tasks: string, state: string) =>
		aJob({
			id: `3_${tasks}`,
			state,
			array: { id: '3', tasks: tasks.replace(/[[\]]/g, ''), throttle: undefined },
		});
	const running = [task('[4-39]', 'PENDING'), task('2', 'RUNNING'), task('0', 'FAILED')];
	const cancelled = [aJob({ id: '3', state: 'CANCELLED' }), task('2', 'CANCELLED'), task('0', 'FAILED')];
	const idsIn = (store: JobStore) =>
		store.snapshot.kind === 'loading' ? [] : store.snapshot.jobs.map(({ id, state }) => `${id} ${state}`);

	it('keeps a cancelled array in one piece, with the tasks that never began', async () => {
		let queue = running;
		const store = storeOn({ listMyJobs: async () => queue });
		await store.refresh();
		queue = cancelled;
		for (const _ of [1, 2]) {
			await store.refresh();
			assert.deepEqual(idsIn(store), ['3_[4-39] CANCELLED', '3_2 CANCELLED', '3_0 FAILED']);
		}
	});

	it('takes the tasks that never began from accounting where it saw the array only after its end', async () => {
		const store = storeOn({
			listMyJobs: async () => cancelled,
			listFinishedJobs: async () => [task('[4-39]', 'CANCELLED'), task('0', 'FAILED')],
		});
		await store.refresh();
		assert.deepEqual(idsIn(store), ['3_2 CANCELLED', '3_0 FAILED', '3_[4-39] CANCELLED']);
	});

	it('takes from an earlier window the output path that accounting does not know', async () => {
		const queries = {
			listMyJobs: async () => [],
			listFinishedJobs: async () => [aJob({ id: '1', state: 'COMPLETED', outputPath: undefined })],
		};
		const store = new JobStore(queries, PACE, () => new Date(0), new Map([['1', '/seen.out']]));
		await store.refresh();
		assert.equal(store.find('1')?.outputPath, '/seen.out');
	});

	it('remembers the output path that accounting does not know', async () => {
		let queue = [aJob({ id: '1', state: 'RUNNING', outputPath: '/x.out' })];
		const store = storeOn({
			listMyJobs: async () => queue,
			listFinishedJobs: async () => [aJob({ id: '1', state: 'COMPLETED', outputPath: undefined })],
		});
		await store.refresh();
		queue = [];
		await store.refresh();
		assert.equal(store.find('1')?.outputPath, '/x.out');
	});

	it('never runs two queries at once', async () => {
		let under = 0;
		let most = 0;
		const store = storeOn({
			listMyJobs: async () => {
				most = Math.max(most, ++under);
				await sleep(5);
				under -= 1;
				return [];
			},
		});
		await Promise.all([store.refresh(), store.refresh(), store.refreshAfterAction(), store.refresh()]);
		assert.equal(most, 1);
	});

	it('asks once more after an action, although a query was under way', async () => {
		let asked = 0;
		const store = storeOn({
			listMyJobs: async () => {
				asked += 1;
				await sleep(5);
				return [];
			},
		});
		const under = store.refresh();
		await store.refreshAfterAction();
		await under;
		assert.equal(asked, 2);
	});

	it('polls only while somebody watches', async () => {
		let asked = 0;
		let time = 0;
		const queries = { listMyJobs: async () => [aJob({ id: String(asked++) })] };
		const store = new JobStore(
			{ ...queries, listFinishedJobs: async () => [] },
			{ afterActionSeconds: 2, activeSeconds: 0.01, idleSeconds: 0.01, floorSeconds: 0 },
			() => {
				time += 1;
				return new Date(time);
			},
		);
		const watching = store.watch();
		while (asked < 3) await sleep(2);
		watching.dispose();
		await sleep(30);
		const settled = asked;
		await sleep(50);
		assert.equal(asked, settled);
		store.dispose();
	});
});
