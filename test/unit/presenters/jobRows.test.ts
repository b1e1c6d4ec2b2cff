import assert from 'node:assert/strict';
import type { JobChoice } from '../../../src/presenters/jobGroups.ts';
import { activeJobs, jobRows } from '../../../src/presenters/jobRows.ts';
import { filterMessage, jobsMessage } from '../../../src/presenters/jobsMessage.ts';
import { jobTooltip } from '../../../src/presenters/jobTooltip.ts';
import type { Row } from '../../../src/presenters/row.ts';
import type { OpenRows } from '../../../src/presenters/unitRow.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { aJob } from '../../support/aJob.ts';
import { rowText } from '../../support/rowText.ts';
import { clusterJobs, openRows } from '../../support/shownJobs.ts';

const NOON = new Date(2026, 10, 23, 12, 0, 0);
const at = (hour: number, minute: number) => new Date(2026, 10, 23, hour, minute);

const view = (jobs: readonly Job[], choice: Partial<JobChoice> = {}, open: OpenRows = openRows(), age = 0) =>
	jobRows([clusterJobs(jobs, new Date(NOON.getTime() - age * 1000), choice)], open, NOON);
const textOf = (...of: Parameters<typeof view>) => rowText(view(...of));
const task = (tasks: string, facts: Partial<Omit<Job, 'id'>> = {}): Job => {
	const id = /^\d+$/.test(tasks) ? `4821_${tasks}` : `4821_[${tasks}]`;
	return aJob({
		...{ name: 'sweep', recordId: '4821', array: { id: '4821', tasks, throttle: undefined } },
		...facts,
		id,
	});
};

