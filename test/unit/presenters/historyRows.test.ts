import assert from 'node:assert/strict';
import { type DayKey, dayOf } from '../../../src/base/localDay.ts';
import {
	DEFAULT_PERIOD,
	daysOf,
	dayWords,
	parsePeriod,
	periodWords,
	readPeriod,
} from '../../../src/presenters/historyPeriod.ts';
import { type HistoryShown, historyRow } from '../../../src/presenters/historyRows.ts';
import { readDayRowId, readJobRowId } from '../../../src/presenters/jobRowId.ts';
import type { DayOfJobs } from '../../../src/slurm/jobHistory.ts';
import type { PastJob } from '../../../src/slurm/jobRuns.ts';
import type { EndedJob } from '../../../src/slurm/sacct.ts';
import { anEndedJob } from '../../support/anEndedJob.ts';
import { rowText } from '../../support/rowText.ts';
import { openRows } from '../../support/shownJobs.ts';

const NOW = new Date(2026, 10, 25, 15, 0, 0);
const TODAY = dayOf(NOW);

describe('The history in the Jobs view', () => {
	const job = (
		facts: Partial<Omit<EndedJob, 'id'>> & {
			readonly id?: string;
			readonly earlierRuns?: readonly EndedJob[];
		},
	): PastJob => {
		const { earlierRuns = [], ...others } = facts;
		const times = { started: new Date(2026, 10, 25, 9, 0), ended: new Date(2026, 10, 25, 9, 12) };
		return { ...anEndedJob({ ...times, ...others }), earlierRuns };
	};
	const shown = (day: DayOfJobs | undefined, facts: Partial<HistoryShown> = {}, ...open: string[]) =>
		historyRow('practice', {
			...openRows('practice/history', `practice/history/${TODAY}`, ...open),
			...{ period: { kind: 'last', days: 2 }, failure: undefined, ownUid: 1001, filter: '' },
			...{ order: 'newest', now: NOW, day: (key) => (key === TODAY ? day : undefined) },
			...facts,
		});
	const lines = (...of: Parameters<typeof shown>) =>
		rowText([shown(...of)]).map((line) => line.replace(/ \d+:\d+.[AP]M/, ''));
	const loaded = (...jobs: readonly PastJob[]): DayOfJobs => ({ kind: 'loaded', jobs, at: NOW });

	it('is closed at first, and says which days it is about', () => {
		const row = shown(undefined, { isOpen: () => false });
		assert.deepEqual([row.label, row.description, row.children], ['History', 'last 2 days', []]);
	});

	it('opens to its days, and a day to its jobs', () => {
		assert.deepEqual(
			lines(
				loaded(
					job({ id: '1', name: 'well' }),
					job({ id: '2', name: 'boom', state: 'FAILED', exit: { code: 2, signal: 0 } }),
				),
			),
			[
				'History  last 2 days',
				'  $(calendar) Today  2 jobs, 1 failed · as of',
				'    $(error) boom  2 · failed with exit code 2 · ran 12 min',
				'    $(check) well  1 · completed · ran 12 min',
				'  $(calendar) Yesterday',
			],
		);
	});

	it('says who cancelled a job', () => {
		const by = (cancelledBy: number) =>
			lines(loaded(job({ state: 'CANCELLED', cancelledBy })))[2]?.split(' · ')[1];
		assert.deepEqual([1001, 0, 1002].map(by), [
			'cancelled by you',
			'cancelled by an administrator',
			'cancelled by user 1002',
		]);
	});

	it('tells the runs of a job that was started again', () => {
		const earlierRuns = [
			anEndedJob({ state: 'NODE_FAIL', nodes: 'gcn3', ended: new Date(2026, 10, 25, 8, 0) }),
		];
		assert.deepEqual(
			lines(loaded(job({ id: '7', earlierRuns })), {}, `practice/history/${TODAY}/7`).slice(2, 4),
			[
				'    $(check) train  7 · completed · 2 runs · ran 12 min',
				'      $(error) Run 1  a node failed · ran 12 min · gcn3',
			],
		);
	});

	it('says in one row why accounting tells nothing, and tries again with a click', () => {
		const [row, ...others] = shown(undefined, { failure: new Error('no accounting here') }).children ?? [];
		assert.deepEqual(
			[row?.label, row?.command, others],
			['no accounting here', 'aiFactory.refreshHistory', []],
		);
	});

	it('says that no job ended on a day, or that none fits the filter', () => {
		assert.equal(lines(loaded())[2]?.trim(), 'No job ended on this day');
		assert.equal(lines(loaded(job({})), { filter: 'x y' })[2]?.trim(), 'No job of this day fits the filter');
	});

	it('shows the first hundred jobs of a day, and the first 31 days', () => {
		const many = loaded(...Array.from({ length: 150 }, (_, index) => job({ id: String(index + 1) })));
		const history = shown(many, { period: { kind: 'last', days: 90 } });
		assert.deepEqual([history.children?.length, history.children?.[0]?.children?.length], [32, 101]);
	});

	it('has ids of its own for jobs that stand above as well', () => {
		const id = shown(loaded(job({ id: '7' }))).children?.[0]?.children?.[0]?.id ?? '';
		assert.equal(id, `practice/history/${TODAY}/7`);
		assert.deepEqual(readJobRowId(`${id}/output`), { cluster: 'practice', day: TODAY, jobId: '7' });
		assert.deepEqual(readDayRowId(id), { cluster: 'practice', day: TODAY });
		assert.deepEqual(readJobRowId('practice/4821_3'), {
			cluster: 'practice',
			day: undefined,
			jobId: '4821_3',
		});
		assert.equal(readJobRowId('practice/history'), undefined);
		assert.equal(readJobRowId(`practice/history/${TODAY}`), undefined);
		assert.equal(readJobRowId('practice/running'), undefined);
	});
});

describe('The period of the history', () => {
	it('is the last days, today included', () => {
		assert.deepEqual(daysOf({ kind: 'last', days: 2 }, NOW), ['2026-11-25', '2026-11-24']);
		assert.equal(periodWords({ kind: 'last', days: 1 }), 'today');
	});

	it('goes from one day to another, but not beyond today', () => {
		const period = parsePeriod('2026-11-24 2026-12-31');
		assert.ok(period);
		assert.deepEqual(daysOf(period, NOW), ['2026-11-25', '2026-11-24']);
		assert.deepEqual(readPeriod(JSON.parse(JSON.stringify(period))), period);
	});

	for (const text of [
		'',
		'2026-11-25 2026-11-24',
		'2026-11-25 soon',
		'x',
		'2026-11-01 2026-11-02 2026-11-03',
	]) {
		it(`is not "${text}"`, () => assert.equal(parsePeriod(text), undefined));
	}

	for (const kept of [
		undefined,
		null,
		7,
		{ kind: 'last', days: 0 },
		{ kind: 'between', first: 'x', last: 'y' },
	]) {
		it(`is a week where an earlier window kept ${JSON.stringify(kept)}`, () => {
			assert.deepEqual(readPeriod(kept), DEFAULT_PERIOD);
		});
	}

	it('calls days by the names that people use', () => {
		assert.equal(dayWords('2026-11-24' as DayKey, NOW), 'Yesterday');
		assert.match(dayWords('2026-11-23' as DayKey, NOW), /Mon.*23|23.*Mon/);
		assert.match(dayWords('2025-11-23' as DayKey, NOW), /2025/);
	});
});
