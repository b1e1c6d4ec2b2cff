import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lastSetting, readScript } from '../../../src/script/readScript.ts';
import { setOption, withEdits } from '../../../src/script/setOption.ts';

/** The script with the option set; fails where no way to write it was found. */
function set(text: string, name: string, value: string | undefined): string {
	const edits = setOption(text, name, value);
	assert.ok(edits, `no way to set --${name} in ${JSON.stringify(text)}`);
	return withEdits(text, edits);
}

describe('Setting one option of a script', () => {
	const script = '#!/bin/bash\n#SBATCH -p gpu --time=60 # an hour\n#SBATCH -J "a b"\n\nsrun x\n';

	it('changes the value where it stands, in the spelling that is there', () => {
		assert.equal(set(script, 'partition', 'cpu'), script.replace('-p gpu', '-p cpu'));
		assert.equal(set(script, 'time', '2:00:00'), script.replace('--time=60', '--time=2:00:00'));
		assert.equal(set(script, 'job-name', 'train'), script.replace('"a b"', 'train'));
		assert.equal(set('#!/bin/sh\n#SBATCH -HN2\n', 'nodes', '3'), '#!/bin/sh\n#SBATCH -HN3\n');
		assert.equal(set('#SBATCH --part=gpu\n', 'partition', 'cpu'), '#SBATCH --part=cpu\n');
		assert.equal(set('#SBATCH "--job-name=a b"\n', 'job-name', 'c'), '#SBATCH --job-name=c\n');
	});

	it('adds what was not set behind the other directives', () => {
		assert.equal(set(script, 'mem', '16G'), script.replace('-J "a b"\n', '-J "a b"\n#SBATCH --mem=16G\n'));
		assert.equal(set('#!/bin/sh\ntrue\n', 'mem', '1G'), '#!/bin/sh\n#SBATCH --mem=1G\ntrue\n');
		assert.equal(set('', 'mem', '1G'), '#SBATCH --mem=1G\n');
		assert.equal(set('#!/bin/sh', 'mem', '1G'), '#!/bin/sh\n#SBATCH --mem=1G');
		assert.equal(
			set('#!/bin/sh\r\n#SBATCH -n1\r\ntrue\r\n', 'mem', '1G'),
			'#!/bin/sh\r\n#SBATCH -n1\r\n#SBATCH --mem=1G\r\ntrue\r\n',
		);
	});

	it('takes out only that option, with its line where nothing else stands there', () => {
		assert.equal(set(script, 'partition', undefined), script.replace(' -p gpu', ''));
		assert.equal(set(script, 'time', undefined), script.replace(' --time=60', ''));
		assert.equal(set(script, 'job-name', undefined), script.replace('#SBATCH -J "a b"\n', ''));
		assert.equal(set('#!/bin/sh\n#SBATCH -n1', 'ntasks', undefined), '#!/bin/sh');
		assert.equal(set('#SBATCH -HN2\n', 'nodes', undefined), '#SBATCH -H\n');
		assert.equal(
			set('#SBATCH -t # long\n#SBATCH 5 # or so\n', 'time', undefined),
			'#SBATCH # long\n#SBATCH # or so\n',
		);
	});

	it('takes out an option that was set twice, and changes the setting that counts', () => {
		const twice = '#!/bin/sh\n#SBATCH -t 5\n#SBATCH -t 6\ntrue\n';
		assert.equal(set(twice, 'time', undefined), '#!/bin/sh\ntrue\n');
		assert.equal(set(twice, 'time', '7'), twice.replace('-t 6', '-t 7'));
	});

	it('is for the first job of several', () => {
		const het = '#!/bin/sh\n#SBATCH -n1\n#SBATCH hetjob\n#SBATCH -n2\ntrue\n';
		assert.equal(set(het, 'ntasks', '5'), het.replace('-n1', '-n5'));
		assert.equal(set(het, 'mem', '1G'), het.replace('-n1\n', '-n1\n#SBATCH --mem=1G\n'));
	});

	it('finds a place where what comes last would swallow it', () => {
		assert.equal(
			set('#!/bin/sh\n#SBATCH --mem\ntrue\n', 'partition', 'gpu'),
			'#!/bin/sh\n#SBATCH --partition=gpu\n#SBATCH --mem\ntrue\n',
		);
		assert.equal(set('#SBATCH -- x\n', 'time', '5'), '#SBATCH --time=5\n#SBATCH -- x\n');
	});

	it('changes nothing where it is so already', () => {
		assert.deepEqual(setOption(script, 'partition', 'gpu'), []);
		assert.deepEqual(setOption(script, 'mem', undefined), []);
	});

	const name = fc.constantFrom('partition', 'time', 'mem', 'job-name', 'nodes', 'array');
	const value = fc.stringMatching(/^[\w .,:%@"'\\#=$-]{1,12}$/).filter((text) => text.trim() !== '');
	const line = fc.constantFrom(
		'#SBATCH -p gpu -N 2',
		'#SBATCH --time=5 # short',
		'#SBATCH --job-name="a \\" b" --mem 4G',
		"#SBATCH '--comment=it is' -HN2",
		'#SBATCH --gpus=2',
		'# plain',
		'',
		'#SBATCH -a0-3 --qos=high',
	);
	const text = fc
		.tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'))
		.map(([lines, end]) => ['#!/bin/bash', ...lines, 'srun python train.py --time=9', ''].join(end));

	it('is read again as it was meant, whatever is in it, and leaves all other options', () => {
		fc.assert(
			fc.property(text, name, value, (before, option, wanted) => {
				const after = set(before, option, wanted);
				const read = readScript(after);
				assert.equal(lastSetting(read.settings, option)?.value, wanted);
				const others = (script: string) =>
					readScript(script)
						.settings.filter((setting) => setting.option?.name !== option)
						.map((setting) => [setting.name, setting.value]);
				assert.deepEqual(others(after), others(before));
			}),
		);
	});

	it('taken out again leaves the script as it was, byte for byte', () => {
		fc.assert(
			fc.property(text, name, value, (any, option, wanted) => {
				const without = set(any, option, undefined);
				assert.equal(lastSetting(readScript(without).settings, option), undefined);
				assert.equal(set(set(without, option, wanted), option, undefined), without);
			}),
		);
	});
});
