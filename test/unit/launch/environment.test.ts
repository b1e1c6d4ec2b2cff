import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { batchScript } from '../../../src/launch/batchScript.ts';
import {
	ENVIRONMENT_KEYS,
	type EnvironmentKey,
	readEnvironment,
} from '../../../src/launch/environment/readEnvironment.ts';
import { setEnvironment } from '../../../src/launch/environment/setEnvironment.ts';
import { readShellLine } from '../../../src/launch/environment/shellLine.ts';
import { placesOfLines } from '../../../src/launch/environment/shellLines.ts';
import { PLAIN_ENVIRONMENT, plainRecipe } from '../../../src/launch/recipe.ts';
import { shellText } from '../../../src/launch/shellText.ts';
import { withEdits } from '../../../src/script/setOption.ts';
import { recipeFrom } from '../../support/jobFile.ts';

const awkward = fc.string({
	unit: fc.constantFrom(...`'"\\$\`!*?~#&;|<>(){}[] \t=aé/`),
	minLength: 1,
	maxLength: 8,
});
const PLACE = { hasPyxis: false };

function valuesIn(text: string): Partial<Record<EnvironmentKey, string>> {
	const { environment } = readEnvironment(text);
	return Object.fromEntries(
		ENVIRONMENT_KEYS.map((key) => [key, environment[key].value]).filter(([, value]) => value !== ''),
	);
}

function byHandIn(text: string): readonly string[] {
	const { environment } = readEnvironment(text);
	return ENVIRONMENT_KEYS.flatMap((key) => environment[key].byHand.map((line) => `${key} ${line + 1}`));
}

function withSet(text: string, key: EnvironmentKey, value: string, place = PLACE): string | undefined {
	const edits = setEnvironment(text, key, value, place);
	return edits && withEdits(text, edits);
}

const SCRIPT = `#!/bin/bash
#SBATCH --gpus=1
#SBATCH --time=10

srun python train.py --lr 3 | tee log
`;

