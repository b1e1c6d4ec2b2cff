import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFactory } from './practice.ts';

/** Runs scontrol as the practice factory's administrator, for what no user may do. Tests run as root there. */
export function scontrolAsAdmin(...argv: readonly string[]): Promise<string> {
	return asAdmin('scontrol', argv);
}

/** Ends what a test has left, whoever owns it. */
export async function cancelAsAdmin(...argv: readonly string[]): Promise<void> {
	await asAdmin('scancel', argv);
}

/** Runs one of Slurm's programs, or of the system's, as the administrator. */
export async function asAdmin(program: string, argv: readonly string[]): Promise<string> {
	const { dir } = readFactory();
	const env = { ...process.env, SLURM_CONF: join(dir, 'etc', 'slurm.conf') };
	const { stdout } = await promisify(execFile)(program, [...argv], { env });
	return stdout;
}
