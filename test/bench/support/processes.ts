import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A living process of this machine, where the practice factory's login nodes run. */
export interface Process {
	readonly pid: number;
	readonly parent: number;
	readonly session: number;
	readonly commandLine: string;
}

const sh = promisify(execFile);
const MANY_BYTES = 64 * 1024 * 1024;

/** Linux shows times to programs in this unit whatever its own, see proc(5) and USER_HZ. */
const TICKS_A_SECOND = 100;

export async function listProcesses(): Promise<readonly Process[]> {
	const { stdout } = await sh('ps', ['-eo', 'pid=,ppid=,sess=,stat=,args='], { maxBuffer: MANY_BYTES });
	return parseProcesses(stdout);
}

/** Reads `ps -eo pid=,ppid=,sess=,stat=,args=`. The dead that nobody has asked about yet (zombies) are left out. */
export function parseProcesses(text: string): readonly Process[] {
	return text.split('\n').flatMap((line) => {
		const [, pid, parent, session, state, commandLine] =
			/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
		if (commandLine === undefined || state?.startsWith('Z')) return [];
		return [{ pid: Number(pid), parent: Number(parent), session: Number(session), commandLine }];
	});
}

/** A process and all that descends from it. */
export function familyOf(head: number, processes: readonly Process[]): readonly Process[] {
	const family = processes.filter(({ pid }) => pid === head);
	for (const { pid } of family) family.push(...processes.filter(({ parent }) => parent === pid));
	return family;
}

/**
 * Memory that would be free without these processes, in MiB: what is shared counts by its part (PSS), see proc(5).
 * For root only, because sshd hides itself from its user.
 */
export async function memoryMiB(processes: readonly Process[]): Promise<number> {
	const paths = processes.map(({ pid }) => `/proc/${pid}/smaps_rollup`);
	const text = await asRoot('cat', ...paths);
	const kibibytes = [...text.matchAll(/^Pss:\s+(\d+) kB$/gm)].map(([, amount]) => Number(amount));
	if (kibibytes.length < processes.length) throw new Error(`Not all of ${paths.join(', ')} could be read.`);
	return kibibytes.reduce((sum, amount) => sum + amount, 0) / 1024;
}

/** CPU time of these processes so far, with that of children that they have waited for. */
export async function cpuSeconds(processes: readonly Process[]): Promise<number> {
	const times = await Promise.all(processes.map(({ pid }) => cpuTicks(pid)));
	return times.reduce((sum, ticks) => sum + ticks, 0) / TICKS_A_SECOND;
}

/** Ends processes that an experiment left behind. */
export async function end(processes: readonly Process[]): Promise<void> {
	if (processes.length > 0) await asRoot('kill', '-KILL', ...processes.map(({ pid }) => String(pid)));
}

/** Fields 14 to 17 of proc(5)'s stat; the name before them may hold blanks and parentheses. None of one that has ended. */
async function cpuTicks(pid: number): Promise<number> {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

async function asRoot(...command: readonly string[]): Promise<string> {
	const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', ...command];
	const { stdout } = await sh(program, args, { maxBuffer: MANY_BYTES });
	return stdout;
}
