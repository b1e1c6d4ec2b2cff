import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/event.ts';
import type { Notice } from '../../../../src/session/notices/bell.ts';
import { JobNotices, type NotifyMode } from '../../../../src/session/notices/jobNotices.ts';
import type { Job } from '../../../../src/slurm/job.ts';
import { JobStore } from '../../../../src/slurm/jobStore.ts';
import { DEFAULT_PACE } from '../../../../src/slurm/pollPace.ts';
import { aJob } from '../../../support/aJob.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { memoryNotes } from '../../../support/memoryNotes.ts';

/** One cluster, seen by one or several windows. */
class Scene {
	readonly clock = new FakeClock();
	readonly notes = memoryNotes();
	queue: readonly Job[] = [];
	past: readonly Job[] = [];
	readonly askedFor: (readonly string[])[] = [];
	mode: NotifyMode = 'asked';

	/** Opens a window that is connected to the cluster. */
	openWindow() {
		const store = new JobStore(
			{ listMyJobs: async () => this.queue, listFinishedJobs: async () => [] },
			DEFAULT_PACE,
			this.clock.now,
			new Map(),
			{ random: () => 0.5, delay: this.clock.delay },
		);
		const source = {
			name: 'practice',
			jobs: store,
			slurm: {
				findEndedJobs: async (ids: readonly string[]) => {
					this.askedFor.push(ids);
					return this.past.filter(({ id }) => ids.includes(id));
				},
			},
		};
		const notices = new JobNotices({
			sources: () => [source],
			onDidChangeSources: new Emitter<void>().event,
			notes: this.notes,
			mode: () => this.mode,
			now: this.clock.now,
		});
		const heard: Notice[] = [];
		notices.onDidNotice((notice) => heard.push(notice));
		const close = () => {
			notices.dispose();
			store.dispose();
		};
		return { notices, store, heard, close, words: () => heard.map(({ kind, bell }) => `${kind} ${bell.id}`) };
	}
}

