import assert from 'node:assert/strict';
import { activeJobs, jobRows } from '../../../src/presenters/jobRows.ts';
import { jobsMessage } from '../../../src/presenters/jobsMessage.ts';
import type { Row } from '../../../src/presenters/row.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { aJob } from '../../support/aJob.ts';
import { rowText } from '../../support/rowText.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0);
const at = (hour: number, minute: number) => new Date(2026, 10, 23, hour, minute);

describe('The Jobs view', () => {
	const view = (jobs: readonly Job[], age = 0) =>
		jobRows(
			[
				{
					cluster: 'practice',
					snapshot: { kind: 'loaded', jobs, at: new Date(NOON.getTime() - age * 1000) },
				},
			],
			NOON,
		);

	it('groups jobs by what they do now, newest first', () => {
		const rows = view([
			aJob({
				id: '1',
				name: 'old',
				state: 'COMPLETED',
				ended: new Date(2026, 10, 22, 23, 5),
				elapsed: 61 as Seconds,
			}),
			aJob({ id: '2', name: 'pretrain-7b', nodes: 'gcn[1-2]', gpus: [{ type: 'h100', count: 8 }] }),
			aJob({
				id: '3',
				name: 'sweep|lr=3e-4',
				state: 'PENDING',
				reason: 'Priority',
				gpus: [{ type: '', count: 1 }],
			}),
			aJob({ id: '4', name: 'boom', state: 'FAILED', ended: at(11, 30), exit: { code: 2, signal: 0 } }),
		]);
		assert.deepEqual(
			rowText(rows).map((line) => line.replace(/(completed|code 2) [^·]+ · ran/, '$1 WHEN · ran')),
			[
				'Running  1',
				'  $(play-circle) pretrain-7b  2 · 0:12:30 of 2:00:00 · 8× h100 · gcn[1-2]',
				'Waiting  1',
				'  $(clock) sweep|lr=3e-4  3 · 1 GPU · Other jobs with a higher priority are in front of yours.',
				'Finished in the last day  2',
				'  $(error) boom  4 · failed with exit code 2 WHEN · ran 0:12:30',
				'  $(check) old  1 · completed WHEN · ran 0:01:01',
			],
		);
	});

	it('lets the clock of a running job go on between two queries', () => {
		assert.match(rowText(view([aJob()], 15))[1] ?? '', /0:12:45 of 2:00:00/);
	});

	it('says why a held job does not run, with another icon', () => {
		assert.match(
			rowText(view([aJob({ state: 'PENDING', reason: 'JobHeldUser' })]))[1] ?? '',
			/\$\(debug-pause\).*on hold, by you/,
		);
	});

	it('shows an unknown reason as Slurm wrote it', () => {
		assert.match(
			rowText(view([aJob({ state: 'PENDING', reason: 'BrandNewReason' })]))[1] ?? '',
			/BrandNewReason/,
		);
	});

	it('shows a name with line ends on one line', () => {
		assert.equal(
			rowText(view([aJob({ name: 'a\nb\u001b[31m' })])).filter((line) => line.includes('a b [31m')).length,
			1,
		);
	});

	it('says each row as a sentence for screen readers', () => {
		const row = view([aJob({ nodes: 'gcn1' })])[0]?.children?.[0];
		assert.equal(row?.spoken, 'train, job 4821, running, 0:12:30 of 2:00:00, gcn1');
	});

	it('has a row id for every row, and no id twice, also with several clusters', () => {
		const snapshot = {
			kind: 'loaded',
			jobs: [aJob({ id: '1' }), aJob({ id: '2', state: 'PENDING' })],
			at: NOON,
		} as const;
		const ids = (rows: readonly Row[]): string[] =>
			rows.flatMap(({ id, children }) => [id, ...ids(children ?? [])]);
		const all = ids(
			jobRows(
				[
					{ cluster: 'a', snapshot },
					{ cluster: 'b', snapshot },
				],
				NOON,
			),
		);
		assert.equal(new Set(all).size, all.length);
	});

	it("keeps the characters of a name out of the tooltip's markup", () => {
		const tooltip =
			view([aJob({ name: '[click](command:x) $(zap) | <b>' })])[0]?.children?.[0]?.tooltip ?? '';
		assert.match(tooltip, /\\\[click\\\]\\\(command:x\\\) \\\$\\\(zap\\\) \\\| \\<b\\>/);
	});

	it('counts what runs and waits', () => {
		const jobs = [
			aJob({ id: '1' }),
			aJob({ id: '2', state: 'PENDING' }),
			aJob({ id: '3', state: 'COMPLETED' }),
		];
		assert.deepEqual(activeJobs([{ cluster: 'a', snapshot: { kind: 'loaded', jobs, at: NOON } }]), {
			running: 1,
			pending: 1,
		});
	});

	it('says nothing above the list while all is well, and what is wrong and since when otherwise', () => {
		const problem = { kind: 'slurmDown', host: 'practice', daemon: 'slurmctld', detail: '' } as const;
		assert.equal(jobsMessage([{ kind: 'loaded', jobs: [], at: NOON }]), undefined);
		const message = jobsMessage([
			{ kind: 'stale', jobs: [], at: at(9, 5), error: new ProblemError(problem) },
		]);
		assert.match(message ?? '', /^Slurm on practice does not answer\. This list is from .*9:05/);
	});
});

describe('Separators', () => {
	it('differ from one connection to the next', () => {
		assert.notEqual(createSeparators().field, createSeparators().field);
	});
});
