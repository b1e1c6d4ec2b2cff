import assert from 'node:assert/strict';
import type { Row } from '../../../src/presenters/row.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { JobDetailRows } from '../../../src/ui/views/jobDetailRows.ts';
import type { JobDetailSource } from '../../../src/ui/views/jobDetails.ts';
import { aJob } from '../../support/aJob.ts';

const NOW = new Date(0);
const session = { name: 'practice' } as ClusterSession;
const rowOf = (key: string, label = key): Row => ({
	...{ id: `practice/4821/${key}`, label, description: '', icon: '', contextValue: '', spoken: label },
});
const target = (job: Job = aJob(), rowId = 'practice/4821') => ({ rowId, session, job });

describe('What is below a job', () => {
	const detailsOf = (sources: readonly JobDetailSource[], changed = () => {}) =>
		new JobDetailRows(sources, () => NOW, changed);
	const labels = (details: JobDetailRows, rowId = 'practice/4821') =>
		details.of(rowId)?.map(({ label }) => label);

	it('stands in the order of its sources, and is read once', async () => {
		let reads = 0;
		const details = detailsOf([
			async () => {
				await Promise.resolve();
				reads += 1;
				return [rowOf('a')];
			},
			async () => [rowOf('b')],
		]);
		await details.open(target());
		await details.open(target());
		assert.deepEqual([labels(details), reads], [['a', 'b'], 1]);
	});

	it('says in a row what could not be read, and shows the rest', async () => {
		const details = detailsOf([() => Promise.reject(new Error('no steps today')), async () => [rowOf('b')]]);
		await details.open(target());
		assert.deepEqual(labels(details), ['no steps today', 'b']);
	});

	it('does not wait for what is slow, and tells when it has come', async () => {
		let answer = (_rows: readonly Row[]) => {};
		const slow = new Promise<readonly Row[]>((resolve) => {
			answer = resolve;
		});
		const told = Promise.withResolvers<void>();
		const details = detailsOf([async () => [rowOf('a')], () => slow], told.resolve);
		await details.open(target());
		assert.deepEqual(labels(details), ['a']);
		answer([rowOf('late')]);
		await told.promise;
		assert.deepEqual(labels(details), ['a', 'late']);
	});

	it('is read anew while the job lives, and stays until the new is there', async () => {
		let label = 'before';
		const details = detailsOf([async () => [rowOf('a', label)]]);
		await details.open(target());
		label = 'after';
		const refreshed = details.refresh(() => target());
		assert.deepEqual(labels(details), ['before']);
		await refreshed;
		assert.deepEqual(labels(details), ['after']);
	});

	it('is read once more when the job ends, and then no more', async () => {
		let reads = 0;
		const details = detailsOf([
			async () => {
				reads += 1;
				return [];
			},
		]);
		await details.open(target());
		const ended = aJob({ state: 'COMPLETED' });
		await details.refresh(() => target(ended));
		await details.refresh(() => target(ended));
		assert.equal(reads, 2);
	});

	it('is read anew of the jobs that were opened last only', async () => {
		const read: string[] = [];
		const details = detailsOf([
			async (_session, { id }) => {
				read.push(id);
				return [];
			},
		]);
		const jobs = Array.from({ length: 10 }, (_, index) => aJob({ id: String(index) }));
		for (const job of jobs) await details.open(target(job, `practice/${job.id}`));
		read.length = 0;
		await details.refresh((rowId) => target(jobs[Number(rowId.split('/')[1])], rowId));
		assert.deepEqual(read, ['2', '3', '4', '5', '6', '7', '8', '9']);
	});

	it('has ids of its own in each place where the job stands', async () => {
		const place = 'practice/history/2026-11-25/4821';
		const details = detailsOf([async () => [{ ...rowOf('a'), children: [rowOf('a/b')] }]]);
		await details.open(target(aJob(), place));
		const [row] = details.of(place) ?? [];
		assert.deepEqual([row?.id, row?.children?.[0]?.id], [`${place}/a`, `${place}/a/b`]);
	});

	it('is forgotten when the row is closed', async () => {
		const details = detailsOf([async () => [rowOf('a')]]);
		await details.open(target());
		details.close('practice/4821');
		assert.equal(details.of('practice/4821'), undefined);
	});
});
