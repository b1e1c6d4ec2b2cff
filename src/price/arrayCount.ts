/** How many tasks `--array` asks for: `0-9`, `1,3,5`, `0-100:10`, `0-9%2`; undefined for what is in no such form. */
export function arrayCount(text: string): number | undefined {
	const indices = new Set<number>();
	for (const item of (text.replace(/^\[(.*)\]$/, '$1').split('%')[0] ?? '').split(',')) {
		const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(item.trim()) ?? [];
		if (first === undefined || Number(step) === 0 || Number(last) - Number(first) > MOST_TASKS)
			return undefined;
		for (let index = Number(first); index <= Number(last); index += Number(step)) indices.add(index);
	}
	return indices.size;
}

/** More than any Slurm allows in an array (MaxArraySize). */
const MOST_TASKS = 4_000_001;
