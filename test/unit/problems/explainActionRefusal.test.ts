import assert from 'node:assert/strict';
import { explain } from '../../../src/problems/explain.ts';
import type { JobActionKind } from '../../../src/problems/problem.ts';

const refused = (action: JobActionKind, detail: string, ...jobs: readonly string[]) =>
	explain({ kind: 'actionRefused', action, jobs: jobs.length > 0 ? jobs : ['12'], detail });

describe('What Slurm refused', () => {
	for (const [action, detail, what, why] of [
		[
			'cancel',
			'scancel: error: Kill job error on job id 12: Access/permission denied',
			/^Job 12 was not cancelled\.$/,
			/not yours/,
		],
		['hold', 'Invalid user id for job 12\nslurm_suspend error: Invalid user id', /was not held/, /not yours/],
		['release', 'Access/permission denied for job 12', /was not released/, /administrator holds it/],
		[
			'change',
			'Access/permission denied for job 12',
			/was not changed/,
			/lowered while the job runs but not raised/,
		],
		[
			'requeue',
			'Requested operation is presently disabled for job 12',
			/was not requeued/,
			/without "--requeue"/,
		],
		['change', 'Job is no longer pending execution for job 12', /was not changed/, /started meanwhile/],
		['change', 'Invalid partition name specified for job 12', /was not changed/, /no partition of that name/],
		['change', 'Invalid qos specification for job 12', /was not changed/, /QOS does not exist/],
		[
			'change',
			'Invalid account or account/partition combination specified for job 12',
			/was not changed/,
			/account does not exist/,
		],
		['change', 'Job dependency problem for job 12', /was not changed/, /does not take this dependency/],
		['hold', 'Job has already finished for job 12', /was not held/, /has ended/],
		[
			'signal',
			'scancel: error: Kill job error on job id 12: Job can not be altered now, try again later',
			/did not get the signal/,
			/not started/,
		],
		[
			'cancel',
			'scancel: error: Kill job error on job id 20+1: Operation not permitted on individual component of heterogeneous job',
			/was not cancelled/,
			/heterogeneous/,
		],
		[
			'cancel',
			'scancel: error: Kill job error on job id 12: Something new',
			/was not cancelled/,
			/^Slurm said: "Kill job error on job id 12: Something new"\.$/,
		],
	] as const) {
		it(`is told for ${action} and "${detail.split('\n')[0]}"`, () => {
			const words = refused(action, detail);
			assert.match(words.what, what);
			assert.match(words.why, why);
			assert.match(words.next, /^[A-Z"].*\.$/);
			assert.equal(words.raw, detail);
		});
	}

	it('of several jobs says that some may be done', () => {
		assert.equal(refused('hold', 'x', '1', '2').what, 'Not all of 2 jobs were held.');
	});

	it('is told apart from what is not known', () => {
		const lost = {
			kind: 'actionUnknown',
			action: 'cancel',
			jobs: ['12'],
			host: 'practice',
			detail: '',
		} as const;
		assert.match(explain({ ...lost, found: 'unknown' }).what, /^It is not known whether .* of job 12\.$/);
		const notDone = explain({ ...lost, found: 'notDone' });
		assert.equal(notDone.what, 'Job 12 was not cancelled.');
		assert.match(
			notDone.why,
			/ended before Slurm's answer arrived\. .* The queue shows the job as it was\.$/,
		);
	});

	it('is not a limit on how often one may ask, which has words of its own', () => {
		const busy = explain({ kind: 'slurmBusy', host: 'practice', detail: 'Rate limit exceeded' });
		assert.match(busy.what, /^Slurm on practice is asked too often/);
	});

	it('says why there is no script', () => {
		const words = (why: 'interactive' | 'notKept') =>
			explain({ kind: 'noBatchScript', jobId: '12', why }).why;
		assert.match(words('interactive'), /"salloc" or "srun"/);
		assert.match(words('notKept'), /accounting of this site keeps none/);
	});
});
