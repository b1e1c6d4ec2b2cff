/**
 * Whether a task is among those that Slurm lists as `0-15:4,20`. Slurm shortens long lists with `...`, which stands for
 * any task.
 */
export function holdsTask(list: string, task: number): boolean {
	return list.split(',').some((part) => {
		if (part.includes('...')) return true;
		const [, first, last = first, step = '1'] = /^(\d+)(?:-(\d+))?(?::(\d+))?$/.exec(part) ?? [];
		if (first === undefined || task < Number(first) || task > Number(last)) return false;
		return (task - Number(first)) % Number(step) === 0;
	});
}
