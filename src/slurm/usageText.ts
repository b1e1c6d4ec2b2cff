/** How accounting writes what was used. All of it is undefined where nothing was measured: a short job is never looked at. */

const UNITS: Readonly<Record<string, number>> = {
	'': 1,
	K: 1024,
	M: 1024 ** 2,
	G: 1024 ** 3,
	T: 1024 ** 4,
	P: 1024 ** 5,
};

/** Bytes of `3892K`, `1.50G` or `0`, as sacct and sstat print memory. */
export function parseMemory(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/.exec(text.trim());
	return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) : undefined;
}

/** Seconds of `00:00.004`, `01:02:03` or `2-03:04:05`, as `TotalCPU` and the `cpu` of a usage are printed. */
export function parseCpuTime(text: string): number | undefined {
	const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text.trim());
	if (!match) return undefined;
	const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
	return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** What one of the `TRESUsage…` fields tells, such as `cpu=00:00:38,energy=0,gres/gpuutil=93,mem=215644K`. */
export interface Usage {
	readonly cpuSeconds: number | undefined;
	readonly memoryBytes: number | undefined;
	/** Percent, only where the site accounts for it. */
	readonly gpuUtilisation: number | undefined;
	readonly gpuMemoryBytes: number | undefined;
}

export function parseUsage(text: string): Usage {
	const items = new Map(
		text.split(',').map((item) => {
			const equals = item.indexOf('=');
			return [item.slice(0, equals), item.slice(equals + 1)] as const;
		}),
	);
	const utilisation = items.get('gres/gpuutil') ?? '';
	return {
		cpuSeconds: parseCpuTime(items.get('cpu') ?? ''),
		memoryBytes: parseMemory(items.get('mem') ?? ''),
		gpuUtilisation: /^\d+(?:\.\d+)?$/.test(utilisation) ? Number(utilisation) : undefined,
		gpuMemoryBytes: parseMemory(items.get('gres/gpumem') ?? ''),
	};
}
