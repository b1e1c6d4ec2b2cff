/** Trackable resources by Slurm's names: `cpu`, `mem`, `node`, `billing`, `gres/gpu`, `gres/gpu:h100`. */
export type Tres = ReadonlyMap<string, number>;

/** GPUs of one type; the type is empty where the site names none. */
export interface GpuCount {
	readonly type: string;
	readonly count: number;
}

const UNITS: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1024 ** 2, P: 1024 ** 3 };

/**
 * Reads `cpu=4,mem=64G,gres/gpu:h100=2`. Amounts of memory come in MiB, everything else as counted.
 * `N` (no limit), as in `scontrol show assoc_mgr`, and items without a number are left out.
 */
export function parseTres(text: string): Tres {
	const amounts = new Map<string, number>();
	for (const item of text.split(',')) {
		const match = /^([^=]+)=(\d+(?:\.\d+)?)([KMGTP]?)/.exec(item.trim());
		if (match) amounts.set(match[1] ?? '', Number(match[2]) * (UNITS[match[3] ?? ''] ?? 1));
	}
	return amounts;
}

/** The GPUs in a list of resources: by type where types are counted, else the plain total. */
export function gpusIn(tres: Tres): readonly GpuCount[] {
	const typed = [...tres].flatMap(([name, count]) =>
		name.startsWith('gres/gpu:') && count > 0 ? [{ type: name.slice('gres/gpu:'.length), count }] : [],
	);
	if (typed.length > 0) return typed;
	const total = tres.get('gres/gpu') ?? 0;
	return total > 0 ? [{ type: '', count: total }] : [];
}
