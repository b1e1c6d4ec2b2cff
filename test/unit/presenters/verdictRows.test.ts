import assert from 'node:assert/strict';
import { idleGpusText } from '../../../src/presenters/idleGpusText.ts';
import { jobPage, livePage } from '../../../src/presenters/jobPanelText.ts';
import { verdictRows } from '../../../src/presenters/verdictRows.ts';
import type { JobReport } from '../../../src/session/jobReport.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { NodeSample } from '../../../src/slurm/nodeSample.ts';
import { parseTres } from '../../../src/slurm/tres.ts';
import { costOf } from '../../../src/verdict/cost.ts';
import { efficiencyOf } from '../../../src/verdict/efficiency.ts';
import { suggestionsFor } from '../../../src/verdict/rightSizing.ts';
import { type OutputRead, verdictOf } from '../../../src/verdict/verdictOf.ts';
import { aJob } from '../../support/aJob.ts';
import { anAccount } from '../../support/anAccount.ts';
import { rowText } from '../../support/rowText.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function aReport(account = anAccount(), text = ''): JobReport {
	const output: OutputRead = {
		kind: 'read',
		tails: [{ path: '/home/ada/slurm-4821.out', offset: 0, bytes: Buffer.from(text) }],
	};
	return {
		verdict: verdictOf(
			{
				...account,
				hasStarted: true,
				cancelledBy: { kind: 'unknown' },
				askedBytes: undefined,
				outputPath: '/home/ada/slurm-4821.out',
			},
			output,
		),
		account,
		efficiency: efficiencyOf(account),
		cost: costOf({ tres: account.given, elapsed: account.elapsed }),
		suggestions: suggestionsFor([account]),
		accountError: undefined,
		isFinal: true,
	};
}

describe('The rows below a job that is over', () => {
	it('say what happened, show the line, and what was used, paid and waited', () => {
		const account = anAccount({
			state: 'FAILED',
			exit: { code: 1, signal: 0 },
			peakGib: 11,
			cpuSeconds: 3600 * 8,
			given: 'billing=80,cpu=16,mem=64G,gres/gpu=2',
		});
		const rows = verdictRows('practice/4821', aReport(account, 'epoch 1\nMemoryError\n'));
		assert.deepEqual(rowText(rows), [
			'$(error) The program got no more memory. Exit code 1.',
			'$(output) MemoryError  line 2',
			'$(server) Memory  ▰▱▱▱▱▱▱▱ 17 % · 11 GiB of 64 GiB at the most',
			'$(chip) CPU  ▰▰▰▰▱▱▱▱ 50 % · 8 of 16 CPUs busy',
			'$(credit-card) Cost  2 GPU-h, 80 billing-h',
			'$(clock) Waited  5 min',
		]);
		assert.deepEqual(
			rows.map(({ command }) => command),
			[undefined, 'aiFactory.showOutputLine', undefined, undefined, undefined, undefined],
		);
	});

	it('say what to ask for next time', () => {
		const rows = verdictRows(
			'practice/4821',
			aReport(anAccount({ peakGib: 11, elapsed: (20 * 3600) as Seconds })),
		);
		const last = rows[1];
		assert.equal(last?.label, 'Next time: --mem=16G');
		assert.equal(last?.description, 'Peak memory of the last run: 11 GiB of 256 GiB.');
		assert.equal(last?.contextValue, 'detail suggestion');
	});

	it('have ids of their own below that of the job, and are spoken as sentences', () => {
		const rows = verdictRows('practice/4821', aReport(anAccount({ peakGib: 11, cpuSeconds: 3600 })));
		assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
		for (const { id, spoken, icon } of rows) {
			assert.ok(id.startsWith('practice/4821/'));
			assert.ok(spoken !== '' && !/[▰▱]/.test(spoken), spoken);
			assert.notEqual(icon, '');
		}
	});

	it('show control characters of the output for what they are', () => {
		const account = anAccount({ state: 'FAILED', exit: { code: 1, signal: 0 } });
		const [, line] = verdictRows('p/1', aReport(account, 'bash: line 1: a\u202eb: command not found\n'));
		assert.equal(line?.label, 'bash: line 1: a\\u202eb: command not found');
	});
});

