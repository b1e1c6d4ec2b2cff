import type { Submitted } from '../slurm/slurmClient.ts';
import type { After, Recipe } from './recipe.ts';

/** A job with all that must end before it, in an order in which they can be submitted. The jobs wait for each other in no circle. */
export function withWhatItNeeds(recipe: Recipe, jobs: readonly Recipe[]): readonly Recipe[] {
	const ordered: Recipe[] = [];
	const visit = (one: Recipe) => {
		if (ordered.some(({ name }) => name === one.name)) return;
		for (const { job } of one.after) {
			const needed = jobs.find(({ name }) => name === job);
			if (needed) visit(needed);
		}
		ordered.push(one);
	};
	visit(recipe);
	return ordered;
}

export interface SubmittedJob {
	readonly recipe: Recipe;
	readonly submitted: Submitted;
}

export interface PipelineOutcome {
	readonly submitted: readonly SubmittedJob[];
	/** The one that could not be submitted, after which nothing was tried. */
	readonly failed: { readonly recipe: Recipe; readonly error: unknown } | undefined;
}

/** Submits one after the other, each with its dependencies on those before. Never rejects. */
export async function submitInOrder(
	recipes: readonly Recipe[],
	submit: (recipe: Recipe, options: readonly string[]) => Promise<Submitted>,
): Promise<PipelineOutcome> {
	const submitted: SubmittedJob[] = [];
	const ids = new Map<string, string>();
	for (const recipe of recipes) {
		try {
			const one = await submit(recipe, dependencyOptions(recipe.after, ids));
			ids.set(recipe.name, one.id);
			submitted.push({ recipe, submitted: one });
		} catch (error) {
			return { submitted, failed: { recipe, error } };
		}
	}
	return { submitted, failed: undefined };
}

const WHEN: Readonly<Record<After['when'], string>> = { ok: 'afterok', any: 'afterany', notOk: 'afternotok' };

/** Options for sbatch that make a job wait; of jobs without an id, which were not submitted with it, it waits for none. */
function dependencyOptions(after: readonly After[], ids: ReadonlyMap<string, string>): readonly string[] {
	const conditions = after.flatMap(({ job, when }) => {
		const id = ids.get(job);
		return id === undefined ? [] : [`${WHEN[when]}:${id}`];
	});
	if (conditions.length === 0) return [];
	// Else a job whose condition can no longer come true would wait for ever.
	return [`--dependency=${conditions.join(',')}`, '--kill-on-invalid-dep=yes'];
}
