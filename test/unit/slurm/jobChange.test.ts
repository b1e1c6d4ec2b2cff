import assert from 'node:assert/strict';
import { changeLabel, changePrompt, troubleText } from '../../../src/presenters/changeText.ts';
import { parseDuration, type Seconds } from '../../../src/slurm/duration.ts';
import {
	type ChangeKind,
	changeOf,
	changesFor,
	currentValue,
	parseTimeLimit,
	troubleWith,
} from '../../../src/slurm/jobChange.ts';
import { aJob } from '../../support/aJob.ts';

const waiting = aJob({ id: '12', state: 'PENDING', limit: 3600 as Seconds });
const runs = aJob({ id: '12', state: 'RUNNING', limit: 3600 as Seconds, elapsed: 600 as Seconds });
const task = aJob({ id: '170_[5-9%2]', state: 'PENDING', array: { id: '170', tasks: '5-9', throttle: 2 } });

describe('Changing a job', () => {
	it('offers what Slurm lets a user change in its state', () => {
		assert.deepEqual(changesFor(runs), ['timeLimit', 'name', 'comment']);
		assert.ok(changesFor(waiting).includes('partition') && !changesFor(waiting).includes('arrayThrottle'));
		assert.ok(changesFor(task).includes('arrayThrottle'));
		assert.deepEqual(changesFor(aJob({ state: 'COMPLETED' })), []);
	});

	it('begins with the value that the job has', () => {
		assert.equal(currentValue(waiting, 'timeLimit'), '1:00:00');
		assert.equal(currentValue(task, 'arrayThrottle'), '2');
		const dependent = aJob({ dependency: 'afterok:12(unfulfilled),afterany:13(failed)' });
		assert.equal(currentValue(dependent, 'dependency'), 'afterok:12,afterany:13');
	});

	it('hands over the value as one argument, whatever it holds', () => {
		assert.deepEqual(changeOf(waiting, 'comment', ` it's "mine"; rm -rf / `).argv, [
			'scontrol',
			'update',
			'JobId=12',
			`Comment=it's "mine"; rm -rf /`,
		]);
		assert.deepEqual(changeOf(task, 'timeLimit', '10').argv.slice(2), ['JobId=170_[5-9]', 'TimeLimit=10']);
		assert.deepEqual(changeOf(task, 'arrayThrottle', '4').argv.slice(2), [
			'JobId=170',
			'ArrayTaskThrottle=4',
		]);
	});

	for (const [kind, values] of [
		['timeLimit', ['90', '1:30:00', '45:00', '2-12', '2-12:30', '1-00:00:00']],
		['partition', ['gpu', 'gpu_h100,gpu_a100']],
		['qos', ['normal', 'short-2h']],
		[
			'dependency',
			[
				'',
				'afterok:12',
				'afterok:12:13,afterany:14',
				'afterok:1?afterok:2',
				'after:12+30',
				'singleton',
				'afterany:170_4',
			],
		],
		['arrayThrottle', ['0', '16']],
		['begin', ['now', 'now+2hours', '16:00', '2026-11-26', '2026-11-26T16:00:00', 'tomorrow']],
		['nice', ['0', '500']],
		['comment', ['', 'anything at all']],
	] as const) {
		for (const value of values) {
			it(`takes "${value}" as ${kind}`, () => assert.equal(troubleWith(task, kind, value), undefined));
		}
	}

	for (const [kind, value, trouble] of [
		['timeLimit', 'soon', 'notATime'],
		['timeLimit', '0', 'notATime'],
		['timeLimit', '', 'empty'],
		['partition', 'a b', 'notAName'],
		['qos', 'a,b', 'notAName'],
		['dependency', 'foo:1', 'notADependency'],
		['dependency', 'afterok:', 'notADependency'],
		['dependency', 'afterok:1,afterok:2?afterok:3', 'notADependency'],
		['arrayThrottle', '-1', 'notACount'],
		['nice', '-100', 'notNice'],
		['begin', 'foo', 'notABegin'],
		['name', 'two\nlines', 'notOneLine'],
		['name', ' ', 'empty'],
	] as const) {
		it(`does not take ${JSON.stringify(value)} as ${kind}, and says how to write it`, () => {
			assert.equal(troubleWith(task, kind, value), trouble);
			assert.match(troubleText(trouble, task), /^[A-Z].*\.$/);
		});
	}

	it('only lowers the limit of a job that runs, and not below what it has used', () => {
		assert.equal(troubleWith(runs, 'timeLimit', '50'), undefined);
		assert.equal(troubleWith(runs, 'timeLimit', '2:00:00'), 'notLower');
		assert.equal(
			troubleText('notLower', runs),
			'Slurm lets you only lower it while the job runs: 1:00:00 at most.',
		);
		assert.equal(troubleWith(runs, 'timeLimit', '10'), 'alreadyOver');
		assert.equal(troubleWith(waiting, 'timeLimit', '2:00:00'), undefined);
	});

	it('explains each value below its box', () => {
		for (const kind of changesFor(task)) {
			assert.match(changeLabel(kind), /^[A-Z]/);
			assert.match(changePrompt(kind satisfies ChangeKind, task), /\.\)?$|\.$/);
		}
		assert.match(changePrompt('timeLimit', runs), /only lower it while the job runs \(it is at 10 min\)/);
	});

	it('reads limits in all of the forms of sbatch', () => {
		const read = ['90', '1:30:00', '90:00', '1-12', '1-12:30', '1-12:30:00'].map(parseTimeLimit);
		assert.deepEqual(read, [5400, 5400, 5400, 129_600, 131_400, 131_400]);
		assert.equal(parseTimeLimit('UNLIMITED'), undefined);
		assert.equal(parseDuration('1-12:30:00'), 131_400);
	});
});
