import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { verdictLine, verdictText } from '../../../src/presenters/verdictText.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import { type EndFacts, type OutputRead, verdictOf } from '../../../src/verdict/verdictOf.ts';

const FAILED: EndFacts = {
	state: 'FAILED',
	exit: { code: 1, signal: 0 },
	derivedExit: { code: 0, signal: 0 },
	reason: '',
	hasStarted: true,
	cancelledBy: { kind: 'unknown' },
	limit: 7200 as Seconds,
	askedBytes: 16 * 1024 ** 3,
	outputPath: '/home/ada/slurm-1.out',
};
const EMPTY: OutputRead = { kind: 'read', tails: [{ path: '/out', offset: 0, bytes: new Uint8Array() }] };

const output = (name: string): OutputRead => ({
	kind: 'read',
	tails: [
		{
			path: '/home/ada/slurm-1.out',
			offset: 0,
			bytes: readFileSync(join(import.meta.dirname, `../../fixtures/outputs/${name}.txt`)),
		},
	],
});
const judged = (facts: Partial<EndFacts>, read: OutputRead = EMPTY) =>
	verdictOf({ ...FAILED, ...facts }, read);
const what = (facts: Partial<EndFacts>, read: OutputRead = EMPTY) => verdictText(judged(facts, read)).what;

describe('The verdict on a job that is over', () => {
	for (const [title, facts, words] of [
		['completed', { state: 'COMPLETED', exit: { code: 0, signal: 0 } }, 'It completed.'],
		[
			'completed with a step that failed',
			{ state: 'COMPLETED', derivedExit: { code: 0, signal: 11 } },
			'It completed, but one of its steps failed (SIGSEGV).',
		],
		[
			'ran out of memory',
			{ state: 'OUT_OF_MEMORY' },
			'It needed more memory than the 16 GiB that it asked for.',
		],
		['timed out', { state: 'TIMEOUT' }, 'It reached its time limit of 2 h and was stopped.'],
		['lost a node', { state: 'NODE_FAIL' }, 'A node failed under it.'],
		['was preempted', { state: 'PREEMPTED' }, 'A job of higher priority took its place.'],
		[
			'was never taken',
			{ state: 'REFUSED' },
			'Slurm did not take it: no nodes are like those it asked for. It never was a job.',
		],
		[
			'was cancelled by the person',
			{ state: 'CANCELLED', cancelledBy: { kind: 'you' } },
			'You cancelled it.',
		],
		[
			'was cancelled by somebody else',
			{ state: 'CANCELLED', cancelledBy: { kind: 'other', name: 'bram' } },
			'bram cancelled it.',
		],
		[
			'was cancelled before it started, by nobody knows whom',
			{ state: 'CANCELLED', hasStarted: false },
			'It was cancelled before it started.',
		],
		[
			'waited for a job in vain',
			{ state: 'CANCELLED', hasStarted: false, reason: 'DependencyNeverSatisfied' },
			'The job that it waited for did not end as it had to, so it never started.',
		],
		['was killed', { exit: { code: 0, signal: 9 } }, 'It was ended by SIGKILL (signal 9).'],
		[
			'was killed, as its shell says',
			{ exit: { code: 137, signal: 0 } },
			'It was ended by SIGKILL (signal 9).',
		],
		['crashed', { exit: { code: 139, signal: 0 } }, 'It was ended by SIGSEGV (signal 11).'],
		['has a code of its own', { exit: { code: 3, signal: 0 } }, 'It failed with exit code 3.'],
		[
			'has a code above those of signals',
			{ exit: { code: 255, signal: 0 } },
			'It failed with exit code 255.',
		],
		[
			'has a code that shells mean something by',
			{ exit: { code: 127, signal: 0 } },
			'A command of the script was not found (exit code 127).',
		],
		[
			'is in a state of a later Slurm',
			{ state: 'LAUNCH_FAILED', exit: undefined },
			'Slurm says LAUNCH_FAILED, and no more is known.',
		],
	] as const) {
		it(`that ${title}`, () => assert.equal(what(facts), words));
	}

	it('shows the line that goes with the cause, and no other', () => {
		const timeLimit = judged({ state: 'TIMEOUT' }, output('slurm-time-limit'));
		assert.match(timeLimit.line?.text ?? '', /DUE TO TIME LIMIT/);
		const other = judged({ state: 'TIMEOUT' }, output('python-module'));
		assert.equal(other.line, undefined);
		assert.match(other.lastLines.at(-1)?.text ?? '', /ModuleNotFoundError/);
	});

	it('believes slurmstepd about memory where the state does not say so', () => {
		assert.equal(
			what({ exit: { code: 0, signal: 9 } }, output('slurm-over-memory')),
			'It needed more memory than the 16 GiB that it asked for.',
		);
	});

	it('does not look for errors in the output of a job that completed or was cancelled', () => {
		for (const state of ['COMPLETED', 'CANCELLED']) {
			const verdict = judged({ state }, output('python-error'));
			assert.equal(verdict.line, undefined);
			assert.deepEqual(verdict.lastLines, []);
		}
	});

	it('is about the output file where that could not be made', () => {
		const words = 'Slurm could not make its output file /home/ada/slurm-1.out, so it ended at once.';
		const exit = { code: 0, signal: 53 };
		assert.equal(what({ exit }, { kind: 'missing', folderIsMissing: true }), words);
		assert.equal(what({ exit }, { kind: 'unknown' }), words);
	});

	it('says that nothing is known, and shows the last lines', () => {
		const verdict = judged({}, output('nothing-known'));
		assert.deepEqual(
			verdict.lastLines.map(({ text }) => text),
			['epoch 1 loss 2.1', 'epoch 2 loss 1.9', 'done.'],
		);
		assert.match(verdictText(verdict).next, /Nothing known stands in its output/);
		assert.match(verdictText(judged({})).next, /It wrote nothing/);
		assert.match(verdictText(judged({}, { kind: 'missing', folderIsMissing: false })).next, /not there/);
	});

	it('is one line at the end of an output', () => {
		assert.equal(
			verdictLine('4821', judged({}, output('python-module'))),
			`Job 4821 has ended: Python did not find the module "transformers_no". Exit code 1. Shown by line 3: ModuleNotFoundError: No module named 'transformers_no'`,
		);
	});

	const exits = fc.option(fc.record({ code: fc.nat(255), signal: fc.nat(127) }), { nil: undefined });
	const facts = fc.record({
		state: fc.constantFrom(
			'COMPLETED',
			'FAILED',
			'CANCELLED',
			'TIMEOUT',
			'OUT_OF_MEMORY',
			'DEADLINE',
			'REVOKED',
			'BOOT_FAIL',
			'NEW_WORD',
		),
		exit: exits,
		derivedExit: exits,
		reason: fc.constantFrom('', 'Dependency', 'NonZeroExitCode'),
		hasStarted: fc.boolean(),
	});

	it('has words, whatever is known and whatever the output holds', () => {
		fc.assert(
			fc.property(facts, fc.uint8Array({ maxLength: 300 }), (known, bytes) => {
				const verdict = judged(known, { kind: 'read', tails: [{ path: '/out', offset: 7, bytes }] });
				const { what: words, next } = verdictText(verdict);
				assert.ok(words !== '' && !/undefined|\{\d\}/.test(words + next), words + next);
			}),
		);
	});
});
