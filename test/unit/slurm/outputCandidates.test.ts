import assert from 'node:assert/strict';
import {
	outputCandidates,
	outputDirectiveIn,
	scriptCandidates,
} from '../../../src/slurm/outputCandidates.ts';
import { anEndedJob } from '../../support/anEndedJob.ts';

describe('The output of a job that the queue has forgotten', () => {
	const task = { id: '152_7', recordId: '168', array: { id: '152', tasks: '7', throttle: undefined } };

	for (const [name, facts, places] of [
		[
			'is where it was seen to go, else where Slurm puts it',
			{ id: '7', outputPath: '/x/seen.out' },
			['/x/seen.out', '/home/ada/slurm-7.out'],
		],
		['of a task has a name of its own', task, ['/home/ada/slurm-152_7.out']],
		[
			'is where the command line said',
			{ id: '7', submitLine: 'sbatch --parsable -J na me -o logs/%x-%j.out train.sh', name: 'na' },
			['/home/ada/logs/na-7.out', '/home/ada/slurm-7.out'],
		],
		[
			'is where the long option said',
			{ ...task, submitLine: 'sbatch --output=/x/%A_%a train.sh' },
			['/x/152_7', '/home/ada/slurm-152_7.out'],
		],
		[
			'is not where a part of another option said',
			{ id: '7', submitLine: 'sbatch --no-o x --comment=a-o y' },
			['/home/ada/slurm-7.out'],
		],
	] as const) {
		it(name, () => assert.deepEqual(outputCandidates(anEndedJob(facts)), places));
	}

	it('is told by the script, which may be any word of the command line that is no option', () => {
		const job = anEndedJob({
			submitLine: 'sbatch -p gpu -t 2:00:00 /x/train.sh --lr 1e-4',
			workDir: '/home/ada',
		});
		assert.deepEqual(scriptCandidates(job), ['/home/ada/gpu', '/x/train.sh', '/home/ada/1e-4']);
		assert.deepEqual(scriptCandidates(anEndedJob({ submitLine: 'sbatch --wrap sleep 1' })), []);
		assert.deepEqual(scriptCandidates(anEndedJob({ submitLine: 'salloc -n1' })), []);
	});

	for (const [directive, pattern] of [
		['#SBATCH --output=logs/%j.out', 'logs/%j.out'],
		['#SBATCH -p gpu -o "my logs/%j"', 'my logs/%j'],
		['#SBATCH -o%x.log', '%x.log'],
		['#SBATCH --time=5', undefined],
		['##SBATCH --output=no', undefined],
		['echo hello\n#SBATCH --output=too-late', undefined],
	] as const) {
		it(`is ${pattern ?? 'not told'} by "${directive}"`, () => {
			assert.equal(outputDirectiveIn(`#!/bin/bash\n\n# a comment\n${directive}\nsleep 1\n`), pattern);
		});
	}

	it('is not told by a file that is no script', () => {
		assert.equal(outputDirectiveIn('#SBATCH --output=x'), undefined);
	});
});
