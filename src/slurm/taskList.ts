/** Tasks of an array in ascending order, without doubles. */
export type Tasks = readonly number[];

/** More tasks than any site lets an array have (MaxArraySize is 4,000,001 at most); a typing mistake must not fill the memory. */
const MOST = 4_000_001;

/**
 * A list of array tasks as Slurm writes and reads it: `3-7,9`, `0-20:5` for every fifth one. Undefined for anything else.
 * A list that Slurm cut short (`1-3,...`) is something else as well.
 */
export function parseTaskList(text: string): Tasks | undefined {
	const tasks = new Set<number>();
	for (const part of text.split(',')) {
		const match = /^\s*(\d+)(?:-(\d+)(?::(\d+))?)?\s*$/.exec(part);
		if (!match) return undefined;
		const from = Number(match[1]);
		const to = Number(match[2] ?? match[1]);
		const step = Number(match[3] ?? 1);
		if (to < from || step < 1 || to >= MOST) return undefined;
		for (let task = from; task <= to; task += step) tasks.add(task);
	}
	return [...tasks].sort((a, b) => a - b);
}

/** The shortest list without steps: `3-7,9`. */
export function formatTaskList(tasks: Tasks): string {
	const parts: string[] = [];
	for (let start = 0; start < tasks.length; ) {
		let end = start;
		while (tasks[end + 1] === (tasks[end] ?? 0) + 1) end += 1;
		parts.push(start === end ? `${tasks[start]}` : `${tasks[start]}-${tasks[end]}`);
		start = end + 1;
	}
	return parts.join(',');
}

/**
 * How many tasks a list such as `5-9,12`, `0-8:2` or `5-9%2` names. A list that Slurm itself cut short (`…,15,...`) counts as
 * far as it goes.
 */
export function countTasks(tasks: string): number {
	return tasks
		.replace(/%\d+$/, '')
		.split(',')
		.reduce((sum, part) => {
			const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part.trim());
			if (!match) return sum;
			const [, first = '0', last = first, step = '1'] = match;
			return sum + Math.max(0, Math.floor((Number(last) - Number(first)) / Math.max(1, Number(step))) + 1);
		}, 0);
}

/** True for one task's own number, false for tasks that wait together. */
export function isOneTask(tasks: string): boolean {
	return /^\d+$/.test(tasks);
}
