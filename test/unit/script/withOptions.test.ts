import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lastSetting, readScript } from '../../../src/script/readScript.ts';
import { directiveWords, withOptions } from '../../../src/script/withOptions.ts';

describe('Options beside a script', () => {
	const script = readScript('#!/bin/bash\n#SBATCH -p gpu --time=60 # an hour\n#SBATCH -J "a b"\nsrun x\n');

	it('go before what the script says', () => {
		const both = withOptions(script, ['--time=5', '-n', '2']);
		assert.equal(lastSetting(both.settings, 'time')?.value, '5');
		assert.equal(lastSetting(both.settings, 'ntasks')?.value, '2');
		assert.equal(lastSetting(both.settings, 'partition')?.value, 'gpu');
	});

	it('are for the first job of several', () => {
		const het = readScript('#!/bin/sh\n#SBATCH -n1\n#SBATCH hetjob\n#SBATCH -n2\ntrue\n');
		const both = withOptions(het, ['-n', '5']);
		assert.equal(lastSetting(both.settings, 'ntasks', 0)?.value, '5');
		assert.equal(lastSetting(both.settings, 'ntasks', 1)?.value, '2');
	});

	it('come out of a script as they would stand on a command line', () => {
		assert.deepEqual(directiveWords(script), ['-p', 'gpu', '--time=60', '-J', 'a b']);
	});

	it('keep their words, whatever is in them', () => {
		const word = fc.stringMatching(/^[\w .,:=$-]{1,12}$/);
		fc.assert(
			fc.property(word, (comment) => {
				const both = withOptions(script, [`--comment=${comment}`]);
				assert.equal(lastSetting(both.settings, 'comment')?.value, comment);
			}),
		);
	});
});
