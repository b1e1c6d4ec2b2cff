import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../../../scripts/lib/browser.mjs';
import { startEditor } from '../../../scripts/lib/editor.mjs';
import { atEnd } from '../../../scripts/lib/main.mjs';
import { copySample } from '../../../scripts/lib/sample.mjs';
import { linesOf } from '../../../src/base/lines.ts';
import { disconnectAll, readFactory } from '../../support/practice.ts';
import { untilDone } from '../../support/workbench.ts';
import { cpuSeconds, familyOf, listProcesses, memoryMiB } from '../support/processes.ts';
import { printTable } from '../support/table.ts';
import { openSession, usesOf } from './session.ts';

const SETTLE_MS = 5_000;
const IDLE_MS = 10_000;

/** Something whose processes on the login node descend from one. */
interface Subject {
	readonly what: string;
	readonly head: number;
}

/** What connections cost the login node while nobody does anything. All are open at once, and measured in the same ten seconds. */
export async function measureFootprint(): Promise<void> {
	const editor = await openEditor();
	const subjects = [...(await openSessions()), await openShell(), editor];
	await wait(SETTLE_MS);
	const before = await Promise.all(subjects.map(({ head }) => cpuOf(head)));
	await wait(IDLE_MS);
	const after = await Promise.all(subjects.map(({ head }) => cpuOf(head)));
	const processes = await listProcesses();
	const rows: string[][] = [];
	for (const [index, { what, head }] of subjects.entries()) {
		const family = familyOf(head, processes);
		if (family.length === 0) throw new Error(`Nothing is left of: ${what}`);
		const cpuMs = ((after[index] ?? 0) - (before[index] ?? 0)) * 1000;
		rows.push([what, String(family.length), (await memoryMiB(family)).toFixed(1), cpuMs.toFixed(0)]);
	}
	await disconnectAll();
	printTable(
		'What it costs the login node',
		['', 'processes', 'memory, MiB', `CPU ms in ${IDLE_MS / 1000} s idle`],
		rows,
		`The last ${IDLE_MS / 1000} of ${(SETTLE_MS + IDLE_MS) / 1000} idle seconds, all open at once.`,
		'Memory is the proportional set size (PSS). For SSH, what runs under the name of the person: sshd keeps one',
		'root process more for each connection, of OpenSSH and ours alike.',
		'The VS Code server is code-server 4.139 (VS Code 1.139) with one browser window on a folder, the same program as',
		"Remote-SSH's server. Its figures are low: no extension of the person's, most built-in ones and the AI features left",
		"out, no Git, no terminal, Node's program shared with this benchmark, and without the sshd that Remote-SSH needs too.",
	);
}

/** A connection for each thing that a person adds to those before. */
async function openSessions(): Promise<readonly Subject[]> {
	const idle = await openSession(0);
	const subjects = [{ what: 'AI Factory, connected', head: idle.serverPid }];
	for (const [index, { what }] of usesOf(idle.host).entries()) {
		const { serverPid } = await openSession(index + 1);
		subjects.push({ what: `  + ${what}`, head: serverPid });
	}
	return subjects;
}

async function openShell(): Promise<Subject> {
	const args = ['-F', readFactory().sshConfig, '-tt', 'practice'];
	const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'ignore'] });
	atEnd(() => child.kill());
	child.stdin.write('echo "by $PPID."\r');
	for await (const line of linesOf(child.stdout.iterator({ destroyOnReturn: false }))) {
		const head = /by (\d+)\./.exec(line)?.[1];
		if (head) return { what: 'ssh with a shell', head: Number(head) };
	}
	throw new Error('ssh ended.');
}

/** A real VS Code server with a window, from which the person just looks away. */
async function openEditor(): Promise<Subject> {
	const sample = await copySample();
	atEnd(sample.remove);
	const editor = await startEditor();
	atEnd(editor.stop);
	const browser = await openBrowser();
	atEnd(browser.close);
	const page = await browser.context.newPage();
	await page.goto(`${editor.address}/?${new URLSearchParams({ folder: sample.folder })}`);
	await page
		.locator('.sidebar')
		.getByRole('treeitem', { name: /train\.sbatch/ })
		.waitFor();
	const port = new URL(editor.address).port;
	const head = await untilDone(async () => {
		const processes = await listProcesses();
		const server = processes.find(
			({ commandLine }) => commandLine.includes(`server-main.js`) && commandLine.includes(`--port ${port} `),
		);
		const family = server ? familyOf(server.pid, processes) : [];
		if (!server || !family.some(({ commandLine }) => commandLine.includes('--type=extensionHost')))
			throw new Error('The extension host has not started.');
		return server.pid;
	});
	return { what: 'VS Code server, one window', head };
}

async function cpuOf(head: number): Promise<number> {
	return cpuSeconds(familyOf(head, await listProcesses()));
}
