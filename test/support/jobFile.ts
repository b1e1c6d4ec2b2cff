import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../src/launch/jobFileSchema.ts';
import { readJobFile } from '../../src/launch/readJobFile.ts';
import type { Recipe } from '../../src/launch/recipe.ts';

/** The schema that is published for job files. */
export const jobFileSchema: JsonSchema = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../schemas/job-file.schema.json'), 'utf8'),
);

/** The jobs of a file that has no mistakes. */
export function recipesIn(text: string): readonly Recipe[] {
	const { jobs, mistakes } = readJobFile(text, jobFileSchema);
	const [first] = mistakes;
	if (first) throw new Error(`${first.line}:${first.column} ${first.detail}`);
	return jobs.flatMap(({ recipe }) => recipe ?? []);
}

/** The only job of a file, by the lines below its name. */
export function recipeFrom(...lines: readonly string[]): Recipe {
	const [recipe] = recipesIn(['jobs:', '  one:', ...lines.map((line) => `    ${line}`)].join('\n'));
	if (!recipe) throw new Error('no job');
	return recipe;
}

/** The options of a batch script as Slurm reads its `#SBATCH` lines: quotes, backslashes, and `#` for a remark. */
export function directivesIn(script: string): readonly string[] {
	return script.split('\n').flatMap((line) => (line.startsWith('#SBATCH ') ? wordsIn(line.slice(8)) : []));
}

function wordsIn(line: string): readonly string[] {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let at = 0; at < line.length; at += 1) {
		const letter = line[at] ?? '';
		if (letter === '\\') {
			at += 1;
			word = (word ?? '') + (line[at] ?? '');
		} else if (quote !== '' && letter === quote) quote = '';
		else if (quote === '' && /\s/.test(letter)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (quote === '' && letter === '#') break;
		else if (quote === '' && /["']/.test(letter)) {
			quote = letter;
			word ??= '';
		} else word = (word ?? '') + letter;
	}
	return word === undefined ? words : [...words, word];
}
