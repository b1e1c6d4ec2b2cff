import { shellQuoteOne } from '../base/shellQuote.ts';
import type { Sweep } from './recipe.ts';

/** All combinations of the parameters' values; the last parameter changes fastest. The place of each is its task's number. */
export function tasksOfSweep(sweep: Sweep): readonly Readonly<Record<string, string>>[] {
	return Object.entries(sweep).reduce<readonly Readonly<Record<string, string>>[]>(
		(tasks, [name, values]) => tasks.flatMap((task) => values.map((value) => ({ ...task, [name]: value }))),
		[{}],
	);
}

/** Lines of bash that give each parameter, as a variable, the value that it has in this task. */
export function sweepTable(sweep: Sweep): readonly string[] {
	return [
		'# The values of this task.',
		'case "$SLURM_ARRAY_TASK_ID" in',
		...tasksOfSweep(sweep).map((task, index) => {
			const values = Object.entries(task).map(([name, value]) => `${name}=${shellQuoteOne(value)}`);
			return `${index}) ${values.join(' ')} ;;`;
		}),
		'esac',
		`export ${Object.keys(sweep).join(' ')}`,
	];
}
