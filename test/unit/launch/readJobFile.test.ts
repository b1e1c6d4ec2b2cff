import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJobFile } from '../../../src/launch/readJobFile.ts';
import { jobFileSchema, recipeFrom, recipesIn } from '../../support/jobFile.ts';

const told = (text: string) =>
	readJobFile(text, jobFileSchema).mistakes.map(({ line, column, detail }) => `${line}:${column} ${detail}`);

describe('A job file', () => {
	it('names jobs with all they ask for', () => {
		const [prepare, train] = recipesIn(
			[
				'defaults:',
				'  resources: { account: aif001, time: 00:30:00, gpus: 1 }',
				'  environment: { modules: [2025, Python/3.12], variables: { HF_HOME: $SCRATCH/hf, N: 007 } }',
				'jobs:',
				'  prepare:',
				'    command: |',
				'      echo one',
				'      echo two',
				'    resources: { partition: cpu, gpus: 0 }',
				'  train:',
				'    description: The real thing.',
				'    script: train.py',
				'    args: [--lr, $lr, --name, a b]',
				'    resources: { partition: gpu, gpusPerNode: h100:4, nodes: 2, time: 90, memory: 64G, exclusive: true }',
				'    environment: { venv: .venv, variables: { N: 8 } }',
				'    sweep: { lr: [1e-3, 0.10], seed: [1, 2] }',
				'    atOnce: 2',
				'    after: { prepare: ok }',
				'    checkpoint: { signal: USR2 }',
				'    results: [outputs/**]',
			].join('\n'),
		);
		assert.deepEqual(prepare?.program, { kind: 'command', text: 'echo one\necho two' });
		assert.deepEqual(prepare?.resources, { account: 'aif001', partition: 'cpu', time: '00:30:00', gpus: 0 });
		assert.deepEqual(prepare?.environment.modules, ['2025', 'Python/3.12']);
		assert.deepEqual(train?.resources, {
			...{ account: 'aif001', partition: 'gpu', nodes: 2, gpusPerNode: 4, gpuType: 'h100' },
			...{ time: '90', memory: '64G', exclusive: true },
		});
		assert.deepEqual(train?.environment.variables, { HF_HOME: '$SCRATCH/hf', N: '8' });
		assert.deepEqual(train?.tasks, {
			kind: 'sweep',
			sweep: { lr: ['1e-3', '0.10'], seed: ['1', '2'] },
			atOnce: 2,
		});
		assert.deepEqual(train?.after, [{ job: 'prepare', when: 'ok' }]);
		assert.deepEqual(train?.checkpoint, { signal: 'USR2', secondsBefore: 120, restarts: 100 });
		assert.deepEqual([train?.sync, train?.results], [true, ['outputs/**']]);
	});

	it('takes a number of tasks, or indices', () => {
		assert.deepEqual(recipeFrom('command: x', 'array: 10').tasks, {
			...{ kind: 'array', indices: '0-9', atOnce: undefined },
		});
		assert.deepEqual(recipeFrom('command: x', 'array: 1,3-7:2', 'atOnce: 3').tasks, {
			...{ kind: 'array', indices: '1,3-7:2', atOnce: 3 },
		});
	});

	it('tells all its mistakes at once, each with its line and column', () => {
		assert.deepEqual(
			told(
				[
					'jobs:',
					'  train:',
					'    scirpt: train.py',
					'    resources:',
					'      tiem: 10',
					'      nodes: two',
					'      memory: lots',
					'    after: [prepair]',
					'  prepare:',
					'    command: x',
					'    after: { train: often }',
					'    sweep: { PATH: [1] }',
				].join('\n'),
			),
			[
				'3:5 "scirpt" is not known here. Did you mean "script"?',
				'5:7 "tiem" is not known here. Did you mean "time"?',
				'6:14 "nodes" is a whole number.',
				'7:15 An amount such as 64G: a whole number and K, M, G or T.',
				'11:21 "after" is one of ok, any, notOk.'.replace('after', 'train'),
			],
		);
	});

	for (const [mistake, lines, words] of [
		['nothing to run', ['description: x'], '3:5 "one" needs a "command" or a "script".'],
		[
			'two things to run',
			['command: x', 'script: y.py'],
			'4:5 A job has a "command" or a "script", not both.',
		],
		['arguments of a command', ['command: x', 'args: [1]'], /^4:5 "args" are for a "script"/],
		['a batch script', ['script: train.sbatch'], /^3:13 A batch script says itself/],
		['both array and sweep', ['command: x', 'array: 3', 'sweep: { a: [1] }'], /^5:5 .*not both/],
		['tasks at once of no array', ['command: x', 'atOnce: 3'], /^4:5 "atOnce" is for/],
		[
			'GPUs counted twice',
			['command: x', 'resources: { gpus: 1, gpusPerNode: 1 }'],
			/^4:27 "gpus" is for the whole job/,
		],
		['two Pythons', ['command: x', 'environment: { venv: a, conda: b }'], /^4:29 Only one of/],
		[
			'a parameter that would break bash',
			['command: x', 'sweep: { PATH: [1] }'],
			/^4:14 "PATH" already has a meaning/,
		],
		[
			'a sweep without end',
			[
				'command: x',
				`sweep: { ${['a', 'b', 'c', 'd', 'e'].map((k) => `${k}: [1,2,3,4,5,6,7,8,9]`).join(', ')} }`,
			],
			/^4:12 These are 59,049 combinations/,
		],
		['waiting for itself', ['command: x', 'after: [one]'], '4:13 A job cannot wait for itself.'],
		[
			'waiting for nobody',
			['command: x', 'after: [oen]'],
			'4:13 There is no job "oen" in this file. Did you mean "one"?',
		],
		[
			'an option that is ours',
			['command: x', 'options: [--parsable]'],
			'4:15 "--parsable" is set by AI Factory itself.',
		],
		['an option that is none', ['command: x', 'options: [nice]'], /^4:15 An option such as/],
		[
			'a line break in a partition',
			['command: x', 'resources: { partition: "a\\nb" }'],
			/^4:29 One line without control/,
		],
		['a time that Slurm does not know', ['command: x', 'resources: { time: 2h }'], /^4:24 A length of time/],
		['no GPUs at all', ['command: x', 'resources: { gpus: -1 }'], '4:24 "gpus" is at least 0.'],
		['an empty value', ['command:'], '3:5 "command" is a text. Put quotes around it.'],
	] as const)
		it(`with ${mistake} is told so`, () => {
			const [first, ...more] = told(['jobs:', '  one:', ...lines.map((line) => `    ${line}`)].join('\n'));
			if (typeof words === 'string') assert.equal(first, words);
			else assert.match(first ?? '', words);
			assert.deepEqual(more.slice(0, mistake === 'waiting for nobody' ? 0 : 9), []);
		});

	it('with jobs that wait for each other names the circle', () => {
		const text =
			'jobs:\n  a: { command: x, after: [b] }\n  b: { command: x, after: [c] }\n  c: { command: x, after: [b] }';
		assert.deepEqual(told(text), [
			'3:20 These jobs wait for each other: b → c → b.',
			'4:20 These jobs wait for each other: c → b → c.',
		]);
	});

	it('lets the jobs that are right be run beside one that is not', () => {
		const { jobs } = readJobFile('jobs:\n  a: { command: x }\n  b: { comand: x }', jobFileSchema);
		assert.deepEqual(
			jobs.map(({ name, from, recipe }) => [name, from, recipe !== undefined]),
			[
				['a', 8, true],
				['b', 28, false],
			],
		);
		const broken = readJobFile('defaults: { sync: maybe }\njobs:\n  a: { command: x }', jobFileSchema);
		assert.deepEqual(
			broken.jobs.map(({ recipe }) => recipe),
			[undefined],
		);
	});

	it('that is empty has no jobs and no mistakes yet', () => {
		assert.deepEqual(readJobFile('# later\n', jobFileSchema), { jobs: [], mistakes: [] });
	});

	for (const [danger, text, words] of [
		[
			'aliases that grow without end',
			'jobs:\n  a: { command: &a x }\n  b: { command: *a }',
			/^3:17 An alias/,
		],
		['keys merged in', 'jobs:\n  a: &a { command: x }\n  b: { <<: *a }', /^3:8 "<<" is not known here/],
		['the same job twice', 'jobs:\n  a: { command: x }\n  a: { command: y }', /^3:3 Map keys must be unique/],
		['a tag of a program', 'jobs:\n  a: { command: !!js/function x }', /^2:\d+ Unresolved tag/],
		['two documents', 'jobs: { a: { command: x } }\n---\njobs: {}', /^\d+:\d+ /],
		['brackets without end', `jobs: ${'['.repeat(30_000)}`, /^1:\d+ /],
		[
			'more than anybody writes',
			`jobs: {}\n# ${'x'.repeat(70_000)}`,
			/^1:1 A job file is shorter than 64 kB/,
		],
		[
			'keys of the language',
			'jobs:\n  a: { command: x, __proto__: { y: 1 }, constructor: 1 }',
			/^2:20 "__proto__" is not known/,
		],
	] as const)
		it(`with ${danger} is refused`, () => assert.match(told(text)[0] ?? '', words));

	it('never throws, and places every mistake within the text', () => {
		const piece = fc.constantFrom(
			...'jobs: |  a: |\n|command: x|- |[|]|{|}|: |*a|&a |"|\'|#|!!x |sweep: |after: [a]|\t|~|0|-|<<|'.split(
				'|',
			),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
				const text = pieces.join('');
				for (const { from, to } of readJobFile(text, jobFileSchema).mistakes)
					assert.ok(
						0 <= from && from <= to && from <= text.length + 1,
						`${from}-${to} in ${JSON.stringify(text)}`,
					);
			}),
			{ examples: [[['!!x ', '}', ': ']]] },
		);
	});
});
