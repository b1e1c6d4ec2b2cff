import assert from 'node:assert/strict';
import { readSubmitLine, scriptInAccounting, scriptInQueue } from '../../../src/slurm/batchScript.ts';
import { resubmissionOf } from '../../../src/slurm/resubmission.ts';
import { aJob } from '../../support/aJob.ts';

const SCRIPT = '#!/bin/bash\n#SBATCH -t 5\nsleep 300\n';

describe('The script as submitted', () => {
	it('is what the controller writes', () => {
		assert.equal(scriptInQueue('practice', { stdout: SCRIPT, stderr: '', exitCode: 0 }), SCRIPT);
	});

	it('is not there when the controller has forgotten it, whatever its exit code says', () => {
		const said = 'job script retrieval failed: Invalid job id specified\n';
		assert.equal(scriptInQueue('practice', { stdout: '', stderr: said, exitCode: 0 }), undefined);
		assert.equal(scriptInQueue('practice', { stdout: said, stderr: '', exitCode: 0 }), undefined);
		assert.equal(scriptInQueue('practice', { stdout: '', stderr: 'x', exitCode: 1 }), undefined);
	});

	it('is not said to be missing when the controller is down', () => {
		const stderr = 'job script retrieval failed: Unable to contact slurm controller (connect failure)';
		assert.throws(() => scriptInQueue('practice', { stdout: '', stderr, exitCode: 0 }), /slurmDown/);
	});

	it('is in accounting where the site keeps it', () => {
		const line = '-'.repeat(80);
		const kept = { stdout: `Batch Script for 5\n${line}\n${SCRIPT}\n`, stderr: '', exitCode: 0 };
		assert.equal(scriptInAccounting(kept), SCRIPT);
		const none = { stdout: `Batch Script for 5\n${line}\nNONE\n\n`, stderr: '', exitCode: 0 };
		assert.equal(scriptInAccounting(none), undefined);
		assert.equal(scriptInAccounting({ stdout: '', stderr: 'unrecognized option', exitCode: 1 }), undefined);
	});
});

describe('What stood on the command line', () => {
	for (const [line, command, options, args] of [
		['sbatch train.sbatch', '/home/ada/train.sbatch', [], []],
		[
			'sbatch --parsable -p gpu -N2 --gpus-per-node=1 -t 10 --requeue sl.sh a b',
			'/home/ada/sl.sh a b',
			['-p', 'gpu', '-N2', '--gpus-per-node=1', '-t', '10', '--requeue'],
			['a', 'b'],
		],
		['/usr/bin/sbatch --hold --mem 4G /home/ada/x.sh', '/home/ada/x.sh', ['--mem', '4G'], []],
	] as const) {
		it(`"${line}" is taken apart`, () =>
			assert.deepEqual(readSubmitLine(line, command), { options, arguments: args }));
	}

	for (const [why, line, command] of [
		['a value with a blank cannot be told from two', 'sbatch -J na me -p gpu x.sh', '/home/ada/x.sh'],
		['the script is not in it', 'sbatch --wrap sleep 100', ''],
		['it was not sbatch', 'srun -n1 hostname', '/bin/hostname'],
		['accounting did not tell', '', '/home/ada/x.sh'],
		['a last option lacks its value', 'sbatch -p x.sh', '/home/ada/y.sh'],
	] as const) {
		it(`is not guessed when ${why}`, () => assert.equal(readSubmitLine(line, command), undefined));
	}

	it('goes with the script when the job is submitted again', () => {
		const before = { options: ['--gpus=4'], arguments: ['--lr', '3e-4'] };
		assert.deepEqual(resubmissionOf(aJob(), before), { ...before, isExact: true });
	});

	it('is replaced by what the record tells where it is not known', () => {
		const { options, isExact } = resubmissionOf(aJob({ name: 'a b' }), undefined);
		assert.equal(isExact, false);
		assert.equal(
			options.join(' '),
			'--job-name=a b --account=aif001 --partition=gpu --qos=normal --time=2:00:00',
		);
	});

	it('of one task of an array is for that task alone', () => {
		const one = aJob({ id: '170_3', array: { id: '170', tasks: '3', throttle: undefined } });
		const before = { options: ['--array=0-9'], arguments: [] };
		assert.deepEqual(resubmissionOf(one, before).options, ['--array=0-9', '--array=3']);
		const many = aJob({ id: '170_[3-9]', array: { id: '170', tasks: '3-9', throttle: undefined } });
		assert.deepEqual(resubmissionOf(many, before).options, ['--array=0-9']);
	});
});
