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
		const words = fc.oneof(text, fc.constantFrom("it's", 'a\\b', '!x', 'a\nb', '$HOME', '`id`', '-n', ''));
		fc.assert(
			fc.property(words, (word) => {
				const plain = plainly(shellQuote(['printf', '%s', word]));
				assert.doesNotMatch(plain, /['\\!\n`]/);
				const said = execFileSync('sh', ['-c', `exec /bin/sh -c '${plain}'`], { encoding: 'utf8' });
				assert.equal(said, word);
			}),
			{ numRuns: 80 },
		);
	});
});
