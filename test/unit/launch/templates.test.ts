import assert from 'node:assert/strict';
import { batchScript } from '../../../src/launch/batchScript.ts';
import { templateFrom, withJobsOf } from '../../../src/launch/template.ts';
import { recipesIn } from '../../support/jobFile.ts';
import { filesOfTemplate, templateNames } from '../../support/templates.ts';

const jobFileOf = (id: string) => filesOfTemplate(id).get('aifactory.yaml') ?? '';
const namesIn = (text: string) => recipesIn(text).map(({ name }) => name);

describe('Templates', () => {
	it('say in a line what each is for', () => {
		const told = templateNames.map((id) => templateFrom(id, jobFileOf(id)));
		assert.deepEqual(
			told.map(({ title }) => title),
			[
				'Training on one GPU',
				'Sweep over parameters',
				'Preparing data on CPUs',
				'Long training with checkpoints',
				'Training on several nodes with torchrun',
				'Apptainer container',
				'JupyterLab on a GPU node',
				'Language model server with vLLM',
			],
		);
		assert.throws(() => templateFrom('x', 'jobs:\n'), /x does not begin with two lines/);
	});

	for (const id of templateNames)
		it(`have no mistakes, bring what they run, and stay in bounds: ${id}`, () => {
			const files = filesOfTemplate(id);
			for (const recipe of recipesIn(jobFileOf(id))) {
				if (recipe.program.kind === 'script') assert.ok(files.has(recipe.program.path), recipe.program.path);
				assert.ok(recipe.resources.time, `${recipe.name} has a time`);
				assert.match(batchScript(recipe, undefined), /^#SBATCH --partition=(cpu|gpu)$/m);
			}
		});

	it('are added to a file that is there, under names that are free', () => {
		const file = 'defaults: { sync: true }\njobs: # mine\n  # the first\n  train:\n    command: x\n';
		const once = withJobsOf(file, jobFileOf('train-gpu')) ?? '';
		assert.deepEqual(namesIn(once), ['train', 'train-2']);
		const twice = withJobsOf(withJobsOf(once, jobFileOf('container')) ?? '', jobFileOf('container')) ?? '';
		assert.deepEqual(namesIn(twice), ['train', 'train-2', 'fetch', 'run', 'fetch-2', 'run-2']);
		assert.deepEqual(recipesIn(twice).at(-1)?.after, [{ job: 'fetch-2', when: 'ok' }]);
		const swept = withJobsOf('jobs:\n  sweep: { command: x }\n', jobFileOf('sweep')) ?? '';
		assert.deepEqual(recipesIn(swept).at(-1)?.after, [{ job: 'sweep-2', when: 'any' }]);
	});

	for (const [form, file] of [
		['in braces', 'jobs: { a: { command: x } }\n'],
		['whose jobs are not its end', 'jobs:\n  a:\n    command: x\ndefaults: { sync: true }\n'],
		['with another indentation', 'jobs:\n    a:\n        command: x\n'],
	] as const)
		it(`are not added to a file ${form}`, () =>
			assert.equal(withJobsOf(file, jobFileOf('train-gpu')), undefined));
});
