import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { batchScript } from '../../../src/launch/batchScript.ts';
import { plainRecipe, type Recipe } from '../../../src/launch/recipe.ts';
import { sbatchOptions } from '../../../src/launch/sbatchOptions.ts';
import { shellText } from '../../../src/launch/shellText.ts';
import { tasksOfSweep } from '../../../src/launch/sweep.ts';
import { directivesIn, recipeFrom } from '../../support/jobFile.ts';

const awkward = fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?~#&;|<>(){}[] \t\n=a0é€😀`), maxLength: 12 });
const bash = (script: string, env: Record<string, string> = {}) =>
	execFileSync('/bin/bash', ['--norc', '-c', script], {
		encoding: 'utf8',
		env: { PATH: process.env['PATH'] ?? '', ...env },
	});

describe('A batch script', () => {
	it('reads as if somebody had written it', () => {
		const recipe = recipeFrom(
			'script: train.py',
			'args: [--lr, $lr, --out, $SCRATCH/my runs]',
			'resources: { account: aif001, partition: gpu, gpus: h100:2, cpus: 8, memory: 64G, time: 01:00:00 }',
			'environment: { modules: [2025, PyTorch/2.7], venv: ~/venv, variables: { WANDB_MODE: offline } }',
			'sweep: { lr: [1e-3, 1e-4] }',
			'atOnce: 1',
			'workDir: $SCRATCH/runs',
			'options: [--nice=100]',
		);
		assert.equal(
			batchScript(recipe, '--gres=gpu:{count}'),
			`#!/bin/bash -l
#SBATCH --job-name=one
#SBATCH --account=aif001
#SBATCH --partition=gpu
#SBATCH --cpus-per-task=8
#SBATCH --mem=64G
#SBATCH --gres=gpu:h100:2
#SBATCH --time=01:00:00
#SBATCH --array=0-1%1
#SBATCH --nice=100

set -eo pipefail

# The values of this task.
case "$SLURM_ARRAY_TASK_ID" in
0) lr=1e-3 ;;
1) lr=1e-4 ;;
esac
export lr

module load 2025 PyTorch/2.7
source "$HOME/venv/bin/activate"
export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"
export OMP_NUM_THREADS="$SLURM_CPUS_PER_TASK"
export WANDB_MODE=offline

mkdir -p "\${SCRATCH}/runs"
cd "\${SCRATCH}/runs"

python3 -u train.py --lr "\${lr}" --out "\${SCRATCH}/my runs"
`,
		);
	});

	for (const [asked, request, option] of [
		['gpus: 4', undefined, '--gpus=4'],
		['gpus: h100:4', '--gpus={count}', '--gpus=h100:4'],
		['gpus: 4', '--gres=gpu:{count}', '--gres=gpu:4'],
		['gpus: 4, nodes: 2', '--gres=gpu:{count}', '--gres=gpu:2'],
		['gpus: 3, nodes: 2', '--gres=gpu:{count}', '--gpus=3'],
		['gpusPerNode: a100:4, nodes: 2', '--gpus={count}', '--gpus-per-node=a100:4'],
		['gpusPerNode: 4, nodes: 2', '--gpus-per-node={count}', '--gpus-per-node=4'],
		['gpus: 0', '--gpus={count}', undefined],
	] as const)
		it(`asks for { ${asked} } where the site wants ${request ?? 'nothing of its own'}`, () => {
			const recipe = recipeFrom('command: x', `resources: { ${asked} }`);
			assert.equal(
				directivesIn(batchScript(recipe, request)).find((word) => /--gpus|--gres/.test(word)),
				option,
			);
		});

	it("is read back by Slurm's rules as what was asked for, whatever the values", () => {
		const line = fc.string({ unit: fc.constantFrom(...`'"\\$#; =aé`), minLength: 1, maxLength: 10 });
		fc.assert(
			fc.property(line, line, (partition, output) => {
				const recipe: Recipe = {
					...plainRecipe('x', { kind: 'command', text: 'true' }),
					resources: { partition, time: '10' },
					output,
				};
				const options = sbatchOptions(recipe, undefined).map(([name, value]) => `--${name}=${value}`);
				assert.deepEqual(directivesIn(batchScript(recipe, undefined)), options);
			}),
		);
	});

	it('gives texts to programs unchanged, and fills in variables alone', () => {
		const argv = fc.sample(awkward, 200).map((text) => text.replaceAll('$', '$$$$').replace(/^~/, '.~'));
		const meant = argv.map((text) => text.replaceAll('$$', '$'));
		assert.deepEqual(
			bash(`printf '%s\\0' ${argv.map(shellText).join(' ')}`)
				.split('\0')
				.slice(0, -1),
			meant,
		);
		const filled = ['$lr', `\${lr}x`, '~/a b', '$$lr', '$(id)', '`id`', '$1', 'a$', '$lr"; id'].map(
			shellText,
		);
		assert.deepEqual(
			bash(`printf '%s\\0' ${filled.join(' ')}`, { lr: 'a  "b"', HOME: '/h' })
				.split('\0')
				.slice(0, -1),
			['a  "b"', 'a  "b"x', '/h/a b', '$lr', '$(id)', '`id`', '$1', 'a$', 'a  "b""; id'],
		);
	});

	it('gives each task of a sweep its own combination, whatever the values', () => {
		const sweep = { a: ["it's", '$HOME', '`id`\n'], b: ['', '-1 #', '"'] };
		const recipe: Recipe = {
			...plainRecipe('x', { kind: 'command', text: `printf '%s\\0%s' "$a" "$b"` }),
			tasks: { kind: 'sweep', sweep, atOnce: undefined },
		};
		const script = batchScript(recipe, undefined);
		const printed = [0, 4, 8].map((task) => bash(script, { SLURM_ARRAY_TASK_ID: String(task) }).split('\0'));
		assert.deepEqual(
			printed,
			[0, 4, 8].map((task) => Object.values(tasksOfSweep(sweep)[task] ?? {})),
		);
		assert.match(script, /^#SBATCH --array=0-8$/m);
	});

	it('carries a file along, byte for byte, runs it and leaves nothing behind', () => {
		const text = `print("it's")\n"""\nEND_OF_FILE\n"""\nimport sys, os; print(sys.argv[1:], '$HOME', "\\\\n", os.path.basename(__file__))`;
		const recipe: Recipe = {
			...plainRecipe('x', { kind: 'inline', name: "my file's.py", text }),
			args: ['a b'],
		};
		assert.equal(
			bash(`cd "$(mktemp -d)"; ( ${batchScript(recipe, undefined)} ); ls -A`),
			`it's\n['a b'] $HOME \\n my file's.py\n`,
		);
	});

	it('ends with the code of the first command that fails', () => {
		const recipe = recipeFrom('command: |', '  echo one', '  false | cat', '  echo two');
		assert.equal(
			bash(`bash -c "$script" || echo "code $?"`, { script: batchScript(recipe, undefined) }),
			'one\ncode 1\n',
		);
	});

	it('says what is missing before it starts', () => {
		const notebook = batchScript(recipeFrom('script: plot.ipynb'), undefined);
		const container = batchScript(
			recipeFrom('command: x', 'environment: { container: image.sif }'),
			undefined,
		);
		for (const [script, words] of [
			[notebook, /^jupyter nbconvert was not found on \S+: add/],
			[container, /^Neither apptainer nor singularity was found on/],
		] as const)
			assert.match(
				bash('hostname() { echo n1; }; export -f hostname; /bin/bash -c "$script" 2>&1 || echo "code $?"', {
					script,
					PATH: '/nowhere',
				}),
				words,
			);
	});

	for (const [what, lines, call] of [
		[
			'a notebook',
			['script: a/plot.ipynb'],
			'jupyter nbconvert --to notebook --execute --output-dir . --output plot-"$SLURM_JOB_ID".ipynb a/plot.ipynb',
		],
		['a shell script', ['script: run.sh', 'args: [1]'], 'bash run.sh 1'],
		['a program', ['script: solver'], './solver'],
		['a name that looks like an option', ['script: -c.py'], 'python3 -u ./-c.py'],
		['many tasks', ['script: a.py', 'resources: { nodes: 2 }'], 'srun python3 -u a.py'],
		[
			'a container with GPUs',
			[
				'script: a.py',
				'resources: { gpus: 1 }',
				'environment: { container: { image: x.sif, binds: [$SCRATCH] } }',
			],
			`"$apptainer" exec --nv --bind "\${SCRATCH}" x.sif python3 -u a.py`,
		],
		[
			'lines in a container',
			['command: "echo a; echo b"', 'environment: { container: docker://x }'],
			`"$apptainer" exec docker://x bash -eo pipefail -c 'echo a; echo b'`,
		],
	] as const)
		it(`runs ${what}`, () => {
			assert.equal(
				batchScript(recipeFrom(...lines), undefined)
					.trimEnd()
					.split('\n')
					.at(-1),
				call,
			);
		});

	it('with a checkpoint signals the program, waits for it, and asks for another turn', () => {
		const recipe = recipeFrom(
			'checkpoint: { secondsBefore: 60, restarts: 3 }',
			'command: |',
			`  python3 -u -c "import signal; signal.signal(signal.SIGUSR1, lambda *_: (print('saved'), exit(0))); print('ready'); signal.pause()"`,
			'  echo never reached',
		);
		const script = batchScript(recipe, undefined);
		assert.deepEqual(directivesIn(script).slice(1), [
			...['--signal=B:USR1@60', '--requeue', '--open-mode=append'],
		]);
		const run = (restarts: string) => {
			const folder = bash('mktemp -d').trim();
			return bash(
				`cd ${folder}; mkfifo out; scontrol() { echo "scontrol $*"; }; export -f scontrol
				/bin/bash -c "$script" >out 2>&1 & job=$!
				while read -r line; do echo "$line"; [ "$line" = ready ] && kill -USR1 "$job"; done <out
				wait "$job"; echo "code $?"; rm -r ${folder}`,
				{ script, SLURM_JOB_ID: '42', SLURM_RESTART_COUNT: restarts },
			);
		};
		assert.equal(run('0'), 'ready\nsaved\nscontrol requeue 42\ncode 0\n');
		assert.match(run('3'), /saved\n.*restarted 3 times.*\ncode 1\n$/s);
	});
});