describe('Notices of jobs', () => {
	it('come for jobs with a bell, also while nobody looks at the list', async () => {
		const scene = new Scene();
		const window = scene.openWindow();
		const job = aJob({ id: '1', state: 'PENDING' });
		scene.queue = [job, aJob({ id: '2', state: 'RUNNING' })];
		window.notices.ask('practice', [job]);
		await scene.clock.pass(10);
		scene.queue = [aJob({ id: '1', state: 'RUNNING' }), aJob({ id: '2', state: 'FAILED' })];
		await scene.clock.pass(400);
		scene.queue = [aJob({ id: '1', state: 'COMPLETED' })];
		await scene.clock.pass(400);
		assert.deepEqual(window.words(), ['started 1', 'ended 1']);
		window.close();
	});

	it('do not tell of a start that follows at once: the person has just submitted the job', async () => {
		const scene = new Scene();
		const window = scene.openWindow();
		scene.queue = [aJob({ id: '1', state: 'PENDING' })];
		window.notices.ask('practice', scene.queue);
		await scene.clock.pass(10);
		scene.queue = [aJob({ id: '1', state: 'RUNNING' })];
		await window.store.refresh();
		scene.queue = [aJob({ id: '1', state: 'COMPLETED' })];
		await window.store.refresh();
		assert.deepEqual(window.words(), ['ended 1']);
		window.close();
	});

	it('cost no query when there is no bell, and none any more when the last one has rung', async () => {
		const scene = new Scene();
		let asked = 0;
		const window = scene.openWindow();
		window.store.onDidChange(() => (asked += 1));
		await scene.clock.pass(3600);
		assert.equal(asked, 0);
		scene.queue = [aJob({ id: '1', state: 'RUNNING' })];
		window.notices.ask('practice', scene.queue);
		await scene.clock.pass(10);
		scene.queue = [aJob({ id: '1', state: 'COMPLETED' })];
		await scene.clock.pass(310);
		asked = 0;
		await scene.clock.pass(3600);
		assert.equal(asked, 0);
		window.close();
	});

	it('tell at the next connect of what happened while no window was open, once', async () => {
		const scene = new Scene();
		scene.queue = [aJob({ id: '1', state: 'RUNNING' })];
		const first = scene.openWindow();
		first.notices.ask('practice', scene.queue);
		await scene.clock.pass(10);
		first.close();
		// Three days later neither the queue nor the list of the last day knows the job.
		await scene.clock.pass(3 * 86_400);
		scene.queue = [];
		scene.past = [aJob({ id: '1', state: 'TIMEOUT' })];
		const second = scene.openWindow();
		await scene.clock.pass(10);
		assert.deepEqual(second.words(), ['ended 1']);
		second.close();
		const third = scene.openWindow();
		await scene.clock.pass(1000);
		assert.deepEqual(third.words(), []);
		assert.deepEqual(scene.askedFor, [['1']]);
		third.close();
	});

	it('ask accounting once a connection for a job that nobody knows', async () => {
		const scene = new Scene();
		const window = scene.openWindow();
		window.notices.ask('practice', [aJob({ id: '9', state: 'PENDING' })]);
		await scene.clock.pass(3600);
		assert.deepEqual(scene.askedFor, [['9']]);
		assert.deepEqual(window.words(), []);
		window.close();
	});

	it('have the same key in every window, so that one can tell', async () => {
		const scene = new Scene();
		scene.queue = [aJob({ id: '1', state: 'PENDING' })];
		const windows = [scene.openWindow(), scene.openWindow()];
		windows[0]!.notices.ask('practice', scene.queue);
		windows[1]!.notices.update();
		await scene.clock.pass(100);
		const bells = scene.notes.read('bells practice');
		scene.queue = [aJob({ id: '1', state: 'RUNNING' })];
		await windows[0]!.store.refresh();
		// The other window has not heard yet what the first one wrote down.
		scene.notes.write('bells practice', bells);
		await windows[1]!.store.refresh();
		const keys = windows.flatMap(({ heard }) => heard.map(({ key }) => key));
		assert.equal(keys.length, 2);
		assert.equal(new Set(keys).size, 1);
		for (const { close } of windows) close();
	});

	it('come for all jobs where the setting says so, but those whose bell was taken away', async () => {
		const scene = new Scene();
		scene.mode = 'all';
		scene.queue = [aJob({ id: '1', state: 'RUNNING' }), aJob({ id: '2', state: 'RUNNING' })];
		const window = scene.openWindow();
		await window.store.refresh();
		const rings = () => scene.queue.map(window.notices.ringsOn('practice'));
		assert.deepEqual(rings(), [true, true]);
		window.notices.mute('practice', [scene.queue[0]!]);
		assert.deepEqual(rings(), [false, true]);
		scene.queue = [aJob({ id: '1', state: 'FAILED' }), aJob({ id: '2', state: 'FAILED' })];
		await window.store.refresh();
		assert.deepEqual(window.words(), ['ended 2']);
		window.close();
	});

	it('do not come at all where the setting says so', async () => {
		const scene = new Scene();
		scene.mode = 'none';
		scene.queue = [aJob({ id: '1', state: 'RUNNING' })];
		const window = scene.openWindow();
		window.notices.ask('practice', scene.queue);
		assert.equal(window.notices.ringsOn('practice')(scene.queue[0]!), false);
		await scene.clock.pass(10);
		scene.queue = [aJob({ id: '1', state: 'FAILED' })];
		await window.store.refresh();
		assert.deepEqual(window.words(), []);
		window.close();
	});

	it('ring for a task by the bell of its array', async () => {
		const scene = new Scene();
		const window = scene.openWindow();
		const folded = aJob({
			id: '170_[0-3]',
			state: 'PENDING',
			array: { id: '170', tasks: '0-3', throttle: undefined },
		});
		window.notices.ask('practice', [folded]);
		const task = aJob({
			id: '170_2',
			state: 'RUNNING',
			array: { id: '170', tasks: '2', throttle: undefined },
		});
		assert.equal(window.notices.ringsOn('practice')(task), true);
		window.notices.mute('practice', [task]);
		assert.equal(window.notices.ringsOn('practice')(folded), false);
		window.close();
	});
});
