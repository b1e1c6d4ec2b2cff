import assert from 'node:assert/strict';
import { factRows, stepRows } from '../../../src/presenters/jobFactRows.ts';
import { spanText } from '../../../src/presenters/spanText.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { aJob } from '../../support/aJob.ts';
import { rowText } from '../../support/rowText.ts';

const NOW = new Date(2026, 10, 23, 12, 0);
const at = (hour: number) => new Date(2026, 10, 23, hour, 0);

describe('The facts below a job', () => {
	const lines = (facts: Partial<Omit<Job, 'id'>>) =>
		rowText(factRows('practice/4821', aJob(facts), NOW)).map((line) =>
			line.replace(/(\d+):00.([AP]M)/g, '$1$2'),
		);

	it('are what it was given, where, when, and where it writes', () => {
		assert.deepEqual(
			lines({
				...{ cpuCount: 16, gpus: [{ type: 'h100', count: 2 }], tres: new Map([['mem', 122_880]]) },
				...{ nodes: 'gcn[1-2]', nodeCount: 2, submitted: at(9), started: at(10), ended: at(14) },
				...{ workDir: '/home/ada/run', outputPath: '/home/ada/run/logs/a.out' },
			}),
			[
				'$(circuit-board) Resources  2× h100 · 16 CPUs · 120 GiB memory',
				'$(server) Nodes  gcn[1-2] (2 nodes)',
				'$(list-tree) Partition  gpu · account aif001 · QOS normal',
				'$(history) Times  submitted 9AM · started 10AM · ends by 2PM',
				'$(folder) Folder  /home/ada/run',
				'$(output) Output  logs/a.out',
			],
		);
	});

	it('promise neither a start nor an output of a job that waits', () => {
		assert.deepEqual(
			lines({ state: 'PENDING', nodeCount: 2, started: at(15), submitted: at(9) }).slice(1, 5),
			[
				'$(server) Nodes  2 asked for',
				'$(list-tree) Partition  gpu · account aif001 · QOS normal',
				'$(history) Times  submitted 9AM',
				'$(folder) Folder  /home/ada',
			],
		);
	});

	it('leave out what accounting does not know', () => {
		const rows = factRows(
			'practice/4821',
			aJob({ workDir: '', account: '', qos: '', outputPath: undefined }),
			NOW,
		);
		assert.deepEqual(
			rows.map(({ label, description }) => `${label}: ${description}`.replace(/submitted.*/, '…')),
			['Resources: 4 CPUs', 'Partition: gpu', 'Times: …'],
		);
	});

	it('open the output with a click', () => {
		assert.equal(factRows('practice/4821', aJob(), NOW).at(-1)?.command, 'aiFactory.showOutput');
	});
});

describe('The steps below a job', () => {
	it("are the programs that it started, not Slurm's own", () => {
		const step = (name: string, id = name) => ({
			...{ step: id, name, elapsed: 4000 as Seconds, nodes: 'gcn1', taskCount: id === '0' ? 1 : 4 },
		});
		const rows = stepRows('practice/4821', [
			step('batch'),
			step('extern'),
			step('python\n-m', '0'),
			step('x', '1'),
		]);
		assert.deepEqual(rowText(rows), [
			'$(debug-line-by-line) python␊-m  step 0 · 1 task · 1 h 6 min · gcn1',
			'$(debug-line-by-line) x  step 1 · 4 tasks · 1 h 6 min · gcn1',
		]);
	});
});

describe('A length of time in a row', () => {
	for (const [seconds, text] of [
		[-5, '0 s'],
		[59.9, '59 s'],
		[60, '1 min'],
		[3599, '59 min'],
		[3600, '1 h'],
		[4320, '1 h 12 min'],
		[86_400, '1 d'],
		[187_200, '2 d 4 h'],
	] as const) {
		it(`of ${seconds} s is ${text}`, () => assert.equal(spanText(seconds), text));
	}
});
