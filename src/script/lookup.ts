import { isKnownTo, OPTIONS, type SbatchOption } from './options.ts';

/** What sbatch makes of the name of a long option. */
export type Lookup =
	| { readonly kind: 'exact'; readonly option: SbatchOption }
	/** getopt_long takes the beginning of a name, when only one option begins so. */
	| { readonly kind: 'abbreviated'; readonly option: SbatchOption }
	/** Several begin so. `isSure` is false where it depends on the version, which is not known. */
	| { readonly kind: 'ambiguous'; readonly options: readonly SbatchOption[]; readonly isSure: boolean }
	| { readonly kind: 'unknown' };

/**
 * Finds a long option as getopt_long does.
 * @param version of Slurm; undefined when it is not known
 * @param added names of options that the site adds by plug-ins
 */
export function lookUp(name: string, version: string | undefined, added: readonly string[] = []): Lookup {
	if (name === '') return { kind: 'unknown' };
	const exact = OPTIONS.find((option) => option.name === name);
	if (
		exact &&
		(isKnownTo(version, exact) !== false || exact.instead !== undefined || exact.until !== undefined)
	)
		return { kind: 'exact', option: exact };
	const begins = OPTIONS.filter((option) => option.name.startsWith(name));
	const present = begins.filter((option) => isKnownTo(version, option) !== false);
	const addedBeginnings = added.filter((other) => other.startsWith(name)).length;
	const [first] = present;
	if (!first) return exact ? { kind: 'exact', option: exact } : { kind: 'unknown' };
	if (present.length === 1 && addedBeginnings === 0) return { kind: 'abbreviated', option: first };
	const certain = present.filter((option) => isKnownTo(version, option) === true);
	return {
		kind: 'ambiguous',
		options: present,
		isSure: certain.length > 1 || (certain.length === 1 && addedBeginnings > 0),
	};
}

/** Options of srun, of other schedulers and of everyday speech, and what sbatch calls the same. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
	cores: 'cpus-per-task',
	cpu: 'cpus-per-task',
	cpus: 'cpus-per-task',
	directory: 'chdir',
	email: 'mail-user',
	feature: 'constraint',
	gpu: 'gpus',
	mail: 'mail-user',
	memory: 'mem',
	name: 'job-name',
	node: 'nodes',
	project: 'account',
	queue: 'partition',
	share: 'oversubscribe',
	stderr: 'error',
	stdout: 'output',
	tasks: 'ntasks',
	timelimit: 'time',
	walltime: 'time',
	workdir: 'chdir',
	'cpu-per-task': 'cpus-per-task',
	'cpus-per-tasks': 'cpus-per-task',
	'gpu-per-node': 'gpus-per-node',
	'mem-per-node': 'mem',
	'time-limit': 'time',
};

/** The option that was probably meant; undefined when none is near. */
export function likelyOption(name: string): SbatchOption | undefined {
	const plain = name.toLowerCase().replaceAll('_', '-');
	const other = OTHER_NAMES[plain];
	if (other !== undefined) return OPTIONS.find((option) => option.name === other);
	const farthest = plain.length <= 4 ? 1 : plain.length <= 8 ? 2 : 3;
	let best: SbatchOption | undefined;
	let least = farthest + 1;
	for (const option of OPTIONS) {
		if (option.isIdle || option.until !== undefined || option.instead !== undefined) continue;
		const distance = option.name === plain ? 0 : distanceBetween(plain, option.name);
		if (distance < least) {
			least = distance;
			best = option;
		}
	}
	return best;
}

/** How many letters must be put in, left out, changed or swapped with their neighbour. */
function distanceBetween(a: string, b: string): number {
	let before: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const cost = a[i - 1] === b[j - 1] ? 0 : 1;
			let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				least = Math.min(least, (before[j - 2] ?? 0) + 1);
			next[j] = least;
		}
		before = row;
		row = next;
	}
	return row[b.length] ?? 0;
}
