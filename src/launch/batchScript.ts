import { shellQuoteOne } from '../base/shellQuote.ts';
import type { ScriptSource } from '../slurm/slurmClient.ts';
import { needsLoginShell, setUpLines } from './environment/environmentText.ts';
import type { Checkpoint, Recipe } from './recipe.ts';
import { runLines } from './runLines.ts';
import { directive, type GpuRequest, sbatchOptions } from './sbatchOptions.ts';
import { shellText } from './shellText.ts';
import { sweepTable } from './sweep.ts';

/** What to submit for a recipe. */
export function scriptSource(
	recipe: Recipe,
	gpuRequest: GpuRequest,
): Extract<ScriptSource, { readonly kind: 'local' }> {
	return { kind: 'local', name: `${recipe.name}.sbatch`, text: batchScript(recipe, gpuRequest) };
}

/** The batch script of a recipe: what a person would have written, and can read. */
export function batchScript(recipe: Recipe, gpuRequest: GpuRequest): string {
	const { environment, tasks, program, workDir, checkpoint } = recipe;
	const run = runLines(recipe);
	const parts: readonly (readonly string[])[] = [
		[
			`#!/bin/bash${needsLoginShell(environment) ? ' -l' : ''}`,
			...sbatchOptions(recipe, gpuRequest).map((option) => `#SBATCH ${directive(option)}`),
			...recipe.options.map((option) => `#SBATCH ${option}`),
		],
		['set -eo pipefail'],
		tasks?.kind === 'sweep' ? sweepTable(tasks.sweep) : [],
		environmentLines(recipe),
		program.kind === 'inline' ? inlineLines(program) : [],
		workDir === undefined ? [] : [`mkdir -p ${shellText(workDir)}`, `cd ${shellText(workDir)}`],
		checkpoint ? checkpointLines(checkpoint, run) : run,
	];
	return `${parts
		.filter((part) => part.length > 0)
		.map((part) => part.join('\n'))
		.join('\n\n')}\n`;
}

function environmentLines({ environment, resources }: Recipe): readonly string[] {
	const { variables } = environment;
	const threads =
		resources.cpus === undefined
			? []
			: [
					// srun of Slurm 22.05 and later does not take it from the job by itself
					'export SRUN_CPUS_PER_TASK="$SLURM_CPUS_PER_TASK"',
					...('OMP_NUM_THREADS' in variables ? [] : ['export OMP_NUM_THREADS="$SLURM_CPUS_PER_TASK"']),
				];
	return [
		...setUpLines(environment),
		...threads,
		...Object.entries(variables).map(([name, value]) => `export ${name}=${shellText(value)}`),
	];
}

/** The file is on all nodes of the job, since the project folder is. */
function inlineLines({ name, text }: { readonly name: string; readonly text: string }): readonly string[] {
	const file = shellQuoteOne(name.split('/').at(-1) ?? name);
	const end = endOf(text);
	return [
		`# ${file.replaceAll(/\p{Cc}/gu, ' ')} as it was when the job was submitted`,
		'here=$(mktemp -d "$PWD/.aifactory-XXXXXXXX")',
		`trap 'rm -rf -- "$here"' EXIT`,
		`cat >"$here"/${file} <<'${end}'`,
		text.endsWith('\n') ? text.slice(0, -1) : text,
		end,
	];
}

/** A line that is none of the text's. */
function endOf(text: string): string {
	const lines = new Set(text.split('\n'));
	let end = 'END_OF_FILE';
	while (lines.has(end)) end += '_';
	return end;
}

/**
 * Runs the program in a process group of its own, which gets the signal that Slurm sends to the batch script alone, is waited for, and
 * then the job goes back to the queue.
 */
function checkpointLines(
	{ signal, secondsBefore, restarts }: Checkpoint,
	run: readonly string[],
): readonly string[] {
	return [
		`# ${secondsBefore} s before the time is up Slurm sends ${signal}: the program saves its state, and the job goes back to the queue.`,
		'again() {',
		`	trap '' ${signal}`,
		`	kill -${signal} -- "-$program" 2>/dev/null || true`,
		'	wait "$program" || true',
		`	if [ "\${SLURM_RESTART_COUNT:-0}" -ge ${restarts} ]; then`,
		`		echo "The job was restarted ${restarts} times and is not done: it gives up." >&2`,
		'		exit 1',
		'	fi',
		'	scontrol requeue "$SLURM_JOB_ID"',
		'	exit',
		'}',
		`trap again ${signal}`,
		'set -m',
		'(',
		`trap exit ${signal} # once the program that runs has saved its state and ended`,
		...run,
		') &',
		'program=$!',
		'set +m',
		'code=0',
		'wait "$program" || code=$?',
		'exit "$code"',
	];
}
