import assert from 'node:assert/strict';
import type { JobId } from '../../../src/slurm/job.ts';
import { type JobAccount, readAccounts } from '../../../src/slurm/jobAccount.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

const RECORDED_COLUMNS =
	'JobID,JobIDRaw,JobName,State,ExitCode,AllocTRES,MaxRSS,AveRSS,TotalCPU,CPUTimeRAW,ElapsedRaw,TRESUsageInMax,TRESUsageInTot'.split(
		',',
	);
const SEPARATORS = createSeparators('token');
const one = (isOld = false) => readAccounts({ kind: 'job', id: '7' as JobId }, isOld, SEPARATORS);
const columnsOf = ({ argv }: { readonly argv: readonly string[] }) =>
	(argv.find((argument) => argument.startsWith('--format=')) ?? '').slice('--format='.length).split(',');

/** One line of sacct with our columns. */
function line(values: Readonly<Record<string, string>>, isOld = false): string {
	return `${columnsOf(one(isOld))
		.map((column) => ({ Cluster: 'practice', ...values })[column] ?? '')
		.join(SEPARATORS.field)}\n`;
}

/** The recorded rows with our columns. Names that hold the separator or a line end, as of those jobs made to be nasty, are left out. */
function recorded(version: string): readonly JobAccount[] {
	const rows = slurmFixture(version, 'jobs_sacct_steps')
		.split('\n')
		.map((text) => text.split('|'))
		.filter((values) => values.length === RECORDED_COLUMNS.length && /^\d/.test(values[0] ?? ''));
	const jobs = new Set(rows.map(([id = '']) => id).filter((id) => !id.includes('.')));
	return one().parse(
		rows
			.filter(([id = '']) => jobs.has(id.replace(/\.\w+$/, '')))
			.map((values) =>
				line(Object.fromEntries(values.map((value, at) => [RECORDED_COLUMNS[at] ?? '', value]))),
			)
			.join(''),
	);
}

describe('Accounting of a job with its steps', () => {
	for (const version of SLURM_VERSIONS) {
		it(`is read from Slurm ${version}`, () => {
			const jobs = recorded(version);
			assert.ok(jobs.length > 20);
			const steps = jobs.flatMap((job) => job.steps);
			assert.ok(steps.some(({ id, cpuSeconds }) => id.endsWith('.batch') && cpuSeconds !== undefined));
			assert.ok(steps.some(({ totalPeakBytes }) => (totalPeakBytes ?? 0) > 1024 ** 2));
			// what was too short to be looked at has no memory, which is not 0
			assert.ok(steps.some(({ totalPeakBytes }) => totalPeakBytes === undefined));
			assert.ok(jobs.some(({ state, cancelledBy }) => state === 'CANCELLED' && cancelledBy === 1000));
			assert.ok(jobs.some(({ state }) => state === 'TIMEOUT'));
			assert.ok(jobs.some(({ id }) => /^\d+_\d+$/.test(id)));
			assert.ok(jobs.some(({ id }) => /^\d+\+\d+$/.test(id)));
		});
	}

	it('takes the larger of what the kernel and what the sampling tell of CPU time', () => {
		const text =
			line({ JobID: '7', State: 'FAILED' }) +
			line({
				JobID: '7.batch',
				State: 'CANCELLED by 0',
				TotalCPU: '00:00.004',
				TRESUsageInTot: 'cpu=00:01:40,mem=318256K',
				TRESUsageInMax: 'cpu=00:01:40,mem=318256K,gres/gpuutil=93,gres/gpumem=12G',
			});
		const [step] = one().parse(text)[0]?.steps ?? [];
		assert.equal(step?.cpuSeconds, 100);
		assert.equal(step?.totalPeakBytes, 318_256 * 1024);
		assert.equal(step?.gpuUtilisation, 93);
		assert.equal(step?.gpuMemoryBytes, 12 * 1024 ** 3);
	});

	it('keeps a name that holds a line end together', () => {
		assert.equal(
			one().parse(line({ JobID: '7', State: 'COMPLETED', JobName: 'two\nlines' }))[0]?.name,
			'two\nlines',
		);
	});

	it('asks Slurm before 21.08 for no field that it refuses', () => {
		assert.ok(columnsOf(one(false)).includes('SubmitLine'));
		assert.ok(!columnsOf(one(true)).includes('SubmitLine'));
		assert.equal(one(true).parse(line({ JobID: '7', State: 'COMPLETED' }, true))[0]?.submitLine, '');
	});

	it('refuses a step without its job, and half a record', () => {
		assert.throws(() => one().parse(line({ JobID: '7.batch' })), { name: 'ProblemError' });
		assert.throws(() => one().parse('7\x1fCOMPLETED'), { name: 'ProblemError' });
	});
});
