import assert from 'node:assert/strict';
import { outputTasks } from '../../../src/session/outputTasks.ts';
import type { JobId } from '../../../src/slurm/job.ts';
import { aJob } from '../../support/aJob.ts';

describe('The tasks of an array whose output can be shown', () => {
	const task = (number: string, state: string, id = '170') =>
		aJob({ id: `${id}_${number}`, state, array: { id, tasks: number, throttle: undefined } });
	const waiting = task('4-9', 'PENDING');

	it('are those that run, then those that ended, in the order of their numbers', () => {
		const jobs = [
			task('2', 'COMPLETED'),
			waiting,
			task('10', 'RUNNING'),
			task('3', 'RUNNING'),
			task('1', 'FAILED'),
		];
		assert.deepEqual(
			outputTasks(waiting, [...jobs, task('1', 'RUNNING', '171'), aJob()]).map(({ id }) => id),
			['170_3', '170_10', '170_1', '170_2'],
		);
	});

	it('are those of the whole array where that was meant', () => {
		const jobs = [task('2', 'COMPLETED'), task('3', 'RUNNING')];
		const whole = { ...task('3', 'RUNNING'), id: '170' as JobId };
		assert.deepEqual(
			outputTasks(whole, jobs).map(({ id }) => id),
			['170_3', '170_2'],
		);
	});

	it('are none where one job was meant', () => {
		const running = task('3', 'RUNNING');
		assert.deepEqual(outputTasks(running, [running, waiting]), []);
		assert.deepEqual(outputTasks(aJob({ state: 'PENDING' }), [running]), []);
	});
});
