import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkScript } from '../../../src/script/checkScript.ts';
import { LiveScript } from '../../../src/script/liveScript.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { ScriptFacts } from '../../../src/script/scriptFacts.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';

/** Lines that say something about their neighbours as well: values on the next line, ends of options, further jobs. */
const LINES = [
	...['#!/bin/bash', '', '# a note', '# SBATCH -n 2', 'echo', '\techo late', '#SLURM -n 1', '#SBATCH'],
	...['#SBATCH --time', '#SBATCH --time=10', '#SBATCH -t $HOME', '#SBATCH 5 --mem=1G', '#SBATCH -p gpu'],
	...['#SBATCH --', '#SBATCH stray', '#SBATCH --gpus=9 -p gpu', '#SBATCH --array=1-3 -o "a b.log"'],
	...['#SBATCH hetjob', '#SBATCH packjob -n 2', '#SBATCH --output=run.log # why', '#SBATCH --mem=1G#x'],
	...['#SBATCH -HN2', '#SBATCH --name=x', '#SBATCH -J "open', '#SBATCH --extra=1', '#SBATCH -n 2\r'],
];
const line = fc.constantFrom(...LINES);
/** Takes some lines away at a place and puts others there. */
const edit = fc.record({
	at: fc.nat({ max: 12 }),
	away: fc.constantFrom(0, 1, 1, 1, 3),
	lines: fc.array(line, { maxLength: 2 }),
});
const OTHER_FACTS: ScriptFacts = { ...practiceFacts, version: '23.02.1', addedOptions: ['extra'] };
const facts = fc.constantFrom(practiceFacts, practiceFacts, OTHER_FACTS, undefined);

describe('A script while it is typed', () => {
	it('reads and is judged as one that is opened anew, after every edit', () => {
		fc.assert(
			fc.property(
				fc.array(line, { maxLength: 12 }),
				fc.array(fc.tuple(edit, facts), { minLength: 1, maxLength: 6 }),
				(begin, edits) => {
					const live = new LiveScript();
					let lines: readonly string[] = begin;
					for (const [{ at, away, lines: put }, known] of edits) {
						const text = lines.join('\n');
						const script = live.read(text, known);
						const anew = readScript(text, known);
						assert.deepEqual(script, anew);
						assert.deepEqual(live.check(script, known, 0), checkScript(anew, known, 0));
						lines = lines.toSpliced(at, away, ...put);
					}
				},
			),
		);
	});

	it('keeps what is still the same, so that a key costs what changes', () => {
		const live = new LiveScript();
		const text = '#!/bin/bash\n#SBATCH --foo\n#SBATCH -n 1\n#SBATCH -t x\n#SBATCH --mem=1\necho\n';
		const read = () => {
			const script = live.read(text, practiceFacts);
			return { script, findings: live.check(script, practiceFacts, 0) };
		};
		const before = read();
		live.read(text.replace('-t x', '-t 5'), practiceFacts);
		const after = read();
		const sameLines = after.script.directives.map((each, index) => each === before.script.directives[index]);
		// The line above may take a word of the changed one for its value.
		assert.deepEqual(sameLines, [true, false, false, true]);
		assert.equal(after.findings[0], before.findings[0]);
		assert.deepEqual(after.findings, before.findings);
	});
});