describe('What a batch script sets up', () => {
	for (const [line, values] of [
		['module load Python/3.12 CUDA', { modules: 'Python/3.12 CUDA' }],
		['ml PyTorch # for training', { modules: 'PyTorch' }],
		["module add 'a'", { modules: 'a' }],
		['source ~/venv/bin/activate', { venv: '~/venv' }],
		['. "$HOME/my venv/bin/activate" >/dev/null 2>&1', { venv: '~/my venv' }],
		[`source "\${SCRATCH}/v"/bin/activate`, { venv: `\${SCRATCH}/v` }],
		['conda activate /scratch/env', { conda: '/scratch/env' }],
		['source activate old', { conda: 'old' }],
		['source ~/miniconda3/bin/activate torch', { conda: 'torch' }],
		['apptainer exec --nv --bind $SCRATCH a.sif python x.py', { container: 'a.sif' }],
		['srun -n 4 --mpi pmix singularity exec docker://python:3 python \\', { container: 'docker://python:3' }],
		[
			'X=1 srun --container-image=nvcr.io#nvidia/pytorch:25.01 python x.py | tee log',
			{ container: 'nvcr.io#nvidia/pytorch:25.01' },
		],
		["srun --container-image '/images/a b.sqsh' -u python x.py", { container: '/images/a b.sqsh' }],
		['module list', {}],
		['ml av', {}],
		['echo module load x', {}],
	] as const)
		it(`is read from ${line}`, () => {
			assert.deepEqual(valuesIn(`#!/bin/bash\n#SBATCH -n 4\n${line}\n`), values);
			assert.deepEqual(byHandIn(`#!/bin/bash\n${line}\n`), []);
		});

	for (const [text, told] of [
		['if true; then\n  module load a\nfi', ['modules 2']],
		['module load $MODULE', ['modules 1']],
		['test -e x && module load a', ['modules 1']],
		['module load a || exit 1', ['modules 1']],
		['source a/bin/activate\nsource b/bin/activate', ['venv 1', 'venv 2']],
		['source "$(which x)/bin/activate"', ['venv 1']],
		['for x in 1 2; do\n\tsource activate $x\ndone', ['conda 2']],
		[`conda activate "\${ENV:-base}"`, ['conda 1']],
		['apptainer run a.sif', []],
		['apptainer exec --oddity a.sif x', ['container 1']],
		['srun apptainer exec a.sif x\nsrun apptainer exec b.sif y', ['container 1', 'container 2']],
		['docker run x', ['container 1']],
		['cat <<END\nmodule load a\nEND', []],
		['echo "\nmodule load a\n"', []],
		['if true; then\nmodule load a', ['modules 2']],
	] as const)
		it(`is told to be set by hand in ${JSON.stringify(text)}`, () => {
			const whole = `#!/bin/bash\n${text}\n`;
			assert.deepEqual(
				byHandIn(whole),
				told.map((each) => each.replace(/\d+$/, (line) => String(Number(line) + 1))),
			);
			assert.deepEqual(valuesIn(whole), text === 'apptainer run a.sif' ? { container: 'a.sif' } : {});
		});

	it('is what a job file said, for whatever is written of it', () => {
		const word = fc.string({
			unit: fc.constantFrom(...`'"\\\`!*?#&;|<>(){}[]=aé/:.`),
			minLength: 1,
			maxLength: 6,
		});
		const path = awkward.filter((text) => !text.startsWith('-') && !/^~[^/]/.test(text));
		fc.assert(
			fc.property(fc.array(word, { maxLength: 3 }), path, fc.nat(2), (modules, value, kind) => {
				const environment = {
					...PLAIN_ENVIRONMENT,
					...{ modules, venv: kind === 0 ? value : undefined, conda: kind === 1 ? value : undefined },
					container: kind === 2 ? { image: value, binds: ['$SCRATCH'] } : undefined,
				};
				const recipe = { ...plainRecipe('x', { kind: 'command', text: 'true' }), environment };
				const found = readEnvironment(batchScript(recipe, undefined)).environment;
				assert.equal(found.modules.value, modules.join(' '));
				const read = found[(['venv', 'conda', 'container'] as const)[kind] ?? 'venv'].value;
				assert.equal(shellText(read), shellText(value));
			}),
			{ numRuns: 300 },
		);
	});

	it('is read at once, however strange the text', () => {
		const parts = [
			'a'.repeat(100_000),
			'then '.repeat(20_000),
			';{'.repeat(20_000),
			`${'srun '.repeat(300)}module load`,
		];
		for (const part of parts) assert.deepEqual(valuesIn(`#!/bin/bash\n${part}\n`), {});
	});

	it('reads a word as bash does', () => {
		fc.assert(
			fc.property(awkward, (text) => {
				const [word] = readShellLine(shellText(text)).words;
				assert.ok(word?.text !== undefined);
				assert.equal(shellText(word.text), shellText(text));
			}),
			{ numRuns: 500 },
		);
	});

	it('takes whatever is written for the same words as bash, or leaves it alone', () => {
		const lines = ['~""', ...fc.sample(awkward, 2000)].filter((line) => !/[<>*?`]|\$\(/.test(line));
		const known = lines.flatMap((line) => {
			const { words, hasMore } = readShellLine(line);
			const texts = words.map(({ text }) => text);
			return hasMore || texts.includes(undefined) || isAssigned(line)
				? []
				: { line, texts: texts as string[] };
		});
		assert.ok(known.length > 30);
		const printed = execFileSync(
			'/bin/bash',
			[
				'--norc',
				'-c',
				known
					.map(
						({ line, texts }) =>
							`printf '%s\\0' ${line} x; printf '%s\\0' ${texts.map(shellText).join(' ')} x`,
					)
					.join('\n'),
			],
			{ encoding: 'utf8', env: { a: 'a', aé: 'b', HOME: '/h' } },
		).split('\0');
		let at = 0;
		for (const { line, texts } of known) {
			const count = texts.length + 1;
			assert.deepEqual(printed.slice(at, at + count), printed.slice(at + count, at + 2 * count), line);
			at += 2 * count;
		}

		/** A variable that is not there would be no word. */
		function isAssigned(line: string): boolean {
			return /\$/.test(line);
		}
	});

	it('knows where commands stand in every template and in what a sweep, a checkpoint and a program make', () => {
		const templates = readdirSync('templates').map((id) =>
			readFileSync(`templates/${id}/aifactory.yaml`, 'utf8'),
		);
		assert.ok(templates.length > 0);
		const made = batchScript(
			recipeFrom(
				'script: a.py',
				'environment: { modules: [x], container: a.sif }',
				'sweep: { a: [1, "b)"] }',
				'checkpoint: {}',
				'resources: { time: 10 }',
			),
			undefined,
		);
		assert.deepEqual(valuesIn(made), { modules: 'x' });
		assert.deepEqual(byHandIn(made), [
			`container ${made.split('\n').findIndex((line) => line.includes('exec')) + 1}`,
		]);
		const lines = [
			'case $x in',
			'a) true ;;',
			'(b) if false; then :; fi ;;',
			'esac',
			'y=$((1 << 2))',
			'f() { :; }',
			`echo "\${x:-"}"}" '`,
			"'",
			'a \\',
			'b',
		];
		assert.deepEqual(placesOfLines(lines), [
			...['begins', 'within', 'within', 'within', 'top', 'top', 'begins', 'text', 'begins', 'within'],
		]);
	});
});

