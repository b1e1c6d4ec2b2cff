import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bellIdOf, limitDue, newBell, readBells, ring } from '../../../../src/session/notices/bell.ts';
import type { Seconds } from '../../../../src/slurm/duration.ts';
import { aJob } from '../../../support/aJob.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const taskOf = (task: string, state: string) =>
	aJob({ id: `170_${task}`, state, array: { id: '170', tasks: task, throttle: undefined } });

describe('A bell', () => {
	const bell = newBell(aJob({ state: 'PENDING' }), 'person', 0);

	it('rings once when the job starts, and once when it has ended', () => {
		const started = ring(bell, [aJob({ state: 'RUNNING' })], NOW);
		assert.equal(started.kind, 'started');
		const still = ring(started.bell!, [aJob({ state: 'RUNNING' })], NOW);
		assert.deepEqual(still, { bell: started.bell, kind: undefined });
		assert.deepEqual(ring(still.bell!, [aJob({ state: 'COMPLETED' })], NOW), {
			bell: undefined,
			kind: 'ended',
		});
	});

	it('rings for the end alone when nobody looked in between', () => {
		assert.equal(ring(bell, [aJob({ state: 'FAILED' })], NOW).kind, 'ended');
	});

	it('rings when a job that ran waits again, and when it starts once more', () => {
		const runs = { ...bell, phase: 'running' as const, starts: 1 };
		const requeued = ring(runs, [aJob({ state: 'PENDING', restarts: 1 })], NOW);
		assert.equal(requeued.kind, 'requeued');
		const again = ring(requeued.bell!, [aJob({ state: 'RUNNING', restarts: 1 })], NOW);
		assert.equal(again.kind, 'started');
		assert.equal(again.bell?.starts, 2);
	});

	it('of an array rings when the first task starts and when the last has ended', () => {
		const array = newBell(taskOf('[0-3]', 'PENDING'), 'person', 0);
		assert.equal(array.id, '170');
		const first = ring(array, [taskOf('0', 'RUNNING'), taskOf('[1-3]', 'PENDING')], NOW);
		assert.equal(first.kind, 'started');
		const between = ring(first.bell!, [taskOf('0', 'COMPLETED'), taskOf('[1-3]', 'PENDING')], NOW);
		assert.equal(between.kind, undefined);
		// Of an ended task that nobody remembers only those that wait are left.
		assert.equal(ring(first.bell!, [taskOf('[1-3]', 'PENDING')], NOW).kind, undefined);
		const last = ring(first.bell!, [taskOf('0', 'COMPLETED'), taskOf('3', 'FAILED')], NOW);
		assert.equal(last.kind, 'ended');
	});

	it('of a heterogeneous job is for all of it', () => {
		assert.equal(bellIdOf(aJob({ id: '63+1', het: { id: '63', offset: 1 } })), '63');
	});

	for (const [hours, minutesLeft, rings] of [
		[24, 11, false],
		[24, 10, true],
		[1, 7, false],
		[1, 6, true],
		[0.1, 0.5, false],
	] as const) {
		it(`${rings ? 'rings' : 'is silent'} when ${minutesLeft} min of ${hours} h are left`, () => {
			const job = aJob({ state: 'RUNNING', limit: (hours * 3600) as Seconds, ended: inMinutes(minutesLeft) });
			const { kind, bell: after } = ring({ ...bell, phase: 'running' }, [job], NOW);
			assert.equal(kind, rings ? 'nearLimit' : undefined);
			if (rings) assert.equal(ring(after!, [job], inMinutes(2)).kind, undefined);
		});
	}

	it('knows no limit of a job without one', () => {
		assert.equal(limitDue([aJob({ state: 'RUNNING', limit: undefined })]), undefined);
	});

	it('never rings twice for the same, whatever the job does', () => {
		const states = fc.constantFrom('PENDING', 'RUNNING', 'SUSPENDED', 'COMPLETING');
		fc.assert(
			fc.property(fc.array(states), (life) => {
				let now: typeof bell | undefined = bell;
				let ends = 0;
				for (const state of [...life, 'COMPLETED', 'COMPLETED']) {
					if (!now) break;
					const before: typeof bell = now;
					const rung = ring(before, [aJob({ state })], NOW);
					if (rung.kind === 'ended') ends += 1;
					if (rung.kind === 'started') assert.notEqual(before.phase, 'running');
					now = rung.bell;
				}
				assert.equal(ends, 1);
			}),
		);
	});

	it('is read from notes of any kind', () => {
		assert.deepEqual([...readBells(JSON.parse(JSON.stringify([bell]))).values()], [bell]);
		fc.assert(fc.property(fc.anything(), (kept) => assert.ok(readBells(kept).size >= 0)));
		assert.equal(readBells([{ id: 5 }, null, 'x']).size, 0);
	});
});
