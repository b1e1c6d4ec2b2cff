import assert from 'node:assert/strict';
import { type DayKey, dayOf } from '../../../src/base/localDay.ts';
import { type HistoryQueries, JobHistory } from '../../../src/slurm/jobHistory.ts';
import { jobsOfRuns } from '../../../src/slurm/jobRuns.ts';
import { outcomeOf } from '../../../src/slurm/jobState.ts';
import { OutputPaths } from '../../../src/slurm/outputPaths.ts';
import type { EndedJob } from '../../../src/slurm/sacct.ts';
import { aJob } from '../../support/aJob.ts';
import { anEndedJob } from '../../support/anEndedJob.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

const NOW = new Date(2026, 10, 25, 10, 0, 0);
const TODAY = dayOf(NOW);
const YESTERDAY = '2026-11-24' as DayKey;
const forever = new AbortController().signal;
const at = (day: number, hour: number) => new Date(2026, 10, day, hour);

describe('The history of jobs', () => {
	const historyOn = (queries: Partial<HistoryQueries>, paths = new Map<string, string>()) =>
		new JobHistory(
			{ listEndedJobs: async () => [], findEndedJobs: async () => [], ...queries },
			paths,
			() => NOW,
		);
	const jobsOn = (history: JobHistory, day: DayKey) => {
		const state = history.day(day);
		return state?.kind === 'loaded' ? state.jobs.map(({ id }) => id) : state?.kind;
	};

	it('asks for a day when somebody wants to see it, and not again', async () => {
		const asked: unknown[] = [];
		const history = historyOn({
			listEndedJobs: async (window) => {
				asked.push(window);
				return [anEndedJob({ id: '1', ended: at(24, 12) })];
			},
		});
		assert.equal(history.day(YESTERDAY), undefined);
		await history.load(YESTERDAY);
		await history.load(YESTERDAY);
		assert.deepEqual(jobsOn(history, YESTERDAY), ['1']);
		// From midnight to midnight, and an hour more at each end for clocks that differ.
		assert.deepEqual(asked, [{ from: 34 * 3600 + 3600, to: 10 * 3600 - 3600 }]);
	});

	it('leaves out what ended on another day', async () => {
		const ends = [at(23, 23), at(24, 0), at(24, 23), at(25, 0)];
		const history = historyOn({
			listEndedJobs: async () => ends.map((ended, index) => anEndedJob({ id: String(index), ended })),
		});
		await history.load(YESTERDAY);
		assert.deepEqual(jobsOn(history, YESTERDAY), ['1', '2']);
	});

	it('says that accounting told nothing, until it tells something', async () => {
		const failure = new Error('no accounting');
		let answer = (): Promise<readonly EndedJob[]> => Promise.reject(failure);
		const history = historyOn({ listEndedJobs: () => answer() });
		await history.load(TODAY);
		assert.equal(history.failure, failure);
		answer = async () => [];
		await history.load(YESTERDAY);
		assert.equal(history.failure, undefined);
		assert.equal(history.day(TODAY)?.kind, 'failed');
	});

	it('keeps what was there of a day while it is asked for anew', async () => {
		let ids = ['1'];
		const history = historyOn({
			listEndedJobs: async () => ids.map((id) => anEndedJob({ id, ended: at(25, 9) })),
		});
		const seen: unknown[] = [];
		await history.load(TODAY);
		history.onDidChange(() => seen.push(jobsOn(history, TODAY)));
		ids = ['1', '2'];
		await history.reload(TODAY);
		assert.deepEqual(seen, [['1', '2']]);
	});

	it('tells the output path that an earlier window saw', async () => {
		const history = historyOn(
			{ listEndedJobs: async () => [anEndedJob({ id: '7', ended: at(25, 9) })] },
			new Map([['7', '/home/ada/logs/seven.out']]),
		);
		await history.load(TODAY);
		assert.equal(history.find('7')?.outputPath, '/home/ada/logs/seven.out');
		assert.equal(history.findOn(YESTERDAY, '7'), undefined);
	});

	it('takes a run that was put back into the queue as over, and not as failed', async () => {
		const history = historyOn({
			listEndedJobs: async () => [anEndedJob({ id: '7', state: 'REQUEUED', ended: at(25, 9) })],
		});
		await history.load(TODAY);
		const job = history.find('7');
		assert.equal(job?.phase, 'finished');
		assert.equal(outcomeOf(job?.state ?? ''), 'cancelled');
	});

	it('looks up jobs by id once, also those that accounting does not know', async () => {
		const asked: unknown[] = [];
		const history = historyOn({
			findEndedJobs: async (ids) => {
				asked.push(ids);
				return [anEndedJob({ id: '5' })];
			},
		});
		await history.lookUp(['5', '6'], forever);
		const found = await history.lookUp(['5', '6'], forever);
		assert.deepEqual([asked, found.map(({ id }) => id)], [[['5', '6']], ['5']]);
	});
});