describe('Setting what a batch script sets up', () => {
	it('writes what a job file would have made', () => {
		const modules = withSet(SCRIPT, 'modules', 'Python/3.12, CUDA') ?? '';
		assert.equal(
			withSet(modules, 'venv', '~/venv'),
			`#!/bin/bash -l
#SBATCH --gpus=1
#SBATCH --time=10

module load Python/3.12 CUDA
source "$HOME/venv/bin/activate"

srun python train.py --lr 3 | tee log
`,
		);
	});

	it('puts the program into a container, with the GPUs that the job asks for', () => {
		const wrapped = withSet(SCRIPT, 'container', 'my image.sif') ?? '';
		assert.match(wrapped, /^\techo "Neither apptainer nor singularity was found/m);
		assert.match(
			wrapped,
			/^srun "\$apptainer" exec --nv "my image\.sif" python train\.py --lr 3 \| tee log$/m,
		);
		assert.equal(withSet(wrapped, 'container', ''), SCRIPT);
		assert.match(withSet(wrapped, 'container', 'docker://a') ?? '', /exec --nv docker:\/\/a python/);
	});

	it('tells srun of an image where the site has pyxis', () => {
		const wrapped = withSet(SCRIPT, 'container', 'nvcr.io#nvidia/pytorch:25.01', { hasPyxis: true }) ?? '';
		assert.match(wrapped, /^srun --container-image="nvcr\.io#nvidia\/pytorch:25\.01" python train\.py/m);
		assert.equal(withSet(wrapped, 'container', ''), SCRIPT);
		assert.match(withSet(SCRIPT, 'container', 'a.sif', { hasPyxis: true }) ?? '', /srun "\$apptainer" exec/);
	});

	for (const body of [
		'python a.py\npython b.py',
		'for x in 1 2; do\n  srun python a.py\ndone',
		'time python a.py',
		'python a.py && python b.py',
		'srun --odd 4 python a.py',
		'exec python a.py',
		'cd x',
		'docker run x python a.py',
		'if true; then python a.py',
	])
		it(`leaves ${JSON.stringify(body)} alone rather than guess what runs in a container`, () => {
			assert.equal(setEnvironment(`#!/bin/bash\n${body}\n`, 'container', 'a.sif', PLACE), undefined);
		});

	it('keeps each module in its own line', () => {
		const text = '#!/bin/bash\nmodule use /apps\nmodule load a b # first\nmodule use /more\nml c\ntrue\n';
		assert.equal(
			withSet(text, 'modules', 'a x c y'),
			text.replace('load a b', 'load a x').replace('ml c', 'ml c y'),
		);
		assert.equal(withSet(text, 'modules', 'c'), text.replace('module load a b # first\n', ''));
	});

	it('goes behind what must come first', () => {
		const text = '#!/bin/sh\nset -e\nmodule purge\nmodule use /apps\nexport A=1\ntrue';
		assert.equal(
			withSet(text, 'modules', 'a'),
			'#!/bin/sh\nset -e\nmodule purge\nmodule use /apps\nmodule load a\n\nexport A=1\ntrue',
		);
		assert.equal(
			withSet('#!/bin/bash\n#SBATCH -n1', 'venv', 'v'),
			'#!/bin/bash\n#SBATCH -n1\n\nsource v/bin/activate',
		);
	});

	it('keeps the spelling that is there, and the lines that teach the shell conda', () => {
		const text = '#!/bin/bash\r\n. ~/v/bin/activate >/dev/null # mine\r\ntrue\r\n';
		assert.equal(withSet(text, 'venv', '/new'), text.replace('~/v', '/new'));
		const hook = '#!/bin/bash -l\neval "$(conda shell.bash hook)"\ntrue\n';
		assert.equal(withSet(hook, 'conda', 'torch'), hook.replace('\ntrue', '\nconda activate torch\n\ntrue'));
	});

	it('does not touch what it cannot read', () => {
		assert.equal(
			setEnvironment('source a/bin/activate\nsource b/bin/activate\n', 'venv', 'c', PLACE),
			undefined,
		);
		assert.equal(setEnvironment('conda activate $(x)\n', 'conda', 'b', PLACE), undefined);
		assert.equal(setEnvironment(SCRIPT, 'modules', '-x', PLACE), undefined);
	});

	it('sets what it says, changes nothing else, and is undone by taking it out again', () => {
		const scripts = [
			SCRIPT,
			'#!/bin/bash -l\n#SBATCH -p gpu\nset -eo pipefail\n\nmodule load a b\n\npython x.py\n',
			'#!/bin/bash -l\r\n#SBATCH -p gpu\r\n\r\nconda activate base\r\n\r\nsrun ./a\r\n',
			'python x',
			'#!/bin/bash\n#SBATCH -p gpu',
			'',
		];
		const word = awkward.map((text) => text.trim()).filter((text) => text !== '' && !text.startsWith('-'));
		fc.assert(
			fc.property(
				fc.constantFrom(...scripts),
				fc.constantFrom(...ENVIRONMENT_KEYS),
				word,
				(text, key, value) => {
					const set = withSet(text, key, value);
					if (set === undefined) return;
					for (const other of ENVIRONMENT_KEYS)
						if (other !== key)
							assert.deepEqual(
								readEnvironment(set).environment[other].value,
								readEnvironment(text).environment[other].value,
							);
					if (readEnvironment(text).environment[key].value !== '') return;
					assert.equal(
						withSet(set, key, '')
							?.trimEnd()
							.replace(/^(#!\S+) -l/, '$1'),
						text.trimEnd().replace(/^(#!\S+) -l/, '$1'),
					);
				},
			),
			{ numRuns: 400 },
		);
	});
});
