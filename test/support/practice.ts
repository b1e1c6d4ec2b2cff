import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ask } from '../../src/base/ask.ts';
import type { RemoteHost } from '../../src/remote/remoteHost.ts';
import { connect, type SshOptions } from '../../src/remote/sshConnection.ts';
import { answering } from './answering.ts';
import { MemoryLog } from './memoryLog.ts';

/** Where `practice/up` puts the practice factory. */
const PRACTICE_DIR = process.env['AIFACTORY_PRACTICE_DIR'] || '/srv/aifactory';

/** What the practice factory tells about itself, in `client/factory.json`. */
export interface Factory {
	readonly dir: string;
	readonly cluster: string;
	readonly sshConfig: string;
	readonly knownHosts: string;
	readonly aliases: Readonly<Record<string, FactoryAlias>>;
	readonly users: Readonly<Record<string, FactoryUser>>;
	/** Base32, for time-based one-time codes of six digits (RFC 6238). */
	readonly totpSecret: string;
	/** At `practice-password` and `practice-codes`; good for nothing else. */
	readonly password: string;
	/** Of the key that `practice-encrypted` names. */
	readonly passphrase: string;
	/** The private key of the authority whose certificates `practice-cert` takes. */
	readonly userCa: string;
}

export interface FactoryAlias {
	readonly address: string;
	readonly port: number;
	readonly user: string;
	readonly node: string;
	/** `none` where a password takes its place. */
	readonly identityFile: string;
}

export interface FactoryUser {
	readonly shell: string;
	readonly home: string;
	readonly project: string;
	readonly scratch: string;
}

/** Throws when the factory was never brought up. */
export function readFactory(): Factory {
	return JSON.parse(readFileSync(join(PRACTICE_DIR, 'client', 'factory.json'), 'utf8'));
}

/** Never aborted. */
export const forever = new AbortController().signal;

const opened: RemoteHost[] = [];

/** Connects to a host of the factory, or of another configuration. `disconnectAll` closes it. */
export async function connectTo(
	alias: string,
	ask: Ask = answering(),
	{ configFile = privateConfig(), ...options }: Partial<SshOptions & { readonly configFile: string }> = {},
): Promise<RemoteHost> {
	const target = { name: alias, host: alias, configFile };
	const host = await connect(target, { ask, log: new MemoryLog(), ...options }, forever);
	opened.push(host);
	return host;
}

export async function disconnectAll(): Promise<void> {
	await Promise.all(opened.splice(0).map((host) => host.dispose()));
}

/**
 * The factory's SSH configuration with a known_hosts file of its own, so that no test changes that of another. What
 * `lines` say comes first, and so wins.
 */
export function privateConfig(lines: readonly string[] = []): string {
	const { sshConfig, knownHosts } = readFactory();
	const folder = mkdtempSync(join(ownFolder(), 'config-'));
	const ownHosts = join(folder, 'known_hosts');
	copyFileSync(knownHosts, ownHosts);
	const ownConfig = join(folder, 'ssh_config');
	const text = [...lines, readFileSync(sshConfig, 'utf8')].join('\n');
	writeFileSync(ownConfig, text.replaceAll(knownHosts, ownHosts));
	return ownConfig;
}

let folderOfProcess: string | undefined;

/** Removed when the tests end. */
function ownFolder(): string {
	if (folderOfProcess) return folderOfProcess;
	const folder = mkdtempSync(join(tmpdir(), 'aif-ssh-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	folderOfProcess = folder;
	return folder;
}
