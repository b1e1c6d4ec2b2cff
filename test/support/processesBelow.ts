import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Process {
	readonly pid: number;
	readonly parent: number;
	readonly user: string;
	readonly commandLine: string;
}

/** The living processes below one of this machine, without those of root. */
export function processesBelow(pid: number): readonly Process[] {
	const list = execFileSync('ps', ['-eo', 'pid=,ppid=,user:32=,stat=,args='], { encoding: 'utf8' });
	const all = list.split('\n').flatMap((line): (Process & { readonly state: string })[] => {
		const [, own, parent, user = '', state = '', commandLine = ''] =
			/^ *(\d+) +(\d+) +(\S+) +(\S+) +(.*)$/.exec(line) ?? [];
		return own ? [{ pid: Number(own), parent: Number(parent), user, state, commandLine }] : [];
	});
	const found = new Set([pid]);
	// A child may be listed before its parent, where numbers start anew.
	for (let before = 0; before < found.size; ) {
		before = found.size;
		for (const each of all) if (found.has(each.parent)) found.add(each.pid);
	}
	return all.filter((each) => each.pid !== pid && found.has(each.pid) && each.user !== 'root');
}

/** The memory of a process in bytes, with its share of what it shares with others (PSS). */
export function memoryOf(pid: number): number {
	const kilobytes = /^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
	return Number(kilobytes) * 1024;
}
