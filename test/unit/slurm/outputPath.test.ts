import assert from 'node:assert/strict';
import { type OutputFacts, outputPathOf } from '../../../src/slurm/outputPath.ts';

const plain: OutputFacts = {
	jobId: '168',
	arrayId: '168',
	arrayTask: undefined,
	jobName: 'llama ft',
	user: 'ada',
	firstNode: 'gcn1',
	workDir: '/home/ada/run',
};
const task: OutputFacts = { ...plain, arrayId: '152', arrayTask: '7' };

describe('The output path', () => {
	for (const [pattern, facts, path] of [
		['/home/ada/run/slurm-%j.out', plain, '/home/ada/run/slurm-168.out'],
		['slurm-%j.out', plain, '/home/ada/run/slurm-168.out'],
		['/x/%A_%a.out', task, '/x/152_7.out'],
		['/x/%A_%a.out', plain, '/x/168_4294967294.out'],
		['/home/ada/run/slurm-168.out', task, '/home/ada/run/slurm-152_7.out'],
		['/x/%x-%u-%N.out', plain, '/x/llama ft-ada-gcn1.out'],
		['/x/%4j-%12a.out', task, '/x/0168-0000000007.out'],
		['/x/%%j-%j.out', plain, '/x/%j-168.out'],
		['/x/E\\%j_x.out', plain, '/x/E%j_x.out'],
		['/x/%q-%s-%t-%n.out', plain, '/x/%q-batch-0-0.out'],
	] as const) {
		it(`of ${pattern} is ${path}${facts === task ? ' for a task of an array' : ''}`, () => {
			assert.equal(outputPathOf(pattern, facts), path);
		});
	}
});
