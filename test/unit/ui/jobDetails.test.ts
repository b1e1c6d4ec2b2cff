import assert from 'node:assert/strict';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { Job } from '../../../src/slurm/job.ts';
import type { JobsSnapshot } from '../../../src/slurm/jobStore.ts';
import { JOB_DETAILS } from '../../../src/ui/views/jobDetails.ts';
import { waitDetail } from '../../../src/ui/views/waitDetail.ts';
import { aJob } from '../../support/aJob.ts';
import { factsWith } from '../../support/clusterFacts.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0);
const forever = new AbortController().signal;

/** A session of which only the jobs and the facts are looked at. */
function sessionWith(look: () => Promise<unknown>): ClusterSession {
	const snapshot: JobsSnapshot = { kind: 'loaded', jobs: [], at: NOON };
	return {
		name: 'practice',
		jobs: { snapshot },
		facts: { facts: factsWith({}), look },
	} as unknown as ClusterSession;
}

describe('Why a job waits, below its row', () => {
	const rows = (job: Job, look = async (): Promise<unknown> => undefined) =>
		waitDetail(sessionWith(look), job, NOON, forever);

	it('is one of the details of a job', () => assert.ok(JOB_DETAILS.includes(waitDetail)));

	it('begins its rows with the id of the job', async () => {
		const ids = (await rows(aJob({ id: '4821', state: 'PENDING', reason: 'Priority' }))).map(({ id }) => id);
		assert.ok(ids.length > 0);
		for (const id of ids) assert.ok(id.startsWith('practice/4821/'), id);
		assert.equal(new Set(ids).size, ids.length);
	});

	it('is not told, and not asked for, of a job that runs or has ended', async () => {
		const ask = () => assert.fail('nothing is to be asked');
		assert.deepEqual(await rows(aJob({ state: 'RUNNING' }), ask), []);
		assert.deepEqual(await rows(aJob({ state: 'COMPLETED' }), ask), []);
	});

	it('is told as far as the job itself tells, while Slurm does not answer', async () => {
		const down = () => Promise.reject(new Error('link lost'));
		const [why] = await rows(aJob({ state: 'PENDING', reason: 'QOSMaxJobsPerUserLimit' }), down);
		assert.equal(why?.description, 'You run the maximum number of jobs that this QOS allows per user.');
	});
});
