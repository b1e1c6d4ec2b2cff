import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote } from '../../../../src/base/shellQuote.ts';
import { plainly } from '../../../../src/remote/shell/plainly.ts';

describe('plainly', () => {
	it('leaves a simple command line as it is, so that people know it in a list of processes', () => {
		assert.equal(plainly('srun --pty bash -i'), 'srun --pty bash -i');
		assert.equal(plainly('cd "$HOME" && ls *.sh | wc -l'), 'cd "$HOME" && ls *.sh | wc -l');
	});

	it('keeps any command line, without what another shell would read in another way', () => {
		const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((each) => !each.includes('\0'));
		const word = fc.oneof(text, fc.constantFrom("it's", 'a\\b', '!x', 'a\nb', '$HOME', '`id`', '-n', ''));
		// One shell for many words: starting one is what takes time.
		fc.assert(
			fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
				const plain = words.map((each) => plainly(shellQuote(['printf', '%s\\0', each])));
				for (const line of plain) assert.doesNotMatch(line, /['\\!\n`]/);
				const script = plain.map((line) => `(exec /bin/sh -c '${line}')\n`).join('');
				const said = execFileSync('sh', { input: script, encoding: 'utf8' });
				assert.deepEqual(said.split('\0').slice(0, -1), words);
			}),
			{ numRuns: 6 },
		);
	});
});
