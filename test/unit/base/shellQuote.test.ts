import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote, shellQuoteOne } from '../../../src/base/shellQuote.ts';

describe('shellQuote', () => {
	it('reaches a real shell unchanged, whatever the arguments', () => {
		const awkward = fc.constantFrom(...`'"\\$\`!*?~#&;|<>(){}[] \t\n\r-=a0é€😀`);
		const argv = fc.sample(fc.string({ unit: awkward }), 300);
		const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellQuote(argv)}`], { encoding: 'utf8' });
		assert.deepEqual(printed.split('\0').slice(0, -1), argv);
	});

	it('leaves plain words as people would write them', () => {
		assert.equal(
			shellQuote(['squeue', '--me', '--format=%i,%j', '/home/ada']),
			'squeue --me --format=%i,%j /home/ada',
		);
	});

	it('refuses what cannot be passed to a program', () => {
		assert.throws(() => shellQuoteOne('a\0b'), RangeError);
	});
});