describe('The page of a job', () => {
	const finished = aJob({ state: 'FAILED', started: NOW, ended: NOW, tres: parseTres('cpu=4') });

	it('has the verdict, the bars and the buttons of a job that is over', () => {
		const account = anAccount({ state: 'FAILED', exit: { code: 1, signal: 0 }, peakGib: 11 });
		const page = jobPage('practice', finished, aReport(account, 'MemoryError\n'), undefined, NOW);
		assert.equal(page.verdict, 'The program got no more memory. Exit code 1.');
		assert.equal(page.line?.caption, 'Line 1 of its output shows it');
		assert.deepEqual(page.uses.bars, [{ name: 'Memory', text: '11 GiB of 256 GiB at the most', percent: 4 }]);
		assert.deepEqual(
			page.buttons.map(({ name }) => name),
			['showOutput'],
		);
		assert.equal(page.mood, 'bad');
	});

	it('says that accounting is asked, does not know, or did not answer', () => {
		const empty = (report: JobReport | undefined) =>
			jobPage('p', finished, report, undefined, NOW).uses.empty;
		assert.equal(empty(undefined), 'Asking accounting …');
		const unknown = { ...aReport(), account: undefined, efficiency: undefined };
		assert.equal(empty(unknown), 'Accounting does not know it yet.');
		assert.equal(
			empty({ ...unknown, accountError: new Error('no answer') }),
			'Accounting did not answer: no answer',
		);
		assert.match(empty(aReport()), /too short to be measured/);
	});

	it('tells what a running job costs by the hour, and offers to cancel it', () => {
		const job = aJob({ tres: parseTres('billing=65,cpu=4,mem=32G,gres/gpu=2'), elapsed: 1800 as Seconds });
		const page = jobPage('practice', job, undefined, undefined, NOW);
		const facts = new Map(page.facts);
		assert.equal(facts.get('Cost'), '1 GPU-h, 32.5 billing-h');
		assert.equal(facts.get('Cost of an hour'), '2 GPU-h, 65 billing-h');
		assert.deepEqual(
			page.buttons.map(({ text }) => text),
			['Show Output', 'Cancel Job…'],
		);
	});

	it('says why a waiting job waits, and that it has cost nothing', () => {
		const page = jobPage(
			'practice',
			aJob({ state: 'PENDING', reason: 'JobHeldUser' }),
			undefined,
			undefined,
			NOW,
		);
		assert.notEqual(page.verdict, '');
		assert.equal(new Map(page.facts).has('Cost'), false);
	});
});

describe('The charts of a running job', () => {
	const sample = (second: number, busy: number): NodeSample => ({
		node: 'gcn1',
		at: new Date(NOW.getTime() + second * 1000),
		cpuSeconds: second * busy,
		memoryBytes: 8 * 1024 ** 3,
		gpus: [
			{ index: 0, utilisation: 50, memoryBytes: 40 * 1024 ** 3, memoryTotalBytes: 80 * 1024 ** 3 },
			{ index: 1, utilisation: undefined, memoryBytes: undefined, memoryTotalBytes: undefined },
		],
	});
	const job = aJob({ cpuCount: 16, tres: parseTres('cpu=16,mem=32G,gres/gpu=2') });
	const page = (samples: readonly NodeSample[]) =>
		livePage({ nodes: new Map(samples.length > 0 ? [['gcn1', samples]] : []), error: undefined }, job, 5);

	it('show what is busy of what there is, for each GPU a line', () => {
		const [node] = page([sample(0, 4), sample(300, 4), sample(600, 4)]).nodes;
		assert.deepEqual(
			node?.charts.map(({ title, latest, top }) => `${title}: ${latest}, up to ${top}`),
			[
				'CPU: 4.0 of 16 busy, up to 16 CPUs',
				'Memory: 8.0 GiB, up to 32 GiB',
				'GPU: 50 %, –, up to 100 %',
				'GPU memory: 40 GiB, –, up to 80 GiB',
			],
		);
		assert.deepEqual(
			node?.charts.map(({ paths }) => paths),
			[
				['M120.0 36.0L240.0 36.0'],
				['M0.0 36.0L120.0 36.0L240.0 36.0'],
				['M0.0 24.0L120.0 24.0L240.0 24.0', ''],
				['M0.0 24.0L120.0 24.0L240.0 24.0', ''],
			],
		);
	});

	it('are a table as well, the latest first', () => {
		const [node] = page([sample(0, 4), sample(5, 4)]).nodes;
		assert.deepEqual(node?.table.head, ['Time', 'CPUs busy', 'Memory', 'GPU', 'GPU memory']);
		assert.deepEqual(
			node?.table.rows.map((row) => row.slice(1)),
			[
				['4.0', '8.0 GiB', '50 %, –', '40 GiB, –'],
				['–', '8.0 GiB', '50 %, –', '40 GiB, –'],
			],
		);
	});

	it('say what is waited for, and why nothing comes', () => {
		assert.match(page([]).message, /Waiting for the first look/);
		const failed = livePage({ nodes: new Map(), error: new Error('srun may not') }, job, 5);
		assert.equal(failed.message, 'Its nodes cannot be looked at: srun may not');
	});

	it('are of eight nodes at the most, and say how many are left out', () => {
		const nodes = new Map(Array.from({ length: 11 }, (_, at) => [`gcn${at}`, [sample(0, 1)]] as const));
		const drawn = livePage({ nodes, error: undefined }, job, 15);
		assert.deepEqual(drawn.nodes.map(({ node }) => node).slice(-2), ['gcn6', 'gcn7']);
		assert.match(drawn.message, /3 more nodes are not drawn/);
	});
});

describe('The word about GPUs that idle', () => {
	const job = aJob({ name: 'train', tres: parseTres('billing=65,cpu=4,gres/gpu=2') });

	it('says whose, for how long, and what it costs', () => {
		assert.equal(
			idleGpusText('practice', job, { idleCount: 2, count: 2, minutes: 10 }),
			'All 2 GPUs of train (job 4821 on practice) have been idle for 10 minutes. The job costs 2 GPU-h, 65 billing-h per hour.',
		);
		assert.match(
			idleGpusText('practice', job, { idleCount: 1, count: 2, minutes: 12 }),
			/^1 of the 2 GPUs of train/,
		);
		assert.match(idleGpusText('practice', job, { idleCount: 1, count: 1, minutes: 10 }), /^The GPU of train/);
	});
});
