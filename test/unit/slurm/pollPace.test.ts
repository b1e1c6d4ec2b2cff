import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callsAnHour, DEFAULT_PACE, Pacer } from '../../../src/slurm/pollPace.ts';
import { aJob } from '../../support/aJob.ts';
import { running, WorkingDay } from '../../support/workingDay.ts';

const CALM = {
	hasActive: true,
	isSeen: true,
	isFocused: true,
	callsLastHour: 0,
	callsLastLook: 1,
	random: 0.5,
};
const UNCHANGED = { changed: false, isSlow: false };

describe('The pace of looking at the queue', () => {
	it('is slower the longer nothing changes, and as at first after a change', () => {
		const pacer = new Pacer(DEFAULT_PACE);
		const waits = () => {
			pacer.answered(UNCHANGED);
			return pacer.nextWaitSeconds(CALM);
		};
		pacer.answered({ changed: true, isSlow: false });
		assert.equal(pacer.nextWaitSeconds(CALM), 30);
		assert.deepEqual([waits(), waits(), waits(), waits(), waits()], [45, 67.5, 101.25, 120, 120]);
		pacer.answered({ changed: true, isSlow: false });
		assert.equal(pacer.nextWaitSeconds(CALM), 30);
	});

	it('is quick for a few rounds after a click, then as before', () => {
		const pacer = new Pacer(DEFAULT_PACE);
		pacer.acted();
		const waits = Array.from({ length: 6 }, () => pacer.nextWaitSeconds(CALM));
		assert.deepEqual(waits, [5, 5, 5, 10, 20, 30]);
	});

	it('slows down while Slurm is slow or does not answer, and recovers at once', () => {
		const pacer = new Pacer(DEFAULT_PACE);
		const slow = () => {
			pacer.answered({ changed: true, isSlow: true });
			return pacer.nextWaitSeconds(CALM);
		};
		assert.deepEqual([slow(), slow(), slow()], [60, 120, 240]);
		pacer.failed();
		pacer.failed();
		assert.equal(pacer.nextWaitSeconds(CALM), 600);
		pacer.answered({ changed: true, isSlow: false });
		assert.equal(pacer.nextWaitSeconds(CALM), 30);
	});

	it('is not quick after a click while Slurm is in trouble', () => {
		const pacer = new Pacer(DEFAULT_PACE);
		pacer.failed();
		pacer.acted();
		assert.equal(pacer.nextWaitSeconds(CALM), 60);
	});

	it('is slow where no job waits or runs, and in a window behind others', () => {
		const pacer = new Pacer(DEFAULT_PACE);
		assert.equal(pacer.nextWaitSeconds({ ...CALM, hasActive: false }), 120);
		assert.equal(pacer.nextWaitSeconds({ ...CALM, isFocused: false }), 120);
		assert.equal(pacer.nextWaitSeconds({ ...CALM, isSeen: false }), 300);
	});

	it('never goes below the floor of the site, and differs by a tenth at most from window to window', () => {
		fc.assert(
			fc.property(
				fc.record({
					hasActive: fc.boolean(),
					isSeen: fc.boolean(),
					isFocused: fc.boolean(),
					callsLastHour: fc.nat(200),
					callsLastLook: fc.constantFrom(1, 2),
					random: fc.double({ min: 0, max: 1, noNaN: true }),
				}),
				fc.array(fc.constantFrom('acted', 'failed', 'changed', 'unchanged', 'slow')),
				fc.integer({ min: 2, max: 400 }),
				(now, history, floorSeconds) => {
					const [one, other] = [0, 1].map(() => {
						const pacer = new Pacer({ ...DEFAULT_PACE, floorSeconds });
						for (const event of history) {
							if (event === 'acted') pacer.acted();
							else if (event === 'failed') pacer.failed();
							else pacer.answered({ changed: event === 'changed', isSlow: event === 'slow' });
						}
						return pacer;
					});
					const wait = one!.nextWaitSeconds(now);
					const even = other!.nextWaitSeconds({ ...now, random: 0.5 });
					assert.ok(wait >= floorSeconds && wait <= 1.1 * Math.max(600, floorSeconds));
					assert.ok(wait <= 1.1 * even + 1e-6 && wait >= Math.min(0.9 * even, even) - 1e-6);
				},
			),
		);
	});
});

