import assert from 'node:assert/strict';
import { noticeText } from '../../../src/presenters/noticeText.ts';
import { type Notice, type NoticeKind, newBell } from '../../../src/session/notices/bell.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { aJob } from '../../support/aJob.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const notice = (kind: NoticeKind, ...jobs: readonly Job[]): Notice => ({
	cluster: 'practice',
	kind,
	bell: newBell(jobs[0]!, 'person', 0),
	jobs,
	key: '',
});
const told = (...notices: readonly Notice[]) => noticeText(notices, NOW);

describe('A notification', () => {
	for (const [facts, text] of [
		[{ state: 'COMPLETED' }, 'train (4821) has finished on practice. It ran 12 min.'],
		[
			{ state: 'FAILED', exit: { code: 1, signal: 0 } },
			'train (4821) on practice failed with exit code 1. It ran 12 min.',
		],
		[{ state: 'TIMEOUT' }, 'train (4821) on practice was ended by its time limit. It ran 12 min.'],
		[{ state: 'NODE_FAIL' }, 'train (4821) on practice was ended because a node failed. It ran 12 min.'],
		[
			{ state: 'OUT_OF_MEMORY' },
			'train (4821) on practice was ended because it used more memory than it had asked for. It ran 12 min.',
		],
		[
			{ state: 'PREEMPTED' },
			'train (4821) on practice was ended for a job of higher priority. It ran 12 min.',
		],
		[{ state: 'BOOT_FAIL' }, 'train (4821) on practice failed (boot fail). It ran 12 min.'],
	] as const) {
		it(`of a job that ended as ${facts.state} says so`, () =>
			assert.equal(told(notice('ended', aJob(facts))).text, text));
	}

	it('tells where a job has started', () => {
		assert.equal(
			told(notice('started', aJob({ nodes: 'gcn[1-2]' }))).text,
			'train (4821) has started on practice, node gcn[1-2].',
		);
	});

	it('tells how long a job has left', () => {
		const job = aJob({ limit: 3600 as Seconds, ended: new Date(NOW.getTime() + 6 * 60_000) });
		const { text, severity } = told(notice('nearLimit', job));
		assert.equal(text, 'train (4821) on practice is ended by its time limit in 6 minutes.');
		assert.equal(severity, 'warning');
	});

	it('of an array counts the tasks that never began', () => {
		const array = (tasks: string) => ({ id: '170', tasks, throttle: undefined });
		const jobs = [
			aJob({ id: '170_0', state: 'COMPLETED', array: array('0') }),
			aJob({ id: '170_[1-999]', state: 'CANCELLED', array: array('1-999') }),
		];
		assert.match(told(notice('ended', ...jobs)).text, /: 999 of 1000 tasks did not end well\.$/);
	});

	it('of an array counts its tasks', () => {
		const tasks = ['COMPLETED', 'FAILED', 'COMPLETED'].map((state, index) =>
			aJob({ id: `170_${index}`, state }),
		);
		assert.match(
			told(notice('ended', ...tasks)).text,
			/has finished on practice: 1 of 3 tasks did not end well\.$/,
		);
		assert.match(told(notice('ended', tasks[0]!, tasks[2]!)).text, /: all 2 tasks went well\.$/);
	});

	it('is one for all that happened together, the worst first', () => {
		const ended = ['COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED'].map((state, index) =>
			notice('ended', aJob({ id: String(index), name: `run${index}`, state })),
		);
		const { text, severity, buttons } = told(...ended);
		assert.equal(
			text,
			'practice: 3 jobs finished, 1 job did not finish well (run3 (3), run0 (0), run1 (1), 1 more)',
		);
		assert.equal(severity, 'warning');
		assert.deepEqual(buttons, ['showJob', 'mute']);
	});

	it('offers what helps: the output, and to submit again what failed', () => {
		assert.deepEqual(told(notice('ended', aJob({ state: 'FAILED' }))).buttons, [
			'showOutput',
			'resubmit',
			'showJob',
		]);
		assert.deepEqual(told(notice('ended', aJob({ state: 'COMPLETED' }))).buttons, ['showOutput', 'showJob']);
		assert.deepEqual(told(notice('started', aJob())).buttons, ['showOutput', 'showJob', 'mute']);
	});
});
