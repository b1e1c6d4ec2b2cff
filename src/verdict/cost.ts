import type { Seconds } from '../slurm/duration.ts';
import { gpusIn, type Tres } from '../slurm/tres.ts';

/** What a job costs in one unit. */
export interface Cost {
	/** Slurm's name of what is counted: `gres/gpu`, `cpu`, `billing`. */
	readonly resource: string;
	readonly minutes: number;
}

/**
 * What a job took from its account: what people count in first, GPU time where it had GPUs and else core time, then
 * `billing`, Slurm's own unit, by which most sites take from a budget. Empty where nothing was given.
 */
export function costOf(job: { readonly tres: Tres; readonly elapsed: Seconds }): readonly Cost[] {
	const minutes = job.elapsed / 60;
	const gpus = gpusIn(job.tres).reduce((total, { count }) => total + count, 0);
	const amounts: readonly (readonly [string, number])[] = [
		gpus > 0 ? ['gres/gpu', gpus] : ['cpu', job.tres.get('cpu') ?? 0],
		['billing', job.tres.get('billing') ?? 0],
	];
	return amounts
		.filter(([, amount]) => amount > 0)
		.map(([resource, amount]) => ({ resource, minutes: amount * minutes }));
}

/** What a job takes from its account in an hour. */
export function costOfAnHour(tres: Tres): readonly Cost[] {
	return costOf({ tres, elapsed: 3600 as Seconds });
}
