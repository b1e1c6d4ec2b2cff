import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFactory } from './practice.ts';

/** Runs scontrol as the practice factory's administrator, for what no user may do. Tests run as root there. */
export async function scontrolAsAdmin(...argv: readonly string[]): Promise<string> {
	const { dir } = readFactory();
	const env = { ...process.env, SLURM_CONF: join(dir, 'etc', 'slurm.conf') };
	const { stdout } = await promisify(execFile)('scontrol', [...argv], { env });
	return stdout;
}
