import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { linesOf } from '../../../src/base/lines.ts';
import { readFactory } from '../../support/practice.ts';
import { median } from '../support/compare.ts';
import { end, familyOf, listProcesses, type Process } from '../support/processes.ts';
import { printTable } from '../support/table.ts';

const ROUNDS = 3;
/** What is there for longer stays. */
const PATIENCE_MS = 5_000;

/** What stays on the login node after a client that had no time for a goodbye. */
export async function measureLeftovers(): Promise<void> {
	const client = fileURLToPath(new URL('./killedClient.ts', import.meta.url));
	const ssh = ['ssh', '-F', readFactory().sshConfig, 'practice'];
	const rows = [
		['AI Factory, with everything open', ...(await kill([process.execPath, client]))],
		['ssh, a shell', ...(await kill([...ssh, '-tt', 'echo $PPID; exec bash -i']))],
		['ssh, a followed file', ...(await kill([...ssh, 'echo $PPID; exec tail -F /etc/passwd']))],
		['ssh, a silent program', ...(await kill([...ssh, 'echo $PPID; exec sleep 600']))],
	];
	printTable(
		'Leftovers of a killed client',
		['', 'processes before', 'gone after', 'left'],
		rows,
		`The client gets SIGKILL; seconds until none of its processes on the login node is left, the median of ${ROUNDS},`,
		`and how many stay for more than ${PATIENCE_MS / 1000} s. "Everything" is all of the table below, and a silent program (\`sleep\`),`,
		'which ends because its watcher hears that nobody is there any more.',
	);
}

async function kill([program = '', ...args]: readonly string[]): Promise<string[]> {
	const seconds: number[] = [];
	let before = 0;
	let left: readonly Process[] = [];
	for (let round = 0; round < ROUNDS && left.length === 0; round += 1) {
		const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
		const known = familyOf(await serverPid(child), await listProcesses());
		before = known.length;
		child.kill('SIGKILL');
		const start = performance.now();
		do {
			await wait(20);
			left = stillThere(known, await listProcesses());
		} while (left.length > 0 && performance.now() - start < PATIENCE_MS);
		seconds.push((performance.now() - start) / 1000);
		await end(left);
	}
	const isGone = left.length === 0;
	return [String(before), isGone ? `${median(seconds).toFixed(2)} s` : 'never', String(left.length)];
}

/** The first line that is nothing but a number: what a login shell says before is no process. */
async function serverPid(child: ChildProcessByStdio<Writable, Readable, null>): Promise<number> {
	// closing its output would end it before its time
	const output = child.stdout.iterator({ destroyOnReturn: false });
	for await (const line of linesOf(output)) {
		if (/^\d+\r?$/.test(line)) return Number.parseInt(line, 10);
	}
	throw new Error(`The client ended (${(await once(child, 'exit')).join(', ')}).`);
}

/** Those that were known, what they have started since, and what else is in their terminals' or channels' sessions. */
function stillThere(known: readonly Process[], processes: readonly Process[]): readonly Process[] {
	const [server, ...others] = known;
	const pids = new Set(known.map(({ pid }) => pid));
	// sshd's own session is its root monitor's too
	const sessions = new Set(
		others.map(({ session }) => session).filter((session) => session !== server?.session),
	);
	return processes.filter(({ pid, session }) => pids.has(pid) || sessions.has(session));
}
