import assert from 'node:assert/strict';
import { listFinishedJobs } from '../../../src/slurm/sacct.ts';
import { RECORDED, SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

/** The columns of the recorded command, and those that we ask for. */
const RECORDED_COLUMNS =
	'JobID,JobIDRaw,State,ExitCode,DerivedExitCode,Account,Partition,QOS,User,Submit,Eligible,Start,End,ElapsedRaw,TimelimitRaw,NNodes,AllocCPUS,ReqTRES,AllocTRES,NodeList,Reason,Comment,WorkDir,JobName'.split(
		',',
	);
const command = listFinishedJobs(24, undefined, RECORDED);
const ASKED = (command.argv.find((argument) => argument.startsWith('--format=')) ?? '')
	.slice('--format='.length)
	.split(',');

describe('sacct', () => {
	for (const version of SLURM_VERSIONS) {
		it(`lists what accounting of Slurm ${version} knows`, () => {
			const jobs = command.parse(asAsked(slurmFixture(version, 'jobs_sacct_common')));
			assert.ok(jobs.length > 20);
			for (const job of jobs) {
				assert.match(job.id, /^\d+(?:_\S+|\+\d+)?$/);
				assert.match(job.state, /^[A-Z_]+$/);
				assert.ok(job.submitted instanceof Date, job.id);
			}
			assert.ok(jobs.some(({ state }) => state === 'CANCELLED'));
			assert.ok(jobs.some(({ state, exit }) => state === 'FAILED' && exit && exit.code > 0));
		});
	}

	it('puts a job back together whose name holds a line end', () => {
		const values = ASKED.map(
			(field) => ({ JobID: '7', State: 'COMPLETED', JobName: 'two\nlines' })[field] ?? '',
		);
		const [job, ...others] = command.parse(`${values.join('\x1f')}\n`);
		assert.equal(job?.name, 'two\nlines');
		assert.equal(others.length, 0);
	});

	it('refuses an answer that ends in the middle of a record', () => {
		assert.throws(() => command.parse('7\x1f7\x1fCOMPLE'), { name: 'ProblemError' });
	});

	it('reads no jobs as no jobs', () => {
		assert.deepEqual(command.parse(''), []);
	});
});

/**
 * The recorded rows with our columns, in our order, and a cluster's name for the column that was not recorded. There
 * the name stood last and the separator was bare: what follows a whole row belongs to its name.
 */
function asAsked(recorded: string): string {
	const rows: string[][] = [];
	for (const line of recorded.split('\n').slice(0, -1)) {
		const values = line.split('\x1f');
		const previous = rows.at(-1);
		if (values.length < RECORDED_COLUMNS.length && previous) {
			previous[previous.length - 1] += `\n${line.replaceAll('\x1f', '?')}`;
		} else {
			rows.push([
				...values.slice(0, RECORDED_COLUMNS.length - 1),
				values.slice(RECORDED_COLUMNS.length - 1).join('?'),
			]);
		}
	}
	const textOf = (row: readonly string[], field: string) =>
		field === 'Cluster' ? 'practice' : (row[RECORDED_COLUMNS.indexOf(field)] ?? '');
	return rows.map((row) => `${ASKED.map((field) => textOf(row, field)).join('\x1f')}\n`).join('');
}
