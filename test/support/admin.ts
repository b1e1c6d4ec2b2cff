import { execFile } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFactory } from './practice.ts';

/** Runs one of Slurm's programs as the factory's administrator, for what no user may do. Tests run as root there. Returns what it printed. */
export async function admin(program: string, ...options: readonly string[]): Promise<string> {
	const env = { ...process.env, SLURM_CONF: configuration() };
	return (await promisify(execFile)(program, [...options], { env })).stdout;
}

/** Does something while the factory's configuration says something else, told to the daemons by `apply`. */
export async function withConfiguration<T>(
	change: (text: string) => string,
	work: () => Promise<T>,
	apply: () => Promise<unknown> = () => admin('scontrol', 'reconfigure'),
): Promise<T> {
	const kept = readFileSync(configuration(), 'utf8');
	try {
		writeWhole(change(kept));
		await apply();
		return await work();
	} finally {
		writeWhole(kept);
		await apply();
	}
}

/** In one step: a slurmd that reads its configuration while it is empty ends for good. */
function writeWhole(text: string): void {
	const file = configuration();
	writeFileSync(`${file}.fresh`, text);
	renameSync(`${file}.fresh`, file);
}

function configuration(): string {
	return join(readFactory().dir, 'etc', 'slurm.conf');
}
