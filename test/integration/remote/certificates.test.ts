import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { openLink } from '../../../src/remote/link/openLink.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { SignInMemory } from '../../../src/remote/signIn/signInMemory.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { type AnsweringAsk, answering } from '../../support/answering.ts';
import { certify, generateKey, writePublicKey } from '../../support/certify.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { createSecurityKey, SECURITY_KEY_TYPES } from '../../support/securityKey.ts';
import { settingsWith } from '../../support/sshSettings.ts';
import { startAgent } from '../../support/testAgent.ts';

const PPK_FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'ssh', 'ppk');

const TRUSTING = ['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking no'];

const KINDS = ['ed25519', 'ecdsa -b 256', 'ecdsa -b 384', 'ecdsa -b 521', 'rsa -b 3072'];

describe('certificates and keys of every kind', () => {
	const { userCa, aliases, knownHosts } = readFactory();
	const folder = mkdtempSync(join(tmpdir(), 'aif-certificates-'));
	const closing: (() => unknown)[] = [];
	let count = 0;
	afterEach(async () => {
		for (const close of closing.splice(0).reverse()) await close();
		await disconnectAll();
	});
	after(() => rmSync(folder, { recursive: true }));

	/** Connects to a host of the factory's, or of this test's, with these lines of configuration and no others. */
	const connectWith = async (
		{ address, port, user }: { readonly address: string; readonly port: number; readonly user: string },
		lines: readonly string[],
		ask: AnsweringAsk = answering([], true),
	): Promise<RemoteHost> => {
		const configFile = join(folder, `config${count++}`);
		const place = [`HostName ${address}`, `Port ${port}`, `User ${user}`];
		const known = [`UserKnownHostsFile ${knownHosts}`, 'GlobalKnownHostsFile none'];
		// The first word on a setting counts.
		writeFileSync(configFile, ['Host there', ...place, ...lines, ...known, ''].join('\n'));
		const target = { name: 'there', host: 'there', configFile };
		const host = await connect(target, { ask, log: new MemoryLog() }, forever);
		closing.push(() => host.dispose());
		return host;
	};
	const cert = aliases['practice-cert'] ?? assert.fail();
	const isAda = async (host: RemoteHost) =>
		assert.equal((await host.exec('id -un', forever)).stdout, 'ada\n');
	const newKey = (kind: string) => generateKey(join(folder, `id${count++}`), '-t', ...kind.split(' '));
	const authority = userCa;

	it('signs in with the certificate that the configuration names', async () => {
		await isAda(await connectTo('practice-cert'));
	});

	for (const kind of KINDS) {
		it(`signs in with a certificate beside a key file: ${kind}`, async () => {
			const path = newKey(kind);
			certify(path, { authority });
			await isAda(await connectWith(cert, [`IdentityFile ${path}`, 'IdentityAgent none']));
		});

		it(`signs in with a certificate in ssh-agent: ${kind}`, async () => {
			const path = newKey(kind);
			certify(path, { authority });
			const agent = await startSshAgent(closing);
			execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
			for (const suffix of ['', '.pub', '-cert.pub']) rmSync(path + suffix);
			await isAda(await connectWith(cert, [`IdentityFile ${path}`, `IdentityAgent ${agent}`]));
		});
	}

	it('signs in with a named certificate, its key in ssh-agent', async () => {
		const path = newKey('ed25519');
		const agent = await startSshAgent(closing);
		execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
		certify(path, { authority });
		for (const suffix of ['', '.pub']) rmSync(path + suffix);
		const lines = [`CertificateFile ${path}-cert.pub`, `IdentityAgent ${agent}`, 'IdentitiesOnly yes'];
		await isAda(await connectWith(cert, [...lines, `IdentityFile ${path}`]));
	});

	for (const type of SECURITY_KEY_TYPES) {
		it(`signs in with a certificate of a security key in an agent: ${type}`, async () => {
			const device = createSecurityKey(type);
			const path = join(folder, `device${count++}`);
			writePublicKey(`${path}.pub`, device.publicKey);
			const { blob } = certify(path, { authority });
			const agent = await startAgent({ 'ada@token': { blob, sign: device.sign } });
			closing.push(agent.close);
			await isAda(await connectWith(cert, [`IdentityFile ${path}-none`, `IdentityAgent ${agent.path}`]));
		});
	}

	it('tells of an expired certificate without so much as a connection', async () => {
		let connections = 0;
		const server = createServer(() => connections++).listen(0, '127.0.0.1');
		await once(server, 'listening');
		closing.push(() => server.close());
		const path = newKey('ed25519');
		certify(path, { authority, validity: '20260102030405:20260203040506' });
		const { port } = server.address() as AddressInfo;
		const place = { address: '127.0.0.1', port, user: 'ada' };
		const outcome = connectWith(place, [`IdentityFile ${path}`, 'IdentityAgent none']);
		const problem = await problemOf(outcome);
		assert.equal(problem.kind, 'certificateExpired');
		assert.equal(connections, 0);
	});

	it('tells of an expired certificate first where another key was refused', async () => {
		const [path, other] = [newKey('ed25519'), newKey('ed25519')];
		certify(path, { authority, validity: '20260102030405:20260203040506' });
		const lines = [`IdentityFile ${other}`, `IdentityFile ${path}`, 'IdentityAgent none'];
		const problem = await problemOf(connectWith(cert, lines));
		assert.ok(problem.kind === 'authenticationRefused');
		assert.match(problem.tried[0] ?? '', /-cert\.pub \(not offered: it expired at /);
		assert.deepEqual(problem.tried.slice(1), [`key ${other}`, `key ${path}`]);
	});

	describe('at a server of its own', () => {
		const me = { address: '127.0.0.1', user: userInfo().username };

		for (const algorithm of ['rsa-sha2-512', 'rsa-sha2-256']) {
			it(`signs with ${algorithm} where the configuration accepts only that`, async () => {
				const path = newKey('rsa -b 2048');
				const own = newKey('ed25519');
				certify(path, { authority: own, principals: me.user });
				const publicKey = [`${algorithm}-cert-v01@openssh.com`];
				const { port, stop } = await startSshd(folder, '/dev/null', [
					`TrustedUserCAKeys ${own}.pub`,
					`PubkeyAcceptedAlgorithms ${publicKey}`,
				]);
				closing.push(stop);
				const facts = { ...me, port, identityFiles: [path], algorithms: { publicKey } };
				const settings = settingsWith({ ...facts, unknownHostKey: 'accept' });
				const options = { ask: answering(), log: new MemoryLog(), onStep: () => {} };
				const memory = new SignInMemory();
				const link = await openLink(settings, undefined, { ...options, memory, isAttended: true }, forever);
				await link.dispose();
			});
		}

		for (const name of ['v2-rsa', 'v3-ed25519', 'v3-ecdsa-nistp521']) {
			it(`signs in with PuTTY's file: ${name}`, async () => {
				const path = join(PPK_FOLDER, `${name}-encrypted.ppk`);
				const authorized = join(folder, `authorized${count++}`);
				copyFileSync(path.replace('.ppk', '.pub'), authorized);
				const { port, stop } = await startSshd(folder, authorized);
				closing.push(stop);
				const ask = answering(['wrong', 'correct horse']);
				const own = [`IdentityFile ${path}`, 'IdentityAgent none', ...TRUSTING];
				const host = await connectWith({ ...me, port }, own, ask);
				assert.equal((await host.exec('id -un', forever)).stdout, `${me.user}\n`);
				assert.equal(ask.asked.length, 2);
			});
		}

		for (const type of SECURITY_KEY_TYPES) {
			it(`signs in with a security key in an agent: ${type}`, async () => {
				const device = createSecurityKey(type);
				const authorized = join(folder, `authorized${count++}`);
				writePublicKey(authorized, device.publicKey);
				const { port, stop } = await startSshd(folder, authorized);
				closing.push(stop);
				const agent = await startAgent({ 'ada@token': device });
				closing.push(agent.close);
				const lines = [`IdentityFile ${folder}/none`, `IdentityAgent ${agent.path}`];
				const host = await connectWith({ ...me, port }, [...lines, ...TRUSTING]);
				assert.equal((await host.exec('id -un', forever)).stdout, `${me.user}\n`);
				assert.deepEqual(agent.signedWith, ['ada@token']);
			});
		}
	});
});

/** OpenSSH's agent, empty. Its socket; `closing` gets what ends it. */
async function startSshAgent(closing: (() => unknown)[]): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'aif-ssh-agent-'));
	const path = join(folder, 'socket');
	const agent = spawn('ssh-agent', ['-D', '-a', path], { stdio: ['ignore', 'pipe', 'ignore'] });
	closing.push(() => {
		agent.kill();
		rmSync(folder, { recursive: true });
	});
	await once(agent.stdout, 'data');
	return path;
}

/** A server that lets the running user in with the keys in one file; `more` are lines of its configuration. */
async function startSshd(
	folder: string,
	authorized: string,
	more: readonly string[] = [],
): Promise<{ port: number; stop: () => unknown }> {
	const hostKey = join(folder, 'host_key');
	if (!existsSync(hostKey)) generateKey(hostKey, '-t', 'ed25519');
	const port = await freePort();
	const lines = [
		...[`ListenAddress 127.0.0.1`, `Port ${port}`, `HostKey ${hostKey}`, 'PidFile none'],
		...[`AuthorizedKeysFile ${authorized}`, 'StrictModes no', 'PermitRootLogin yes', 'UsePAM no'],
		...more,
	];
	const config = join(folder, `sshd_config${port}`);
	writeFileSync(config, `${lines.join('\n')}\n`);
	const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
	const [words] = await once(server.stderr, 'data');
	assert.match(String(words), /Server listening/);
	return { port, stop: () => server.kill() };
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
