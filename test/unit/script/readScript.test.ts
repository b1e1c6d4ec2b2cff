import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readScript, type Setting } from '../../../src/script/readScript.ts';
import { readWords, writeWord } from '../../../src/script/words.ts';

/** `time=5@1:8-16`: what is set, to what, and where in the text the value stands. */
function shown({ name, value, valueSpan }: Setting): string {
	const place = valueSpan ? `@${valueSpan.line}:${valueSpan.start}-${valueSpan.end}` : '';
	return `${name}${value === undefined ? '' : `=${value}`}${place}`;
}

function settingsOf(...directives: readonly string[]): readonly string[] {
	return readScript(`#!/bin/bash\n${directives.join('\n')}\necho\n`).settings.map(shown);
}

describe('readScript', () => {
	it('reads long and short options with their values, joined and apart', () => {
		assert.deepEqual(settingsOf('#SBATCH --time=5 --nodes 2 -p gpu -n4 --hold'), [
			'time=5@1:15-16',
			'nodes=2@1:25-26',
			'p=gpu@1:30-33',
			'n=4@1:36-37',
			'hold',
		]);
	});

	it('reads several letters behind one dash, of which the last may take a value', () => {
		assert.deepEqual(settingsOf('#SBATCH -HN2 -Qt 5'), ['H', 'N=2@1:11-12', 'Q', 't=5@1:17-18']);
	});

	it('takes a value from the next line, as sbatch does', () => {
		assert.deepEqual(settingsOf('#SBATCH --time', '#SBATCH -p cpu'), ['time=-p@2:8-10']);
	});

	it('knows options by a beginning that no other has', () => {
		const [setting] = readScript('#!/bin/sh\n#SBATCH --part=gpu\n').settings;
		assert.equal(setting?.option?.name, 'partition');
		assert.equal(setting?.lookup.kind, 'abbreviated');
	});

	it('reads quotes, backslashes and comments by the rules of sbatch', () => {
		assert.deepEqual(settingsOf(`#SBATCH -J "a b" --comment='it''s' # -t 5`), [
			'J=a b@1:11-16',
			'comment=its@1:27-34',
		]);
		assert.deepEqual(settingsOf('#SBATCH -J a\\#b'), ['J=a#b@1:11-15']);
		assert.deepEqual(settingsOf('#SBATCH -J a#b -t 5'), ['J=a@1:11-12']);
	});

	it('reads on over comments and empty lines, and stops at the first command', () => {
		const script = readScript('#!/bin/sh\n\n  # note\n#SBATCH -t5\necho\n#SBATCH -n2\n');
		assert.deepEqual(script.settings.map(shown), ['t=5@3:10-11']);
		assert.equal(script.firstCommand, 4);
		assert.deepEqual(
			script.missed.map(({ kind, marker }) => `${kind} ${marker.line}`),
			['afterCommand 5'],
		);
	});

	it('notices lines that only look like directives', () => {
		const { missed } = readScript(
			'#!/bin/sh\n # SBATCH -t5\n  #SBATCH -t5\n#sbatch -t5\n##SBATCH -t5\n# SBATCH means\n',
		);
		assert.deepEqual(
			missed.map(({ kind }) => kind),
			['spaced', 'indented', 'lowerCase'],
		);
	});

	it('tells the jobs of a heterogeneous one apart', () => {
		const { settings } = readScript(
			'#!/bin/sh\n#SBATCH -n1\n#SBATCH hetjob\n#SBATCH -n2\n#SBATCH packjob -n3\n',
		);
		assert.deepEqual(
			settings.map(({ component, value }) => `${component}: ${value}`),
			['0: 1', '1: 2', '2: 3'],
		);
	});

	it('finds words that sbatch would refuse', () => {
		const { stray } = readScript('#!/bin/sh\n#SBATCH -t 5 minutes\n#SBATCH -- -n2\n');
		assert.deepEqual(
			stray.map(({ word, after }) => `${word.text} after ${after?.name ?? 'nothing'}`),
			['minutes after t', '-n2 after nothing'],
		);
	});

	it('reads Windows line ends as blanks, and says so', () => {
		const script = readScript('#!/bin/sh\r\n#SBATCH -t5\r\n');
		assert.deepEqual(script.settings.map(shown), ['t=5@1:10-11']);
		assert.ok(script.hasDosLineEnds);
	});

	it('never fails, and its places are within the lines, whatever the text', () => {
		const awkward = fc.constantFrom(
			...`#SBATCH -–=:"'\\\t\r\n~$%,a1tN`,
			'#SBATCH ',
			'\n#SBATCH --time=',
			'hetjob',
		);
		fc.assert(
			fc.property(fc.array(awkward, { maxLength: 60 }), (parts) => {
				const script = readScript(`#SBATCH ${parts.join('')}`);
				for (const { span, nameSpan, valueSpan } of script.settings) {
					for (const place of [span, nameSpan, ...(valueSpan ? [valueSpan] : [])]) {
						assert.ok(place.start <= place.end);
						assert.ok(place.end <= (script.lines[place.line]?.length ?? -1));
					}
				}
			}),
		);
	});
});

describe('writeWord', () => {
	it('writes what is read back as it was', () => {
		const awkward = fc.string({ unit: fc.constantFrom(...`ab "'\\#$~:=-`), minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(awkward, (text) => {
				const { words } = readWords(`--comment=${writeWord(text)} --hold`, 0, 0);
				assert.deepEqual(
					words.map((word) => word.text),
					[`--comment=${text}`, '--hold'],
				);
			}),
		);
	});
});
