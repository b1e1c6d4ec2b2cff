import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFactory } from './practice.ts';

/** An OpenSSH server of a test's own, for the people of the practice factory. Needs root, as that does. */
export interface OwnSshd {
	readonly port: number;
	readonly pid: number;
	/** What it has logged so far, at the level VERBOSE. */
	log(): string;
	close(): Promise<void>;
}

/** A folder with keys and certificates, removed when the tests end. */
export class KeyFolder {
	readonly path = mkdtempSync(join(tmpdir(), 'aif-sshd-'));

	constructor() {
		process.once('exit', () => rmSync(this.path, { recursive: true, force: true }));
	}

	file(name: string, text?: string): string {
		const path = join(this.path, name);
		if (text !== undefined) writeFileSync(path, text, { mode: 0o600 });
		return path;
	}

	/** Makes a key without a passphrase. Returns its path. */
	key(name: string, ...kind: readonly string[]): string {
		const path = this.file(name);
		const options = kind.length > 0 ? kind : ['-t', 'ed25519'];
		execFileSync('ssh-keygen', ['-q', ...options, '-N', '', '-C', name, '-f', path]);
		return path;
	}

	/** Has an authority certify a key. Returns the certificate's path, which is that of no other. */
	certify(authority: string, key: string, ...options: readonly string[]): string {
		execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'a host', ...options, `${key}.pub`]);
		const path = join(mkdtempSync(join(this.path, 'certificate-')), 'host-cert.pub');
		copyFileSync(`${key}-cert.pub`, path);
		return path;
	}

	/** Type and base64 of a public key. */
	line(key: string): string {
		return readFileSync(`${key}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	}
}

/** @param options as in sshd_config: `HostKey /path`. Whoever has ada's key of the factory is let in as ada. */
export async function startSshd(folder: KeyFolder, options: readonly string[]): Promise<OwnSshd> {
	const port = await freePort();
	const keys = folder.file('authorized_keys');
	copyFileSync(`${readFactory().aliases['practice']?.identityFile}.pub`, keys);
	for (const path of [folder.path, keys]) chmodSync(path, 0o755);
	const lines = [
		`ListenAddress 127.0.0.1:${port}`,
		`AuthorizedKeysFile ${keys}`,
		'StrictModes no',
		'UsePAM no',
		'PasswordAuthentication no',
		'PidFile none',
		...options,
		// for what the options say themselves, they win
		'LogLevel VERBOSE',
	];
	const config = folder.file(`sshd_config.${port}`, `${lines.join('\n')}\n`);
	const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
	let log = '';
	server.stderr.setEncoding('utf8').on('data', (text: string) => {
		log += text;
	});
	await untilListening(port, server, () => log);
	return {
		port,
		pid: server.pid ?? 0,
		log: () => log,
		async close() {
			if (server.exitCode !== null) return;
			server.kill();
			await once(server, 'exit');
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

async function untilListening(port: number, server: ChildProcess, log: () => string): Promise<void> {
	for (const _ of Array.from({ length: 100 })) {
		if (server.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
		const socket = connect({ host: '127.0.0.1', port });
		const isThere = await once(socket, 'connect').then(
			() => true,
			() => false,
		);
		socket.destroy();
		if (isThere) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`sshd does not listen: ${log()}`);
}
