import assert from 'node:assert/strict';
import { blame } from '../../../src/script/blame.ts';
import { readScript } from '../../../src/script/readScript.ts';

const TEXT = [
	'#!/bin/bash',
	'#SBATCH --account=nosuch',
	'#SBATCH -p gpu --gpus=h100:9',
	'#SBATCH --mem=999G --time=9-0',
	'#SBATCH --foo=1',
	'#SBATCH --qos=short --array=1-5',
	'srun hostname',
].join('\n');
const FAILED = 'sbatch: error: Batch job submission failed:';

describe('The place of a script that made Slurm refuse it', () => {
	const placed = (said: string, text = TEXT) =>
		blame(readScript(text), said).map(({ line, start, end }) => text.split('\n')[line]?.slice(start, end));

	for (const [said, places] of [
		[`${FAILED} Invalid account or account/partition combination specified`, ['--account=nosuch']],
		['sbatch: error: invalid partition specified: gpu', ['-p gpu']],
		[`${FAILED} Requested time limit is invalid (missing or exceeds some limit)`, ['--time=9-0']],
		['sbatch: error: Invalid --time specification', ['--time=9-0']],
		['sbatch: unrecognized option \'--foo=1\'\nTry "sbatch --help" for more information', ['--foo=1']],
		[`${FAILED} Requested node configuration is not available`, ['--gpus=h100:9']],
		[
			`sbatch: error: Memory specification can not be satisfied\n${FAILED} Requested node configuration is not available`,
			['--mem=999G'],
		],
		[
			`sbatch: error: QOSMaxSubmitJobPerUserLimit\n${FAILED} Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)`,
			['--array=1-5'],
		],
		[`${FAILED} Invalid qos specification`, ['--qos=short']],
		['allocation failure: Requested node configuration is not available', ['--gpus=h100:9']],
	] as const) {
		it(`is found for ${said.split('\n')[0]}`, () => assert.deepEqual(placed(said), places));
	}

	it('is the setting that counts, where an option stands twice', () => {
		const text = '#!/bin/sh\n#SBATCH --qos=a\n#SBATCH -q b\ntrue\n';
		assert.deepEqual(placed(`${FAILED} Invalid qos specification`, text), ['-q b']);
	});

	it('is the partition where the account is not in the script', () => {
		const text = '#!/bin/sh\n#SBATCH -p gpu\ntrue\n';
		assert.deepEqual(placed(`${FAILED} Invalid account or account/partition combination specified`, text), [
			'-p gpu',
		]);
	});

	it('is the first line where nothing in the script is known to cause it', () => {
		assert.deepEqual(placed('sbatch: error: Batch script contains DOS line breaks (\\r\\n)'), [
			'#!/bin/bash',
		]);
		assert.deepEqual(placed('sbatch: error: something new'), ['#!/bin/bash']);
	});
});
