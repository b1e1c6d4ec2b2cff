import assert from 'node:assert/strict';
import { stateWords } from '../../../src/presenters/jobWords.ts';
import { outcomeOf } from '../../../src/slurm/jobState.ts';
import { findEndedJobs, listEndedJobs, listFinishedJobs } from '../../../src/slurm/sacct.ts';
import type { SlurmVersion } from '../../../src/slurm/slurmVersion.ts';
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

	it('tells a job that Slurm refused from one that failed at once', () => {
		// As accounting of Slurm 22.05 kept them of `sbatch --mem=900G`, and of one whose program was not there.
		const record = (changes: Readonly<Record<string, string>>) => {
			const values: Readonly<Record<string, string>> = {
				...{ JobID: '271', JobIDRaw: '271', State: 'FAILED', ExitCode: '1:0', NodeList: 'None assigned' },
				...{ Submit: '1795607733', Start: '1795607733', End: '1795607733', ElapsedRaw: '0', NNodes: '1' },
				...{ ReqTRES: 'billing=91,cpu=1,mem=900G,node=1', AllocTRES: '', ...changes },
			};
			return `${ASKED.map((field) => values[field] ?? '').join('\x1f')}\n`;
		};
		const told = (changes: Readonly<Record<string, string>>) =>
			command.parse(record(changes)).map((job) => `${job.phase} ${outcomeOf(job.state)}: ${stateWords(job)}`);
		assert.deepEqual(told({}), ['finished cancelled: not taken by Slurm']);
		const failed = ['finished failed: failed with exit code 1'];
		assert.deepEqual(told({ AllocTRES: 'billing=1,cpu=1,mem=4000M,node=1', NodeList: 'tcn1' }), failed);
		assert.deepEqual(told({ Start: '1795607740', End: '1795607740' }), failed);
	});

	it('refuses an answer that ends in the middle of a record', () => {
		assert.throws(() => command.parse('7\x1f7\x1fCOMPLE'), { name: 'ProblemError' });
	});

	it('reads no jobs as no jobs', () => {
		assert.deepEqual(command.parse(''), []);
	});

	for (const [version, fields] of [
		[2011, []],
		[2205, ['SubmitLine']],
		[2405, ['SubmitLine', 'StdOut', 'StdErr']],
		[2605, ['SubmitLine', 'StdOut', 'StdErr', 'Restarts']],
	] as const) {
		it(`is asked for no field that Slurm ${version} does not know`, () => {
			const later = askedOf(version).filter((field) => !ASKED.includes(field));
			assert.deepEqual(later, fields);
			assert.equal(askedOf(version).at(-1), 'Cluster');
		});
	}

	for (const version of ['24.11.5', '26.05.5']) {
		it(`tells from Slurm ${version} where the output went and how the job was submitted`, () => {
			const asked = listFinishedJobs(24, 2411 as SlurmVersion, RECORDED);
			const columns = 'JobID,JobIDRaw,State,ExitCode,Submit,Start,End,SubmitLine,StdOut,StdErr,JobName'.split(
				',',
			);
			const text = slurmFixture(version, 'jobs_sacct_2405')
				.split('\n')
				.filter((line) => line.split('\x1f').length === columns.length)
				.map((line) => line.split('\x1f'))
				.map((values) => {
					const facts: Record<string, string> = { Cluster: 'practice', WorkDir: '/home/ada', User: 'ada' };
					for (const [index, column] of columns.entries()) facts[column] = values[index] ?? '';
					return `${askedOf(2411)
						.map((field) => facts[field] ?? '')
						.join('\x1f')}\n`;
				});
			const jobs = asked.parse(text.join(''));
			const byName = (name: string) => jobs.find((job) => job.name === name);
			const llama = byName('llama ft');
			assert.equal(llama?.outputPath, `/home/ada/logs/llama ft-${llama?.recordId}.out`);
			assert.match(llama?.submitLine ?? '', /^sbatch .* -o logs\/%x-%j\.out train\.sh$/);
			const task = jobs.find(({ name, array }) => name === 'sweep' && array?.tasks === '1');
			assert.equal(task?.outputPath, `/home/ada/slurm-${task?.array?.id}_1.out`);
		});
	}

	it('tells who cancelled a job', () => {
		const parse = (state: string) =>
			command.parse(`${ASKED.map((field) => ({ JobID: '7', State: state })[field] ?? '').join('\x1f')}\n`)[0];
		assert.deepEqual(
			['CANCELLED by 1000', 'CANCELLED', 'COMPLETED'].map((state) => {
				const job = parse(state);
				return [job?.state, job?.cancelledBy];
			}),
			[
				['CANCELLED', 1000],
				['CANCELLED', undefined],
				['COMPLETED', undefined],
			],
		);
	});

	it('is asked for a time that is told from now, with every run, and for ids whenever they were', () => {
		const of = ({ argv }: { readonly argv: readonly string[] }) =>
			argv.filter((word) => /^--(start|end|state|dup|jobs)/.test(word));
		assert.deepEqual(of(listEndedJobs({ from: 7200, to: 3600 }, undefined, RECORDED)), [
			'--starttime=now-7200',
			'--endtime=now-3600',
			'--state=BF,CA,CD,DL,F,NF,OOM,PR,RV,TO,RQ',
			'--duplicates',
		]);
		assert.equal(of(listEndedJobs({ from: 7200, to: 0 }, undefined, RECORDED))[1], '--endtime=now');
		assert.deepEqual(of(findEndedJobs(['1', '2'], undefined, RECORDED)), ['--jobs=1,2']);
	});

	function askedOf(version: number): readonly string[] {
		const { argv } = listFinishedJobs(24, version as SlurmVersion, RECORDED);
		return (argv.find((word) => word.startsWith('--format=')) ?? '').slice('--format='.length).split(',');
	}
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
