import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Seconds } from '../../../src/slurm/duration.ts';
import { parseDuration } from '../../../src/slurm/duration.ts';
import { type Suggestion, suggestionsFor } from '../../../src/verdict/rightSizing.ts';
import { editsFor, optionText } from '../../../src/verdict/scriptEdit.ts';
import { anAccount, aStep } from '../../support/anAccount.ts';

const GIB = 1024 ** 3;
const hours = (count: number) => (count * 3600) as Seconds;
const options = (suggestions: readonly Suggestion[]) => suggestions.map(optionText);

describe('What to ask for next time', () => {
	it('is 16G where the last five runs held 11 of 256 GiB', () => {
		const runs = [9, 11, 10, 8, 10.5].map((peakGib, at) =>
			anAccount({ id: String(at), peakGib, elapsed: hours(20), limit: hours(24) }),
		);
		const [memory, ...others] = suggestionsFor(runs);
		assert.deepEqual(memory, {
			kind: 'memory',
			isMore: false,
			bytes: 16 * GIB,
			askedBytes: 256 * GIB,
			peakBytes: 11 * GIB,
			runCount: 5,
		});
		assert.deepEqual(others, []);
	});

	it('looks at no more than the last five runs', () => {
		const old = anAccount({ id: '1', peakGib: 200, ended: new Date('2026-11-01T00:00:00Z') });
		const recent = [2, 3, 4, 5, 6].map((id) => anAccount({ id: String(id), peakGib: 11 }));
		assert.deepEqual(options(suggestionsFor([old, ...recent])), ['--mem=16G', '--time=01:30:00']);
	});

	it('leaves a request alone that fits, and one where little would be saved', () => {
		const fits = anAccount({ peakGib: 150, elapsed: hours(20) });
		assert.deepEqual(suggestionsFor([fits]), []);
		const small = anAccount({
			peakGib: 0.2,
			given: 'cpu=1,mem=1G',
			cpuCount: 1,
			elapsed: 600 as Seconds,
			limit: 1800 as Seconds,
		});
		assert.deepEqual(suggestionsFor([small]), []);
	});

	it('is more after a run that ran out of memory, and never below what an earlier one needed', () => {
		const ranOut = anAccount({
			id: '9',
			state: 'OUT_OF_MEMORY',
			peakGib: 15,
			given: 'cpu=16,mem=16G',
			limit: hours(2),
		});
		assert.deepEqual(options(suggestionsFor([ranOut])), ['--mem=24G']);
		const earlier = anAccount({
			id: '8',
			peakGib: 60,
			given: 'cpu=16,mem=256G',
			ended: new Date('2026-11-22T00:00:00Z'),
		});
		assert.deepEqual(options(suggestionsFor([ranOut, earlier])), ['--mem=64G']);
	});

	it('does not go below what was not enough once', () => {
		const enough = anAccount({ id: '9', peakGib: 10, elapsed: hours(20) });
		const ranOut = anAccount({
			id: '8',
			state: 'OUT_OF_MEMORY',
			given: 'cpu=16,mem=64G',
			ended: new Date('2026-11-22T00:00:00Z'),
		});
		assert.deepEqual(options(suggestionsFor([enough, ranOut])), ['--mem=96G']);
	});

	it('is a shorter time where runs end long before their limit, and a longer one after a timeout', () => {
		const short = anAccount({ elapsed: 2900 as Seconds, limit: hours(24) });
		assert.deepEqual(options(suggestionsFor([short])), ['--time=01:30:00']);
		const cut = anAccount({ state: 'TIMEOUT', elapsed: hours(24), limit: hours(24) });
		assert.deepEqual(options(suggestionsFor([cut])), ['--time=1-12:00:00']);
	});

	it('is fewer CPUs for a job without GPUs that uses few', () => {
		const idle = anAccount({ cpuSeconds: 3600 * 1.8, limit: hours(2) });
		assert.deepEqual(options(suggestionsFor([idle])), ['--cpus-per-task=3']);
		const withGpu = anAccount({
			cpuSeconds: 3600 * 1.8,
			given: 'cpu=16,mem=256G,gres/gpu=1',
			limit: hours(2),
		});
		assert.deepEqual(suggestionsFor([withGpu]), []);
	});

	it('counts CPUs by task', () => {
		const steps = [aStep({ id: '4821.0', taskCount: 4, cpuSeconds: 3600 * 4 })];
		assert.deepEqual(options(suggestionsFor([anAccount({ steps, limit: hours(2) })])), ['--cpus-per-task=2']);
	});

	it('is nothing after failures alone: they end early', () => {
		const failed = anAccount({
			state: 'FAILED',
			exit: { code: 1, signal: 0 },
			peakGib: 1,
			elapsed: 20 as Seconds,
		});
		assert.deepEqual(suggestionsFor([failed]), []);
	});

	it('is nothing for jobs that never started', () => {
		assert.deepEqual(suggestionsFor([anAccount({ started: undefined, elapsed: 0 as Seconds })]), []);
		assert.deepEqual(suggestionsFor([]), []);
	});

	const run = fc.record({
		peakGib: fc.double({ min: 0.01, max: 500, noNaN: true }),
		elapsed: fc.integer({ min: 1, max: 86_400 }),
		state: fc.constantFrom('COMPLETED', 'OUT_OF_MEMORY', 'TIMEOUT', 'FAILED', 'CANCELLED'),
	});

	it('is never below what any of those runs needed', () => {
		fc.assert(
			fc.property(fc.array(run, { minLength: 1, maxLength: 5 }), (facts) => {
				const runs = facts.map(({ peakGib, elapsed, state }, at) =>
					anAccount({
						id: String(at),
						peakGib,
						elapsed: elapsed as Seconds,
						state,
						given: 'cpu=16,mem=512G',
					}),
				);
				const longest = Math.max(
					0,
					...facts.filter(({ state }) => /COMP|TIME/.test(state)).map(({ elapsed }) => elapsed),
				);
				for (const suggestion of suggestionsFor(runs)) {
					if (suggestion.kind === 'memory') {
						assert.ok(suggestion.bytes >= Math.max(...facts.map(({ peakGib }) => peakGib)) * GIB);
					}
					if (suggestion.kind === 'time') assert.ok(suggestion.seconds >= longest);
				}
			}),
		);
	});
});

