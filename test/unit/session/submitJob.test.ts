import assert from 'node:assert/strict';
import { cancelled } from '../../../src/base/abort.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { submitJob } from '../../../src/session/submitJob.ts';
import type { Job } from '../../../src/slurm/job.ts';
import type { Submitted } from '../../../src/slurm/slurmClient.ts';
import { aJob } from '../../support/aJob.ts';
import { forever } from '../../support/practice.ts';

const NOW = new Date(2026, 10, 23, 12, 0, 0);
const HOW = { workDir: '/data', options: [], arguments: ['x'] };
const SOURCE = { kind: 'remote', path: '/data/train.sbatch' } as const;
const LOST = {
	...({ kind: 'submitUnknown', script: 'train.sbatch', host: 'practice', token: 't1' } as const),
	...({ found: 'unknown', detail: 'ECONNRESET' } as const),
};

/** A session whose first answer is lost, which settles as told, and whose queue is then this one. */
function sessionWith(
	settled: readonly (Submitted | 'notDone' | 'unknown' | Error)[],
	queue: readonly Job[] = [],
	before: readonly Job[] = [],
) {
	const asked = [...settled];
	const jobs = {
		snapshot: { kind: 'loaded', jobs: before },
		refreshAfterAction: async () => {
			jobs.snapshot = { kind: 'loaded', jobs: [...before, ...queue] };
		},
	};
	const slurm = {
		submit: async () => {
			throw new ProblemError(LOST);
		},
		settle: async () => {
			const answer = asked.shift() ?? 'notDone';
			if (answer instanceof Error) throw answer;
			return answer;
		},
	};
	const session = { jobs, slurm, now: () => NOW, host: { whenUp: async () => {} } };
	return session as unknown as ClusterSession;
}

const mine = (id: string, changes: Partial<Job> = {}) =>
	aJob({
		...{ id, command: '/data/train.sbatch x', workDir: '/data', submitted: NOW },
		...changes,
	} as Parameters<typeof aJob>[0]);
const foundIs = (found: string) => (error: unknown) =>
	error instanceof ProblemError && error.problem.kind === 'submitUnknown' && error.problem.found === found;

describe('A submission whose answer was lost', () => {
	it('is the job that its own traces tell', async () => {
		const session = sessionWith([{ id: mine('7').id, remarks: 'hello' }]);
		const told = await submitJob(session, SOURCE, HOW, forever);
		assert.deepEqual(told, { id: '7', remarks: 'hello', wasLost: true });
	});

	it('is certainly none when it never began', async () => {
		await assert.rejects(submitJob(sessionWith(['notDone']), SOURCE, HOW, forever), foundIs('notDone'));
	});

	it('is told as refused where Slurm said so', async () => {
		const refused = new ProblemError({ kind: 'submitRefused', script: 'x', detail: 'no' });
		await assert.rejects(submitJob(sessionWith([refused]), SOURCE, HOW, forever), refused);
	});

	it('is the new job of the same script and folder, where there are no traces', async () => {
		const others = [mine('5', { command: '/data/other.sbatch' }), mine('6', { workDir: '/else' })];
		const session = sessionWith(['unknown'], [mine('9'), ...others], [mine('4')]);
		assert.equal((await submitJob(session, SOURCE, HOW, forever)).id, '9');
	});

	it('is not a job that was there before, or hours ago', async () => {
		const old = mine('3', { submitted: new Date(NOW.getTime() - 3_600_000) });
		const session = sessionWith(['unknown', 'notDone'], [old], [mine('4')]);
		await assert.rejects(submitJob(session, SOURCE, HOW, forever), foundIs('notDone'));
	});

	it('of a copy is the job whose script has the token in its path', async () => {
		const copy = mine('9', { command: '/data/.aifactory/submit/t1/train.sbatch x' });
		const local = { kind: 'local', name: 'train.sbatch', text: '#!/bin/sh\n' } as const;
		const session = sessionWith(['unknown'], [mine('8'), copy]);
		assert.equal((await submitJob(session, local, HOW, forever)).id, '9');
	});

	it('that the person cancelled is told all the same when there is a job, and is silent when there is none', async () => {
		const cancel = new AbortController();
		cancel.abort(cancelled());
		const there = sessionWith([{ id: mine('7').id, remarks: '' }]);
		assert.equal((await submitJob(there, SOURCE, HOW, cancel.signal)).id, '7');
		await assert.rejects(submitJob(sessionWith(['notDone']), SOURCE, HOW, cancel.signal), {
			name: 'AbortError',
		});
	});
});
