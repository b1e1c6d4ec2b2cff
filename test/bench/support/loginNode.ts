import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { atEnd } from '../../../scripts/lib/main.mjs';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { type FactoryAlias, forever, privateConfig, readFactory } from '../../support/practice.ts';

/** From next door, from the same country, from another continent. */
export const ROUND_TRIPS_MS = [0, 20, 100];

const exec = promisify(execFile);
/** A queue of 50,000 jobs is 20 MB of text. */
const sh = (program: string, args: readonly string[]) => exec(program, args, { maxBuffer: 256 * 1024 ** 2 });

/** The practice factory's login node from some distance, for AI Factory and OpenSSH alike. */
export interface LoginNode {
	/** In this configuration it is called `bench`, and `bench-inner` is a node behind a jump host at the same distance. */
	readonly configFile: string;
	/** The person's home folder there. */
	readonly home: string;
	/** An empty folder on this side. */
	readonly folder: string;
	connect(alias?: string): Promise<RemoteHost>;
	/** Runs `ssh` on this configuration. */
	ssh(...args: readonly string[]): Promise<void>;
	/** How many bytes have gone both ways to and from `bench` so far; of a node at some distance only. */
	passedBytes(): Promise<number>;
	/** Opens a connection that other `ssh` can use as `-S` the socket; resolves when it is signed in. */
	openMaster(...options: readonly string[]): Promise<Master>;
}

export interface Master {
	readonly socket: string;
	close(): Promise<void>;
}

/** Does the work at a distance, and leaves nothing open after it, also when the whole benchmark is broken off. */
export async function atDistance(
	roundTripMs: number,
	work: (node: LoginNode) => Promise<unknown>,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'aif-bench-'));
	const masters = new Set<Master>();
	const ways: Way[] = [];
	const close = async () => {
		await Promise.all([...masters].map((master) => master.close()));
		for (const { end } of ways.splice(0)) await end();
		rmSync(folder, { recursive: true, force: true });
	};
	atEnd(close);
	try {
		for (const alias of ['practice', 'practice-jump']) ways.push(await wayTo(alias, roundTripMs));
		const configFile = privateConfig();
		const [direct, jump] = ways as [Way, Way];
		appendFileSync(configFile, configText(direct, jump, join(dirname(configFile), 'known_hosts')));
		const ssh = async (...args: readonly string[]) => {
			await sh('ssh', ['-F', configFile, ...args]);
		};
		let masterCount = 0;
		await work({
			configFile,
			home: readFactory().users[direct.user]?.home ?? fail(),
			folder,
			ssh,
			passedBytes: direct.passedBytes,
			connect: (alias = 'bench') =>
				connect(
					{ name: alias, host: alias, configFile },
					{ ask: answering(), log: new MemoryLog() },
					forever,
				),
			async openMaster(...options) {
				masterCount += 1;
				const socket = join(folder, `master-${masterCount}`);
				const master: Master = {
					socket,
					async close() {
						masters.delete(master);
						await ssh('-S', socket, '-O', 'exit', 'bench').catch(() => undefined);
					},
				};
				masters.add(master);
				await ssh('-M', '-S', socket, '-f', '-N', ...options, 'bench');
				return master;
			},
		});
	} finally {
		await close();
	}
}

/** How to reach a host of the factory from a distance. */
interface Way extends FactoryAlias {
	readonly hostKeyAlias: string;
	passedBytes(): Promise<number>;
	end(): Promise<unknown>;
}

async function wayTo(alias: string, roundTripMs: number): Promise<Way> {
	const host = readFactory().aliases[alias] ?? fail();
	const { address, port } = host;
	const hostKeyAlias = `[${address}]:${port}`;
	if (roundTripMs === 0)
		return { ...host, hostKeyAlias, passedBytes: async () => fail(), end: async () => {} };
	const proxy = new Worker(new URL('./proxyThread.ts', import.meta.url), {
		workerData: { address, port, roundTripMs },
	});
	const [proxyPort] = await once(proxy, 'message');
	return {
		...host,
		hostKeyAlias,
		address: '127.0.0.1',
		port: proxyPort,
		async passedBytes() {
			proxy.postMessage('passed');
			const [bytes] = await once(proxy, 'message');
			return bytes;
		},
		end: () => proxy.terminate(),
	};
}

function configText(direct: Way, jump: Way, knownHosts: string): string {
	const inner = readFactory().aliases['practice-inner'] ?? fail();
	const settings = (host: FactoryAlias) => [
		`HostName ${host.address}`,
		`Port ${host.port}`,
		`User ${host.user}`,
		`IdentityFile ${host.identityFile}`,
		'IdentitiesOnly yes',
		`UserKnownHostsFile ${knownHosts}`,
	];
	return [
		'',
		...['Host bench', ...settings(direct), `HostKeyAlias ${direct.hostKeyAlias}`],
		...['Host bench-jump', ...settings(jump), `HostKeyAlias ${jump.hostKeyAlias}`],
		...['Host bench-inner', ...settings(inner), 'ProxyJump bench-jump'],
		'',
	].join('\n');
}

function fail(): never {
	throw new Error('The practice factory does not describe itself as expected.');
}
