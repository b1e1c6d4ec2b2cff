import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { forever } from '../../support/practice.ts';
import { memoryOf, type Process, processesBelow } from '../../support/processesBelow.ts';
import { startProxy } from '../../support/proxy.ts';

const CLIENT = join(import.meta.dirname, '..', '..', 'support', 'busyClient.ts');

/** Two seconds of grace for those that do not want to end, and two for a busy machine. */
const GONE_SECONDS = 4;

describe('what a connection leaves on the login node', () => {
	let sshd: OwnSshd;
	let client: ChildProcess | undefined;
	before(async () => {
		const folder = new KeyFolder();
		const options = ['Subsystem sftp internal-sftp', 'ClientAliveInterval 1', 'ClientAliveCountMax 2'];
		sshd = await startSshd(folder, [`HostKey ${folder.key('host')}`, ...options]);
	});
	afterEach(() => client?.kill('SIGKILL'));
	after(() => sshd.close());

	const theirs = () => processesBelow(sshd.pid);

	it('is three processes while it is idle, with little memory, and none when it is closed', async () => {
		const { host } = await connectToPort(sshd.port);
		await host.exec('true', forever);
		await host.files.stat('/', forever);
		await wait(300);
		const running = theirs();
		assert.deepEqual(running.map(({ commandLine }) => commandLine.replace(/^sshd: .*/, 'sshd')).toSorted(), [
			'/bin/sh',
			'sshd',
			'sshd',
		]);
		const bytes = running.reduce((sum, { pid }) => sum + memoryOf(pid), 0);
		assert.ok(bytes < 6_000_000, `${bytes} bytes`);
		await host.dispose();
		await noneLeft(running, 1);
	});

	it('is nothing when the client was killed in the middle of everything', async () => {
		client = await busyClient(sshd.port);
		const running = theirs();
		for (const part of [/^\/bin\/sh/, /sleep 7602/, /tail -F/, /bash/, /sleep 7601/]) {
			assert.ok(
				running.some(({ commandLine }) => part.test(commandLine)),
				`no ${part} among ${words(running)}`,
			);
		}
		client.kill('SIGKILL');
		await noneLeft(running, GONE_SECONDS);
	});

	it('is nothing when the link died without a word, once the server has noticed', async () => {
		const proxy = await startProxy('127.0.0.1', sshd.port);
		client = await busyClient(proxy.port);
		const running = theirs();
		proxy.freeze();
		client.kill('SIGKILL');
		// This server asks twice, a second apart, and closes some seconds after the last answer.
		await noneLeft(running, 5 + GONE_SECONDS);
		await proxy.close();
	});
});

async function busyClient(port: number): Promise<ChildProcess> {
	const client = spawn(process.execPath, [CLIENT, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
	await once(client.stdout, 'data');
	await wait(700);
	return client;
}

/** Fails when one of those that ran runs on after so many seconds, wherever it belongs by now. */
async function noneLeft(before: readonly Process[], seconds: number): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const left = before.filter(({ pid }) => isAlive(pid));
		if (left.length === 0) return;
		assert.ok(Date.now() < deadline, `after ${seconds} s there are still ${words(left)}`);
		await wait(50);
	}
}

/** A zombie runs no more; where nobody collects the dead of others it stays for long. */
function isAlive(pid: number): boolean {
	try {
		return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

const words = (processes: readonly Process[]) => processes.map(({ commandLine }) => commandLine).join(' | ');
