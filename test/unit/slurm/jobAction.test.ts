import assert from 'node:assert/strict';
import { effectOf } from '../../../src/slurm/actionEffect.ts';
import {
	cancelArrayTasks,
	cancelJobs,
	holdJobs,
	refusalIn,
	releaseJobs,
	requeueAndHoldJobs,
	requeueJobs,
	signalJobs,
} from '../../../src/slurm/jobAction.ts';
import { jobFlags } from '../../../src/slurm/jobFlags.ts';
import { shellInJob } from '../../../src/slurm/jobShell.ts';
import { aJob } from '../../support/aJob.ts';

const folded = aJob({
	id: '170_[5-9%2]',
	state: 'PENDING',
	array: { id: '170', tasks: '5-9', throttle: 2 },
});
const part = aJob({ id: '63+1', recordId: '64', het: { id: '63', offset: 1 } });

describe('An action on jobs', () => {
	it('is one command for all of them', () => {
		const jobs = [aJob({ id: '12' }), folded];
		assert.deepEqual(cancelJobs(jobs).argv, ['scancel', '12', '170_[5-9]']);
		assert.deepEqual(holdJobs(jobs).argv, ['scontrol', 'hold', '12', '170_[5-9]']);
		assert.deepEqual(releaseJobs(jobs).argv, ['scontrol', 'release', '12', '170_[5-9]']);
		assert.deepEqual(requeueJobs(jobs).argv, ['scontrol', 'requeue', '12', '170_[5-9]']);
		assert.deepEqual(requeueAndHoldJobs(jobs).argv, ['scontrol', 'requeuehold', '12', '170_[5-9]']);
		assert.deepEqual(cancelJobs(jobs).jobs, ['12', '170_[5-9%2]']);
	});

	it('takes a heterogeneous job as a whole, once', () => {
		const first = aJob({ id: '63+0', recordId: '63', het: { id: '63', offset: 0 } });
		assert.deepEqual(cancelJobs([first, part]).argv, ['scancel', '63']);
	});

	it('reaches some tasks of an array', () => {
		assert.deepEqual(cancelArrayTasks('170', '3-7,9').argv, ['scancel', '170_[3-7,9]']);
	});

	it('sends a signal to the programs, to the script, or to both', () => {
		const job = [aJob({ id: '12' })];
		assert.deepEqual(signalJobs(job, 'USR1', 'steps').argv, ['scancel', '--signal=USR1', '12']);
		assert.deepEqual(signalJobs(job, 'TERM', 'batch').argv, ['scancel', '--signal=TERM', '--batch', '12']);
		assert.deepEqual(signalJobs(job, 'USR1', 'all').argv, ['scancel', '--signal=USR1', '--full', '12']);
	});

	it('opens a shell on one node, and in the right part of a heterogeneous job', () => {
		assert.equal(
			shellInJob(aJob({ id: '170_4', recordId: '174' }), 'gcn2').join(' '),
			'srun --jobid=174 --nodelist=gcn2 --nodes=1 --ntasks=1 --mem=0 --overlap --pty bash -l',
		);
		assert.match(shellInJob(part, '').join(' '), /^srun --jobid=63 --het-group=1 --nodes=1 /);
	});
});

describe('A refusal', () => {
	// As ordinary users got them from 20.11 to 26.05.
	for (const [exitCode, said] of [
		[210, 'scancel: error: Kill job error on job id 21: Access/permission denied'],
		[0, 'scancel: error: Kill job error on job id 21: Access/permission denied'],
		[
			60,
			'scancel: error: Kill job error on job id 20+1: Operation not permitted on individual component of heterogeneous job',
		],
		[1, 'Invalid job id specified for job 999999\nslurm_suspend error: Invalid job id specified'],
		[0, 'Job has already finished for job 5\nslurm_suspend error: Job has already finished'],
		[1, 'Requested operation is presently disabled for job 2'],
		[1, '13_1-3,5: Invalid partition name specified'],
		[0, '13_1-3,5: Invalid partition name specified'],
		[1, 'No changes specified'],
	] as const) {
		it(`is read from "${said.split('\n')[0]}" with exit code ${exitCode}`, () =>
			assert.equal(refusalIn(`${said}\n`, exitCode), said));
	}

	it('is also an exit code without words', () => assert.equal(refusalIn('', 1), 'exit code 1'));

	it('is not in what a site prints when all went well', () => {
		assert.equal(refusalIn('', 0), '');
		assert.equal(refusalIn('Welcome to the cluster. Maintenance on Monday: see the web page.\n', 0), '');
	});
});

describe('What an action whose answer was lost has done', () => {
	const before = aJob({ id: '12', state: 'RUNNING' });
	const held = aJob({ id: '12', state: 'PENDING', reason: 'JobHeldUser' });
	for (const [kind, after, effect] of [
		['cancel', aJob({ state: 'CANCELLED' }), 'done'],
		['cancel', aJob({ state: 'COMPLETING' }), 'done'],
		['cancel', before, 'notDone'],
		['cancel', undefined, 'unknown'],
		['hold', held, 'done'],
		['hold', aJob({ state: 'PENDING', reason: 'Priority' }), 'notDone'],
		['release', held, 'notDone'],
		['release', aJob({ state: 'PENDING', reason: 'Priority' }), 'done'],
		['requeue', aJob({ state: 'PENDING', reason: 'BeginTime' }), 'done'],
		['requeue', aJob({ state: 'RUNNING', restarts: 1 }), 'done'],
		['requeue', before, 'notDone'],
		['requeueHold', held, 'done'],
		['signal', before, 'unknown'],
	] as const) {
		it(`is ${effect} for ${kind} when the queue says ${after?.state ?? 'nothing'} ${after?.reason ?? ''}`, () =>
			assert.equal(effectOf({ kind }, before, after), effect));
	}
});

describe('What menus are told of a job', () => {
	for (const [job, flags] of [
		[aJob({ state: 'PENDING', reason: 'Priority' }), ['holdable']],
		[aJob({ state: 'PENDING', reason: 'JobHeldUser' }), ['held']],
		[aJob({ state: 'REQUEUE_HOLD' }), ['held']],
		[aJob({ state: 'PENDING', reason: 'job requeued in held state' }), ['held']],
		[aJob({ state: 'PENDING', reason: 'launch failed requeued held' }), ['held']],
		[aJob({ state: 'RUNNING' }), ['requeueable', 'shell']],
		[aJob({ state: 'RUNNING', command: '' }), ['shell']],
		[aJob({ state: 'SUSPENDED' }), ['requeueable']],
		[aJob({ state: 'FAILED' }), ['requeueable']],
		[aJob({ state: 'FAILED', command: '' }), []],
		[folded, ['holdable', 'array']],
	] as const) {
		it(`is [${flags.join(' ')}] when it is ${job.state} ${job.reason}${job.command ? '' : ' without a script'}${job.array ? ' in an array' : ''}`, () =>
			assert.deepEqual(jobFlags(job), flags));
	}
});
