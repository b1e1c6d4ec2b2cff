import type { Environment, Recipe, Resources } from './recipe.ts';
import { PLAIN_ENVIRONMENT, plainRecipe } from './recipe.ts';

/** What a person chose for running a file; kept for the next time. */
export interface RunChoice {
	readonly resources: Resources;
	readonly environment: Pick<Environment, 'modules' | 'venv' | 'conda'>;
}

export const PLAIN_CHOICE: RunChoice = { resources: {}, environment: PLAIN_ENVIRONMENT };

/** A recipe that runs a file of the project, or a text that travels along because the cluster does not have it. */
export function recipeForFile(
	path: string,
	choice: RunChoice,
	text: string | undefined,
	args: readonly string[] = [],
): Recipe {
	const name = path.split('/').at(-1) ?? path;
	const program =
		text === undefined ? ({ kind: 'script', path } as const) : ({ kind: 'inline', name, text } as const);
	return {
		...plainRecipe(jobName(name), program),
		args,
		resources: choice.resources,
		environment: { ...PLAIN_ENVIRONMENT, ...choice.environment },
	};
}

/** A file's name without its ending, of what a job's name may have. */
export function jobName(fileName: string): string {
	const plain = fileName
		.replace(/\.[^.]*$/, '')
		.replaceAll(/[^\w.-]+/g, '-')
		.replace(/^[^A-Za-z0-9]+/, '');
	return plain.slice(0, 64) || 'job';
}

/** What a person changed of a job for one run. */
export interface Changes {
	readonly time?: string;
	readonly gpus?: number;
	readonly partition?: string;
	readonly args?: readonly string[];
}

/** The recipe with the changes; the number of GPUs is that of the whole job. */
export function withChanges(recipe: Recipe, changes: Changes): Recipe {
	const { args, gpus, ...resources } = changes;
	const { gpusPerNode, ...others } = recipe.resources;
	const kept = gpus === undefined ? recipe.resources : { ...others, gpus };
	return { ...recipe, args: args ?? recipe.args, resources: { ...kept, ...resources } };
}

/** A line of arguments as the words of a shell: quotes keep spaces together. Undefined where a quote is not closed. */
export function wordsOf(line: string): readonly string[] | undefined {
	const words: string[] = [];
	const rest = line.replaceAll(/\s*((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/g, (_, word: string) => {
		words.push(
			word.replaceAll(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_all, escaped, double, single) =>
				double === undefined ? (escaped ?? single) : String(double).replaceAll(/\\(.)/g, '$1'),
			),
		);
		return '';
	});
	return rest.trim() === '' ? words : undefined;
}

/** As `wordsOf` reads it. */
export function lineOf(words: readonly string[]): string {
	return words
		.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/[\\"]/g, '\\$&')}"`))
		.join(' ');
}
