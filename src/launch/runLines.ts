import { shellQuoteOne } from '../base/shellQuote.ts';
import { containerCall, containerGuard } from './environment/environmentText.ts';
import type { Recipe } from './recipe.ts';
import { shellText } from './shellText.ts';

/** The folder of what travels in the batch script. */
const HERE = '"$here"';

/** Lines of bash that run the recipe's program with its arguments, in its container where it has one. */
export function runLines(recipe: Recipe): readonly string[] {
	const { program, environment, resources } = recipe;
	const { container } = environment;
	const wantsGpus = (resources.gpus ?? resources.gpusPerNode ?? 0) > 0;
	const inside = container ? containerCall(container, container.nv ?? wantsGpus) : undefined;
	const lines = container ? [...containerGuard] : [];
	if (program.kind === 'command') {
		if (!inside) return [program.text];
		return [...lines, `${inside} bash -eo pipefail -c ${shellQuoteOne(program.text)}`];
	}
	const written = program.kind === 'script' ? program.path : program.name;
	// An interpreter would take it for an option.
	const path = written.startsWith('-') ? `./${written}` : written;
	const file =
		program.kind === 'script' ? shellText(path) : `${HERE}/${shellQuoteOne(path.split('/').at(-1) ?? path)}`;
	if (/\.ipynb$/i.test(path) && !inside) lines.push(...guard('jupyter', 'nbconvert'));
	const words = [isParallel(recipe) ? 'srun' : '', inside ?? '', ...callOf(path, file)];
	return [...lines, [...words, ...recipe.args.map(shellText)].filter((word) => word !== '').join(' ')];
}

/** True where more than one task is to run the program. */
function isParallel({ resources }: Recipe): boolean {
	const { nodes = 1, tasks = 1, tasksPerNode = 1 } = resources;
	return nodes > 1 || tasks > 1 || tasksPerNode > 1;
}

/** What runs a file, by its name. */
function callOf(path: string, file: string): readonly string[] {
	const ending = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase();
	switch (ending) {
		case 'py':
			return ['python3', '-u', file];
		case 'ipynb': {
			const name = (path.split('/').at(-1) ?? path).replace(/\.ipynb$/i, '');
			const output = `${shellQuoteOne(name)}-"$SLURM_JOB_ID".ipynb`;
			return ['jupyter nbconvert --to notebook --execute --output-dir .', '--output', output, file];
		}
		case 'sh':
		case 'bash':
			return ['bash', file];
		case 'r':
			return ['Rscript', file];
		case 'jl':
			return ['julia', file];
		default:
			return [path.includes('/') ? file : `./${file}`];
	}
}

/** Lines that end the job with words where a program is missing, before anything else is done. */
function guard(program: string, part: string): readonly string[] {
	return [
		`${program} ${part} --version >/dev/null 2>&1 || {`,
		`	echo "${program} ${part} was not found on $(hostname): add the module, venv or conda environment that has it." >&2`,
		'	exit 127',
		'}',
	];
}
