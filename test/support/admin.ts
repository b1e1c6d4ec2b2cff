import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFactory } from './practice.ts';

/** Runs one of Slurm's programs as the factory's administrator. Returns what it printed. */
export async function admin(program: string, ...options: readonly string[]): Promise<string> {
	const env = { ...process.env, SLURM_CONF: join(readFactory().dir, 'etc', 'slurm.conf') };
	return (await promisify(execFile)(program, [...options], { env })).stdout;
}