describe('The Jobs view', () => {
	it('groups jobs by what they do now, newest first', () => {
		const rows = textOf([
			aJob({
				id: '1',
				name: 'old',
				state: 'COMPLETED',
				started: at(0, 0),
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
			aJob({
				...{ id: '4', name: 'boom', state: 'FAILED', exit: { code: 2, signal: 0 } },
				...{ started: at(11, 17), ended: at(11, 30) },
			}),
		]);
		assert.deepEqual(
			rows.map((line) => line.replace(/(completed|code 2) [^·]+ · ran/, '$1 WHEN · ran')),
			[
				'Running  1',
				'  $(play-circle) pretrain-7b  2 · ▰▱▱▱▱ 1 h 47 min left · 8× h100 · gcn[1-2]',
				'Waiting  1',
				'  $(clock) sweep|lr=3e-4  3 · 1 GPU · Other jobs with a higher priority are in front of yours.',
				'Finished in the last day  2',
				'  $(error) boom  4 · failed with exit code 2 WHEN · ran 12 min',
				'  $(check) old  1 · completed WHEN · ran 1 min',
			],
		);
	});

	it('lets the clock of a running job go on between two queries, and that of a paused one stand', () => {
		const left = (job: Job) => /▱ (.*) left/.exec(textOf([job], {}, openRows(), 120)[1] ?? '')?.[1];
		assert.equal(left(aJob()), '1 h 45 min');
		assert.equal(left(aJob({ state: 'SUSPENDED' })), '1 h 47 min');
	});

	it('tells the time of a job without a limit, and of one whose time is up', () => {
		assert.match(textOf([aJob({ limit: undefined })])[1] ?? '', /4821 · 12 min so far/);
		assert.match(textOf([aJob({ elapsed: 7300 as Seconds })])[1] ?? '', /▰▰▰▰▰ time is up/);
	});

	it('says why a held job does not run, with another icon', () => {
		assert.match(
			textOf([aJob({ state: 'PENDING', reason: 'JobHeldUser' })])[1] ?? '',
			/\$\(debug-pause\).*on hold, by you/,
		);
	});

	it('shows an unknown reason as Slurm wrote it', () => {
		assert.match(textOf([aJob({ state: 'PENDING', reason: 'BrandNewReason' })])[1] ?? '', /BrandNewReason/);
	});

	it('shows a name with line ends on one line', () => {
		assert.equal(
			textOf([aJob({ name: 'a\nb\u001b[31m' })]).filter((line) => line.includes('a b [31m')).length,
			1,
		);
	});

	it('cuts a name of a thousand characters, which the tooltip has whole', () => {
		const name = '😀'.repeat(500);
		const row = view([aJob({ name })])[0]?.children?.[0];
		assert.equal(row?.label, `${'😀'.repeat(120)}…`);
		assert.ok(jobTooltip(aJob({ name }), 0, NOON).includes(name));
	});

	it('says each row as a sentence for screen readers', () => {
		const row = view([aJob({ nodes: 'gcn1' })])[0]?.children?.[0];
		assert.equal(row?.spoken, 'train, job 4821, running, 12 min of 2 h, 1 h 47 min left, gcn1');
	});

	it('has a row id for every row, and no id twice, also with several clusters', () => {
		const jobs = [
			aJob({ id: '1' }),
			aJob({ id: '2', state: 'PENDING' }),
			task('0'),
			task('3-5', { state: 'PENDING' }),
			task('9-11', { state: 'PENDING', reason: 'BeginTime' }),
		];
		const all = idsOf(
			jobRows(
				[clusterJobs(jobs, NOON, { cluster: 'a' }), clusterJobs(jobs, NOON, { cluster: 'b' })],
				openRows('a/4821', 'b/4821'),
				NOON,
			),
		);
		assert.equal(new Set(all).size, all.length);
		assert.ok(all.includes('a/4821_waiting'));
	});

	it("keeps the characters of a name out of the tooltip's markup", () => {
		const tooltip = jobTooltip(aJob({ name: '[click](command:x) $(zap) | <b>' }), 0, NOON);
		assert.match(tooltip, /\\\[click\\\]\\\(command:x\\\) \\\$\\\(zap\\\) \\\| \\<b\\>/);
	});

	it('tells in the tooltip what the row has no room for', () => {
		const job = aJob({
			...{ cpuCount: 8, gpus: [{ type: 'h100', count: 2 }], tres: new Map([['mem', 65_536]]) },
			...{ nodes: 'gcn[1-2]', restarts: 1, eligible: new Date('2026-11-23T10:00:00Z') },
		});
		const tooltip = jobTooltip(job, 30, NOON).replaceAll('\\', '');
		for (const words of ['2× h100, 8 CPUs, 64 GiB memory', '13 min of 2 h', 'Could start from', '1 times'])
			assert.ok(tooltip.includes(words), words);
	});

	it('counts what runs and waits, each task that waits with others too', () => {
		const jobs = [
			aJob({ id: '1' }),
			task('5-9,12', { state: 'PENDING' }),
			aJob({ id: '3', state: 'COMPLETED' }),
		];
		assert.deepEqual(activeJobs([{ kind: 'loaded', jobs, at: NOON }]), { running: 1, pending: 6 });
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

describe('An array in the Jobs view', () => {
	const array = [
		task('0', { state: 'COMPLETED', ended: at(9, 0), started: at(8, 0) }),
		task('1', { state: 'FAILED', ended: at(9, 30), started: at(8, 0), exit: { code: 1, signal: 0 } }),
		task('2', { nodes: 'gcn1', gpus: [{ type: 'h100', count: 1 }] }),
		task('4-8', {
			state: 'PENDING',
			reason: 'JobArrayTaskLimit',
			array: { id: '4821', tasks: '4-8', throttle: 2 },
		}),
		task('3', { state: 'CANCELLED', ended: at(9, 40) }),
	];

	it('is one row, where its most alive task belongs, with counts', () => {
		assert.deepEqual(textOf(array), [
			'Running  1',
			'  $(play-circle) sweep  4821 · 1 failed, 1 running, 5 waiting, 1 done, 1 cancelled',
		]);
	});

	it('opens to its tasks: failed, running, waiting as one row, then the others', () => {
		const [, , ...tasks] = textOf(array, {}, openRows('practice/4821'));
		assert.deepEqual(
			tasks.map((line) => line.replace(/ [\d:]+.[AP]M/, '')),
			[
				'    $(error) Task 1  failed with exit code 1 · ran 12 min',
				'    $(play-circle) Task 2  running · ▰▱▱▱▱ 1 h 47 min left · 1× h100 · gcn1',
				'    $(clock) 5 tasks wait  4-8 · at most 2 at a time · The job array already runs as many tasks at once as you allowed with %N.',
				'    $(circle-slash) Task 3  cancelled · ran 12 min',
				'    $(check) Task 0  completed · ran 12 min',
			],
		);
	});

	it('says of tasks that were cancelled together that they never began', () => {
		const cancelled = [
			task('0', { state: 'COMPLETED', phase: 'finished' }),
			task('4-8', { state: 'CANCELLED', phase: 'finished' }),
		];
		const [, , row] = textOf(cancelled, {}, openRows('practice/4821'));
		assert.equal(row, '    $(circle-slash) 5 tasks never began  4-8 · cancelled');
	});

	it('shows the first hundred tasks of many, and a way to more', () => {
		const many = Array.from({ length: 10_000 }, (_, index) => task(String(index)));
		const rows = view(many, {}, openRows('practice/4821'))[0]?.children?.[0]?.children ?? [];
		assert.equal(rows.length, 101);
		assert.equal(rows.at(-1)?.label, `Show More (${(9900).toLocaleString()} left)`);
	});

	it('counts an irregular list of thousands of tasks to its end, and says only its beginning', () => {
		const list = Array.from({ length: 5_000 }, (_, index) => String(index * 2)).join();
		const rows = view([task(list, { state: 'PENDING', phase: 'pending' })], {}, openRows('practice/4821'));
		const array = rows[0]?.children?.[0];
		assert.equal(array?.description, `4821 · ${(5_000).toLocaleString()} waiting`);
		assert.equal(array?.children?.[0]?.label, `${(5_000).toLocaleString()} tasks wait`);
		assert.match(array?.children?.[0]?.description ?? '', /^0,2,4, …/);
		assert.match(array?.children?.[0]?.spoken ?? '', /^sweep, job 4821_\[0,2,4, …\], /);
	});

	it('says each task with the name and id of the job', () => {
		const rows = view(array, {}, openRows('practice/4821'))[0]?.children?.[0];
		assert.equal(rows?.spoken, 'sweep, job array 4821, 1 failed, 1 running, 5 waiting, 1 done, 1 cancelled');
		assert.match(rows?.children?.[1]?.spoken ?? '', /^sweep, job 4821_2, running, /);
		assert.match(rows?.children?.[2]?.spoken ?? '', /^sweep, job 4821_\[4-8\], 5 tasks wait, /);
	});

	it('keeps the row of waiting tasks when one of them starts', () => {
		const ids = (jobs: readonly Job[]) => idsOf(view(jobs, {}, openRows('practice/4821')));
		const before = ids([task('4-8', { state: 'PENDING' })]);
		const after = ids([task('4'), task('5-8', { state: 'PENDING' })]);
		assert.ok(before.includes('practice/4821_waiting') && after.includes('practice/4821_waiting'));
	});
});

describe('A heterogeneous job in the Jobs view', () => {
	const part = (offset: number, facts: Partial<Omit<Job, 'id'>> = {}) =>
		aJob({
			...{ name: 'coupled', recordId: String(63 + offset), het: { id: '63', offset } },
			...facts,
			id: `63+${offset}`,
		});

	it('is one row, which opens to its components', () => {
		const rows = textOf(
			[part(1, { nodes: 'tcn1' }), part(0, { nodes: 'gcn1', gpus: [{ type: 'h100', count: 2 }] })],
			{},
			openRows('practice/63'),
		);
		assert.deepEqual(rows, [
			'Running  1',
			'  $(play-circle) coupled  63 · ▰▱▱▱▱ 1 h 47 min left · 2 components',
			'    $(play-circle) Component 0  running · ▰▱▱▱▱ 1 h 47 min left · 2× h100 · gcn1',
			'    $(play-circle) Component 1  running · ▰▱▱▱▱ 1 h 47 min left · tcn1',
		]);
	});
});

describe('What the person asks the Jobs view to show', () => {
	const jobs = [
		aJob({ id: '1', name: 'train-a', partition: 'gpu', nodes: 'gcn[1-4]' }),
		aJob({ id: '2', name: 'train-b', partition: 'cpu', limit: 900 as Seconds, ended: at(12, 10) }),
		aJob({ id: '3', name: 'eval', state: 'COMPLETED', ended: at(11, 0), account: 'aif002' }),
		aJob({ id: '10', name: 'eval', state: 'FAILED', ended: at(10, 0) }),
	];
	const names = (choice: Partial<JobChoice>) =>
		view(jobs, choice).flatMap(({ children = [] }) => children.map(({ id }) => id.split('/')[1]));

	for (const [filter, left] of [
		['train', ['2', '1']],
		['TRAIN gpu', ['1']],
		['gcn3', ['1']],
		['gcn5', []],
		['aif002', ['3']],
		['failed', ['10']],
		['completed', ['3']],
		['  ', ['2', '1', '3', '10']],
	] as const) {
		it(`are for "${filter}" the jobs ${left.join(', ') || 'of none'}`, () => {
			assert.deepEqual(names({ filter }), left);
		});
	}

	it('says in a row that nothing fits a filter, and clears it with a click', () => {
		const [row] = view(jobs, { filter: 'nothing like it' });
		assert.equal(row?.label, 'No job fits the filter "nothing like it"');
		assert.equal(row?.command, 'aiFactory.clearJobFilter');
	});

	it('says above the list how much a filter leaves', () => {
		assert.equal(filterMessage('train', 2, 1200), `Filter "train": 2 of ${(1200).toLocaleString()} jobs.`);
		assert.equal(filterMessage('', 2, 2), undefined);
	});

	for (const [order, expected] of [
		['newest', ['2', '1', '3', '10']],
		['oldest', ['1', '2', '10', '3']],
		['name', ['1', '2', '10', '3']],
		['timeLeft', ['2', '1', '3', '10']],
		['state', ['2', '1', '10', '3']],
	] as const) {
		it(`can be sorted by "${order}" within each group`, () => {
			assert.deepEqual(names({ order }), expected);
		});
	}

	it('stands above the others where it is pinned, and only there', () => {
		assert.deepEqual(
			textOf(jobs, { pinned: new Set(['3', '1']) })
				.slice(0, 3)
				.map(withoutTime),
			[
				'Pinned  2',
				'  $(play-circle) train-a  1 · running · ▰▱▱▱▱ 1 h 47 min left · gcn[1-4]',
				'  $(check) eval  3 · completed TIME · ran 12 min',
			],
		);
		assert.deepEqual(names({ pinned: new Set(['3', '1']) }), ['1', '3', '2', '10']);
	});

	it('shows the first two hundred of many jobs, and a way to more', () => {
		const many = Array.from({ length: 500 }, (_, index) => aJob({ id: String(index + 1) }));
		const rows = view(many)[0]?.children ?? [];
		assert.equal(rows.length, 201);
		assert.equal(rows.at(-1)?.command, 'aiFactory.showMoreJobs');
	});
});

function idsOf(rows: readonly Row[]): string[] {
	return rows.flatMap(({ id, children }) => [id, ...idsOf(children ?? [])]);
}

function withoutTime(line: string): string {
	return line.replace(/\d+:\d+.[AP]M/, 'TIME');
}

describe('Separators', () => {
	it('differ from one connection to the next', () => {
		assert.notEqual(createSeparators().field, createSeparators().field);
	});
});