describe('The edit of a script', () => {
	const memory: Suggestion = {
		kind: 'memory',
		isMore: false,
		bytes: 16 * GIB,
		askedBytes: 256 * GIB,
		peakBytes: 11 * GIB,
		runCount: 5,
	};
	const time: Suggestion = {
		kind: 'time',
		isMore: false,
		seconds: 5400 as Seconds,
		limit: hours(24),
		longest: hours(1),
		runCount: 1,
	};
	const cpus: Suggestion = { kind: 'cpus', perTask: 3, askedPerTask: 16, busyPerTask: 1.8, runCount: 1 };
	const shape = { cpusPerNode: 8, gpusPerNode: 2 };

	/** The script with the edits in it. */
	const edited = (script: string, suggestions: readonly Suggestion[]) => {
		const edits = editsFor(script, suggestions, shape);
		if (!edits) return undefined;
		const lines = script.split('\n');
		for (const { line, start, end, text } of [...edits].sort(
			(a, b) => b.line - a.line || b.start - a.start,
		)) {
			const before = lines[line] ?? '';
			lines[line] = before.slice(0, start) + text + before.slice(end);
		}
		return lines.join('\n');
	};

	for (const [title, before, after, suggestions] of [
		[
			'changes the value where it stands',
			'#SBATCH --mem=256G\ntrue\n',
			'#SBATCH --mem=16G\ntrue\n',
			[memory],
		],
		[
			'keeps the comment behind it',
			'#SBATCH --mem=256G  # all of it\n',
			'#SBATCH --mem=16G  # all of it\n',
			[memory],
		],
		['takes a space for the equals sign', '#SBATCH --mem 256G\n', '#SBATCH --mem 16G\n', [memory]],
		[
			'counts memory by CPU where the script does',
			'#SBATCH --mem-per-cpu=32G\n',
			'#SBATCH --mem-per-cpu=2G\n',
			[memory],
		],
		[
			'counts memory by GPU where the script does',
			'#SBATCH --mem-per-gpu=128G\n',
			'#SBATCH --mem-per-gpu=8G\n',
			[memory],
		],
		['knows the short option', '#SBATCH -t 1-00:00:00 -c16\n', '#SBATCH -t 01:30:00 -c3\n', [time, cpus]],
		[
			'changes the last of two, which is the one that counts',
			'#SBATCH --mem=1G\n#SBATCH --mem=256G\n',
			'#SBATCH --mem=1G\n#SBATCH --mem=16G\n',
			[memory],
		],
		[
			'adds a line after the last directive',
			'#!/bin/bash\n#SBATCH -p gpu\n\ntrue\n',
			'#!/bin/bash\n#SBATCH -p gpu\n#SBATCH --mem=16G\n#SBATCH --time=01:30:00\n\ntrue\n',
			[memory, time],
		],
		[
			'adds a line after the first where there is no directive',
			'#!/bin/bash\ntrue\n',
			'#!/bin/bash\n#SBATCH --mem=16G\ntrue\n',
			[memory],
		],
		[
			'adds a line at the end of a script that has no more',
			'#!/bin/bash',
			'#!/bin/bash\n#SBATCH --mem=16G',
			[memory],
		],
		[
			'leaves what Slurm does not read alone',
			'#SBATCH -p cpu\ntrue\n#SBATCH --mem=256G\n',
			'#SBATCH -p cpu\n#SBATCH --mem=16G\ntrue\n#SBATCH --mem=256G\n',
			[memory],
		],
		[
			'keeps the line ends of Windows',
			'#!/bin/bash\r\n#SBATCH -p cpu\r\ntrue\r\n',
			'#!/bin/bash\r\n#SBATCH -p cpu\r\n#SBATCH --mem=16G\r\ntrue\r\n',
			[memory],
		],
	] as const) {
		it(title, () => assert.equal(edited(before, suggestions), after));
	}

	it('is not made in a script of several components', () => {
		assert.equal(edited('#SBATCH --mem=1G\n#SBATCH hetjob\n#SBATCH --mem=256G\n', [memory]), undefined);
	});

	it('is none for advice without an option', () => {
		assert.deepEqual(editsFor('#SBATCH -p gpu\n', [{ kind: 'gpus', idleCount: 1, count: 2 }], shape), []);
	});

	it('writes times that Slurm reads as meant', () => {
		fc.assert(
			fc.property(fc.integer({ min: 60, max: 30 * 86_400 }), (seconds) => {
				const text = optionText({ ...time, seconds: seconds as Seconds });
				assert.equal(parseDuration(text.slice('--time='.length)), seconds);
			}),
		);
	});
});
