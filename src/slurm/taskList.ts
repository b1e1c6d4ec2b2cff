/**
 * How many tasks a list such as `5-9,12` or `0-8:2` names. A list that Slurm itself cut short (`…,15,...`) counts as
 * far as it goes.
 */
export function countTasks(tasks: string): number {
	return tasks.split(',').reduce((sum, part) => {
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