describe('The runs of a job', () => {
	for (const version of SLURM_VERSIONS) {
		it(`of Slurm ${version} belong together where it was put back into the queue`, () => {
			const runs = slurmFixture(version, 'jobs_sacct_duplicates')
				.split('\n')
				.filter((line) => /^\d/.test(line))
				.map((line) => runOf(line.split(/[|\x1f]/)));
			const jobs = jobsOfRuns(runs);
			const requeued = jobs.filter(({ earlierRuns }) => earlierRuns.length > 0);
			assert.deepEqual(
				requeued.map(({ name, state, earlierRuns }) => [name, state, earlierRuns.map((run) => run.state)]),
				[['reqd', 'COMPLETED', ['REQUEUED']]],
			);
		});
	}

	it('stay apart where a cluster gave an old id to another job', () => {
		const day = 86_400_000;
		const first = anEndedJob({ id: '137', submitted: new Date(0), ended: new Date(1000) });
		const second = anEndedJob({ id: '137', submitted: new Date(day), ended: new Date(day + 1000) });
		assert.equal(jobsOfRuns([second, first]).length, 2);
	});

	function runOf([id = '', recordId = '', state = '', , submitted, , ended, ...name]: string[]): EndedJob {
		const moment = (text = '') => (/^\d+$/.test(text) ? new Date(Number(text) * 1000) : undefined);
		return anEndedJob({
			...{ id, recordId, state: state.split(' ')[0] ?? '', name: name.join('|') },
			...{ submitted: moment(submitted), ended: moment(ended) },
		});
	}
});

describe('The output paths that were seen', () => {
	const pathOf = (id: string, outputPath: string) => aJob({ id, outputPath });

	it('are there in the next window, but for names that Slurm gives by itself', () => {
		const notes = memoryNotes();
		const first = new OutputPaths('practice', notes, () => NOW);
		first.remember([pathOf('1', '/home/ada/logs/a.out'), pathOf('2', '/home/ada/slurm-2.out')]);
		const next = new OutputPaths('practice', notes, () => NOW);
		assert.equal(next.get('1'), '/home/ada/logs/a.out');
		assert.equal(next.get('2'), undefined);
		assert.equal(new OutputPaths('other', notes, () => NOW).get('1'), undefined);
	});

	it('are written once a minute at most, and at the end', () => {
		let now = 1_000_000;
		let writes = 0;
		const notes = memoryNotes();
		const counting = {
			read: notes.read,
			write(key: string, value: unknown) {
				writes += 1;
				notes.write(key, value);
			},
		};
		const paths = new OutputPaths('practice', counting, () => new Date(now));
		for (let id = 1; id <= 5; id += 1) {
			now += 1000;
			paths.remember([pathOf(String(id), `/x/${id}`)]);
		}
		assert.equal(writes, 1);
		paths.dispose();
		assert.equal(new OutputPaths('practice', notes, () => NOW).get('5'), '/x/5');
		paths.dispose();
		assert.equal(writes, 2);
	});

	it('are kept of the last thousand jobs', () => {
		const notes = memoryNotes();
		const paths = new OutputPaths('practice', notes, () => NOW);
		paths.remember(Array.from({ length: 1500 }, (_, index) => pathOf(String(index), `/x/${index}`)));
		const next = new OutputPaths('practice', notes, () => NOW);
		assert.deepEqual([next.get('499'), next.get('500')], [undefined, '/x/500']);
	});

	it('pass over what else the notes may hold', () => {
		const notes = memoryNotes();
		notes.write('jobs.outputPaths.practice', ['x', [1, 2], ['3', '/three']]);
		assert.equal(new OutputPaths('practice', notes, () => NOW).get('3'), '/three');
	});
});