describe('A day with jobs in view', () => {
	it('costs Slurm at most 60 calls in any hour, though jobs start and end all the time', async () => {
		let seed = 1;
		const jitter = () => {
			seed = (seed * 16807) % 2147483647;
			return seed / 2147483647;
		};
		const day = new WorkingDay(DEFAULT_PACE, jitter);
		const watching = day.store.watch();
		for (let minute = 0; minute < 8 * 60; minute += 1) {
			day.jobs = [aJob({ id: String(minute), state: 'RUNNING' }), ...running(20)];
			if (minute % 5 === 0) day.ask('sshare');
			await day.clock.pass(60);
		}
		watching.dispose();
		assert.ok(day.busiestHour <= callsAnHour(DEFAULT_PACE), `${day.busiestHour} calls in an hour`);
		assert.ok(day.busiestHour >= 40, `only ${day.busiestHour} calls: the list would be old`);
	});

	it('costs some 30 calls an hour while jobs run steadily', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(5);
		day.store.watch();
		await day.clock.pass(4 * 3600);
		assert.ok(day.callsFrom(3600, 7200) <= 31, String(day.callsFrom(3600, 7200)));
		assert.ok(day.callsFrom(3600, 7200) >= 28, String(day.callsFrom(3600, 7200)));
		day.store.dispose();
	});

	it('costs nothing while it is hidden and no job has a bell', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(5);
		const watching = day.store.watch();
		await day.clock.pass(60);
		watching.dispose();
		const asked = day.calls.length;
		await day.clock.pass(4 * 3600);
		assert.equal(day.calls.length, asked);
	});

	it('costs 12 calls an hour while it is hidden and a job has a bell', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(5);
		const bell = day.store.watch('notices');
		await day.clock.pass(3 * 3600);
		assert.ok(day.callsFrom(3600, 7200) <= 12, String(day.callsFrom(3600, 7200)));
		bell.dispose();
	});

	it('shows what is new at once when it is brought into sight again', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(1);
		day.store.watch('notices');
		await day.clock.pass(200);
		const asked = day.calls.length;
		day.store.watch();
		await day.clock.pass(1);
		assert.equal(day.calls.length, asked + 1);
		day.store.dispose();
	});

	it('is asked for less often from a window behind others, and at once when that comes to the front', async () => {
		const day = new WorkingDay({ ...DEFAULT_PACE, idleSeconds: 600 });
		day.jobs = running(1);
		day.store.watch();
		day.store.isFocused = false;
		await day.clock.pass(599);
		const asked = day.calls.length;
		day.store.isFocused = true;
		await day.clock.pass(1);
		assert.equal(day.calls.length, asked + 1);
		day.store.dispose();
	});

	it('asks a controller that is down less and less often, and as usual once it is back', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(1);
		day.store.watch();
		await day.clock.pass(10);
		day.failure = new Error('Unable to contact slurm controller');
		await day.clock.pass(3600);
		const troubled = day.callsFrom(10, 3610);
		assert.ok(troubled <= 10, String(troubled));
		day.failure = undefined;
		await day.clock.pass(3600);
		assert.ok(day.callsFrom(3610, 7210) > 25);
		day.store.dispose();
	});

	it('spends no more than the hour allows on a person who acts all the time', async () => {
		const day = new WorkingDay(DEFAULT_PACE);
		day.jobs = running(3);
		day.store.watch();
		const clicks = 40;
		for (let click = 0; click < clicks; click += 1) {
			void day.store.refreshAfterAction();
			await day.clock.pass(90);
		}
		assert.ok(day.callsFrom(0, 3600) - clicks <= callsAnHour(DEFAULT_PACE), String(day.callsFrom(0, 3600)));
		day.store.dispose();
	});
});
