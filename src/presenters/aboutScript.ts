import { lastSetting, readScript } from '../script/readScript.ts';

const TOLD = ['partition', 'nodes', 'gpus', 'gpus-per-node', 'gres', 'cpus-per-task', 'mem', 'time'];

/** A batch script in a line: what it says of itself, else what it asks for. */
export function aboutScript(text: string): string {
	const remark = text
		.split('\n', 20)
		.map((line) => /^#(?!!|SBATCH|SLURM)\s*(\S.*)$/.exec(line)?.[1]?.trim())
		.find((line) => line !== undefined);
	if (remark !== undefined) return remark;
	const { settings } = readScript(text);
	return TOLD.flatMap((name) => {
		const value = lastSetting(settings, name)?.value;
		return value === undefined ? [] : `--${name}=${value}`;
	}).join(' ');
}
