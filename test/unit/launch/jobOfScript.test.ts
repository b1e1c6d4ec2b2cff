import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { hasJob, jobText, withJob } from '../../../src/launch/addJob.ts';
import { batchScript } from '../../../src/launch/batchScript.ts';
import { type JobOfScript, jobOfScript } from '../../../src/launch/jobOfScript.ts';
import { readJobFile } from '../../../src/launch/readJobFile.ts';
import { recipeFrom, jobFileSchema as schema } from '../../support/jobFile.ts';

const job = (script: string): JobOfScript => {
	const made = jobOfScript(script);
	assert.ok(typeof made === 'object', String(made));
	return made;
};
const FILE = `# What we run
defaults: {sync: false}

jobs:
    # the first
    one:
        command: echo 1   # as it is
        resources: {time: 10}

    # the second
    'two':
        command: |
            echo 2

            # not over
            echo 3
        # of the second
    # the end
`;

describe('A job of a batch script', () => {
	it('says the same in the words of a job file', () => {
		const made = job(`#!/bin/bash -l
#SBATCH -J train -p gpu,cpu
#SBATCH --gres=gpu:h100:2 --time=1:00:00 --cpus-per-task=4
#SBATCH --mem=0
#SBATCH --array=0-9%2
#SBATCH --output="my out/%j.log"
#SBATCH --mail-type=END --dependency=afterok:1

# what we need
module load Python/3.12
source ~/venv/bin/activate

srun python train.py "$SLURM_JOB_ID"
`);
		assert.equal(made.name, 'train');
		assert.deepEqual(made.leftOut, ['--dependency']);
		assert.equal(
			jobText('train', made.values),
			`train:
  command: |-
    # what we need

    srun python train.py "$SLURM_JOB_ID"
  resources:
    partition: gpu,cpu
    time: 1:00:00
    cpus: 4
    memory: "0"
    gpusPerNode: h100:2
  environment:
    modules: [Python/3.12]
    venv: ~/venv
  output: my out/%j.log
  array: 0-9
  atOnce: 2
  options: [--mail-type=END]
`,
		);
	});

	it('makes the script that it was made of', () => {
		const made = batchScript(
			recipeFrom(
				'command: |',
				'  echo a | cat',
				'  python x.py',
				'resources: { partition: gpu, gpusPerNode: h100:2, nodes: 2, cpus: 3, memory: 4G, time: 10, exclusive: true }',
				'environment: { modules: [a, b], conda: "my env" }',
				'output: x-%j.out',
				'workDir: runs',
				'array: 1-3',
				'atOnce: 1',
				'options: [--nice=100]',
			),
			undefined,
		);
		const again = withJob('', 'one', job(made).values, schema);
		const [read] = readJobFile(again?.text ?? '', schema).jobs;
		assert.ok(read?.recipe);
		// What the job file does by itself is in the command now, and does no harm there.
		const plain = (text: string) =>
			text.split('\n').filter((line) => line !== '' && !/^(?:export |mkdir|cd )/.test(line));
		assert.deepEqual(plain(batchScript(read.recipe, undefined)), plain(made));
	});

	it('keeps a container where one command runs in it', () => {
		const made = batchScript(recipeFrom('script: a.py', 'environment: { container: a.sif }'), undefined);
		assert.deepEqual(job(made).values, { command: 'python3 -u a.py', environment: { container: 'a.sif' } });
		const two = job(`${made}echo done\n`).values;
		assert.equal(two['environment'], undefined);
		assert.match(String(two['command']), /"\$apptainer" exec a\.sif python3 -u a\.py\necho done$/);
	});

	it('goes on after a mistake where the script did', () => {
		assert.equal(job('#!/bin/bash\nfalse\necho on\n').values['command'], 'set +eo pipefail\nfalse\necho on');
		assert.equal(
			job('#!/bin/bash\npython a.py \\\n  --lr 3\n').values['command'],
			'python a.py \\\n  --lr 3',
		);
		assert.equal(job('#!/bin/bash\nset -eo pipefail\na\nb\n').values['command'], 'a\nb');
	});

	it('keeps the order of what is set up and what is done', () => {
		const values = job('#!/bin/bash -l\nexport A=1\nmodule load a\nb\n').values;
		assert.equal(values['environment'], undefined);
		assert.match(String(values['command']), /export A=1\nmodule load a\nb$/);
	});

	for (const [script, why] of [
		['#!/usr/bin/env python3\nprint()\n', 'shell'],
		['#!/bin/bash\n#SBATCH -n1\n#SBATCH hetjob\n#SBATCH -n2\ntrue\n', 'hetjob'],
		['#!/bin/bash\n#SBATCH -n1\n', 'noCommand'],
		['#!/bin/bash\n#SBATCH -n1 oops\ntrue\n', 'unread'],
	] as const)
		it(`is none where the script has ${why}`, () => {
			assert.equal(jobOfScript(script), why);
		});
});

describe('Adding a job to a job file', () => {
	const add = (file: string, name: string) => withJob(file, name, { command: 'echo new' }, schema);

	it('begins a file', () => {
		assert.equal(add('', 'a')?.text, 'jobs:\n  a:\n    command: echo new\n');
		assert.equal(add('jobs: # mine', 'a')?.text, 'jobs: # mine\n  a:\n    command: echo new\n');
	});

	it('puts it behind the others, and leaves all else as it is', () => {
		const added = add(FILE, 'three');
		assert.equal(
			added?.text,
			FILE.replace('    # the end\n', '    three:\n      command: echo new\n    # the end\n'),
		);
		assert.equal(added?.mistake, undefined);
		assert.equal(added?.text.slice(added.from, added.from + 5), 'three');
	});

	it('replaces the one of the same name, and no remark around it', () => {
		assert.ok(hasJob(FILE, 'one') && hasJob(FILE, 'two') && !hasJob(FILE, 'three'));
		assert.equal(
			add(FILE, 'one')?.text,
			FILE.replace(/ {4}one:\n.*\n.*\n/, '    one:\n      command: echo new\n'),
		);
		assert.equal(
			add(FILE, 'two')?.text,
			FILE.replace(/ {4}'two':[\s\S]*of the second\n/, '    two:\n      command: echo new\n'),
		);
	});

	it('keeps line ends, and ends a last line that has none', () => {
		assert.equal(
			add('jobs:\r\n  a:\r\n    command: x', 'b')?.text,
			'jobs:\r\n  a:\r\n    command: x\r\n  b:\r\n    command: echo new\r\n',
		);
	});

	for (const file of [
		'jobs: {a: {command: x}}',
		'{jobs: {}}',
		'defaults: {}',
		'jobs: [',
		'- a',
		'jobs: x',
		'%',
	])
		it(`leaves ${JSON.stringify(file)} alone`, () => {
			assert.equal(add(file, 'b'), undefined);
		});

	it('tells what is wrong with it', () => {
		assert.match(
			withJob(FILE, 'x', { command: 'a', resources: { time: 'ten' } }, schema)?.mistake ?? '',
			/length of time/,
		);
	});

	it('adds to every template, whose own jobs stay', () => {
		for (const id of readdirSync('templates')) {
			const text = readFileSync(`templates/${id}/aifactory.yaml`, 'utf8');
			const added = add(text, 'mine');
			assert.equal(added?.mistake, undefined);
			assert.ok(added?.text.startsWith(text.trimEnd().slice(0, -1)), id);
		}
	});
});
