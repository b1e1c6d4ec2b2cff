import assert from 'node:assert/strict';
import fc from 'fast-check';
import { submitInOrder, withWhatItNeeds } from '../../../src/launch/pipeline.ts';
import { jobName, lineOf, withChanges, wordsOf } from '../../../src/launch/runFile.ts';
import type { JobId } from '../../../src/slurm/job.ts';
import { recipeFrom, recipesIn } from '../../support/jobFile.ts';

const JOBS = recipesIn(
	[
		'jobs:',
		'  report: { command: x, after: { evaluate: any, train: ok } }',
		'  evaluate: { command: x, after: [train, fetch] }',
		'  train: { command: x, after: [fetch] }',
		'  fetch: { command: x }',
		'  other: { command: x }',
	].join('\n'),
);

describe('A pipeline', () => {
	const submit = async (last: string, refused?: string) => {
		const asked: string[] = [];
		const recipe = JOBS.find(({ name }) => name === last)!;
		const outcome = await submitInOrder(withWhatItNeeds(recipe, JOBS), async ({ name }, options) => {
			asked.push([name, ...options].join(' '));
			if (name === refused) throw new Error('no');
			return { id: String(100 + asked.length) as JobId, remarks: '' };
		});
		return { asked, outcome };
	};

	it('submits what a job needs before it, each once, and says what waits for what', async () => {
		const { asked, outcome } = await submit('report');
		assert.deepEqual(asked, [
			'fetch',
			'train --dependency=afterok:101 --kill-on-invalid-dep=yes',
			'evaluate --dependency=afterok:102,afterok:101 --kill-on-invalid-dep=yes',
			'report --dependency=afterany:103,afterok:102 --kill-on-invalid-dep=yes',
		]);
		assert.equal(outcome.failed, undefined);
	});

	it('ends at the one that is refused, and tells what was submitted before', async () => {
		const { asked, outcome } = await submit('report', 'evaluate');
		assert.equal(asked.length, 3);
		assert.deepEqual(
			[
				outcome.submitted.map(({ recipe, submitted }) => `${recipe.name} ${submitted.id}`),
				outcome.failed?.recipe.name,
			],
			[['fetch 101', 'train 102'], 'evaluate'],
		);
	});

	it('of a job that needs nothing is that job', async () => {
		assert.deepEqual((await submit('other')).asked, ['other']);
	});
});

describe('Changes for one run', () => {
	it('replace what they name and keep the rest', () => {
		const recipe = recipeFrom(
			'script: a.py',
			'args: [1]',
			'resources: { gpusPerNode: h100:4, nodes: 2, time: 10 }',
		);
		const { resources, args } = withChanges(recipe, { gpus: 2, time: '20', args: ['x y'] });
		assert.deepEqual([resources, args], [{ gpus: 2, gpuType: 'h100', nodes: 2, time: '20' }, ['x y']]);
		assert.deepEqual(withChanges(recipe, {}), recipe);
	});

	it('of arguments are read as they were shown, whatever they are', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: fc.constantFrom(...`a "'\\$-=é`) })), (words) => {
				assert.deepEqual(wordsOf(lineOf(words)), words);
			}),
		);
		assert.deepEqual(wordsOf(`--a  b "c d" e'f g'h i\\ j ""`), ['--a', 'b', 'c d', 'ef gh', 'i j', '']);
		assert.equal(wordsOf('"open'), undefined);
	});

	it("take a job's name from a file's", () => {
		assert.deepEqual(['train.py', 'a b é.ipynb', '.py', '-x.sh', 'x'.repeat(99)].map(jobName), [
			...['train', 'a-b-', 'job', 'x', 'x'.repeat(64)],
		]);
	});
});
