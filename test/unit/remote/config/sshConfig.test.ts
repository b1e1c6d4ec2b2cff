import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type HostQuery, listHosts, resolveHost } from '../../../../src/remote/config/sshConfig.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { problemOf } from '../../../support/problemOf.ts';

const { signal } = new AbortController();

/** As people write them, with most of what ssh_config(5) has for reaching a host. */
const CONFIG = `
# Everything at the centre
Include INCLUDED/*.conf
Host leo leonardo login?.leonardo
	HostName login.leonardo.example.it
	User a08ada00
	IdentityFile ~/.ssh/leo_%r
	IdentityFile ~/.ssh/second
	ServerAliveInterval 30
Host snellius
	HostName=%h.surf.example.nl
	ProxyJump doorn,ada@gate.example.nl:2222
	HostKeyAlias snellius-login
	UserKnownHostsFile ~/.ssh/known_surf "~/.ssh/known two"
	StrictHostKeyChecking yes
	HashKnownHosts yes
	ConnectTimeout 7
	IdentityAgent none
Host direct
	ProxyJump none
	ProxyCommand none
	Port 2200
Host tunnelled
	ProxyCommand ssh -W %h:%p gate
Match host login.leonardo.example.it user a08ada00
	Port 2022
Host algos
	Ciphers +aes128-cbc
	MACs -hmac-sha1*,umac-*
	HostKeyAlgorithms ssh-ed25519,rsa-sha2-512
	PubkeyAcceptedKeyTypes +ssh-rsa
Host fixed
	Ciphers aes256-gcm@openssh.com,aes128-ctr
	MACs hmac-sha2-512,hmac-sha2-256
	KexAlgorithms curve25519-sha256
	PubkeyAcceptedAlgorithms ssh-ed25519
Host plain
	Ciphers chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com
Host methods
	PreferredAuthentications keyboard-interactive,publickey
	PasswordAuthentication no
	ChallengeResponseAuthentication no
Host keyless
	PubkeyAuthentication no
	KbdInteractiveAuthentication yes
Host network
	AddressFamily inet6
	BindAddress ::1
	ConnectTimeout 1m30s
	ServerAliveInterval 2m
	ServerAliveCountMax 7
	RevokedHostKeys ~/.ssh/revoked_%d
	GlobalKnownHostsFile /etc/keys "/etc/more keys"
	CertificateFile ~/.ssh/a-cert.pub
	CertificateFile "~/.ssh/b cert.pub"
	IdentityAgent ~/agent.sock
Host quoted
	"User" "ada lovelace" # a comment
	HostName = foo%%bar
	IdentityFile "~/.ssh/my key"
	IdentityFile none
	UserKnownHostsFile none
	ProxyCommand   nc  -x "a b"  %h   %p # no comment
Host first-command
	ProxyCommand one %h
	ProxyJump two
Host first-jump
	ProxyJump two
	ProxyCommand one %h
Host no-command
	ProxyCommand none
	ProxyJump two
Host no-jump
	ProxyJump none
	ProxyCommand one
	ProxyJump two
Match localuser nobody,someone
	User wrong
Match originalhost quoted !user ada*
	ConnectTimeout 11
Host *.example.nl !gate.example.nl
	User everywhere
Host * !leo
	User ada
	IdentitiesOnly yes
	StrictHostKeyChecking accept-new
	IdentityFile /keys/%n
`;

/** What asks for a second pass, which changes every host's settings. */
const FINAL = `
Host finally Finally.Example
	HostName %h.example
	User early
Match final host finally.example.example
	User late
	Port 4022
Match final all
	ServerAliveInterval 9
Match canonical originalhost Finally.Example
	ServerAliveCountMax 8
Match !final originalhost finally
	ConnectTimeout 3
Host finally.example.example
	IdentityFile ~/second-pass
Host * !*.example
	IdentityFile ~/first-pass
`;

const INCLUDED = `
Host lumi lumi-*
	HostName lumi.csc.example.fi
	User lada
`;

describe('the SSH configuration', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-config-'));
	const configFile = join(folder, 'config');
	before(() => {
		mkdirSync(join(folder, 'conf.d'));
		writeFileSync(join(folder, 'conf.d', 'lumi.conf'), INCLUDED);
		writeFileSync(configFile, CONFIG.replace('INCLUDED', join(folder, 'conf.d')));
	});

	/** By our own reader, as where no ssh program is. */
	const byFiles = (query: HostQuery) => withPath('/nowhere', () => resolveHost(query, signal));

	for (const host of [
		'leo',
		'leonardo',
		'login1.leonardo',
		'snellius',
		'direct',
		'lumi-c',
		'a.example.nl',
		'gate.example.nl',
		'tunnelled',
		'algos',
		'fixed',
		'methods',
		'keyless',
		'network',
		'quoted',
		'first-command',
		'first-jump',
		'no-command',
		'no-jump',
		'ada@quoted',
		'ssh://ada@network:2201',
		'2001:db8::1',
	]) {
		it(`means the same to us as to OpenSSH: ${host}`, async () => {
			assert.deepEqual(await byFiles({ host, configFile }), await resolveHost({ host, configFile }, signal));
		});
	}

	for (const host of ['finally', 'Finally.Example', 'other', 'other.example']) {
		it(`means the same in its second pass: ${host}`, async () => {
			const final = join(folder, 'final');
			writeFileSync(final, FINAL);
			const query = { host, configFile: final };
			assert.deepEqual(await byFiles(query), await resolveHost(query, signal));
		});
	}

	it('is settled down to absolute paths', async () => {
		const { identityFiles, userKnownHostsFiles, ...leo } = await resolveHost(
			{ host: 'leo', configFile },
			signal,
		);
		assert.deepEqual(identityFiles, [`${homedir()}/.ssh/leo_a08ada00`, `${homedir()}/.ssh/second`]);
		assert.equal(userKnownHostsFiles[0], `${homedir()}/.ssh/known_hosts`);
		assert.deepEqual(
			[leo.address, leo.port, leo.serverAliveInterval],
			['login.leonardo.example.it', 2022, 30],
		);
	});

	it('gives the hops of a jump in their order', async () => {
		const snellius = await resolveHost({ host: 'snellius', configFile }, signal);
		assert.deepEqual(snellius.proxyJump, ['doorn', 'ada@gate.example.nl:2222']);
		assert.deepEqual([snellius.unknownHostKey, snellius.hostKeyAlias], ['refuse', 'snellius-login']);
		assert.equal(snellius.identityAgent, undefined);
	});

	it('tells of a proxy command', async () => {
		assert.equal(
			(await resolveHost({ host: 'tunnelled', configFile }, signal)).proxyCommand,
			'ssh -W %h:%p gate',
		);
		assert.equal((await resolveHost({ host: 'direct', configFile }, signal)).proxyCommand, undefined);
	});

	it('gives way to what the person chose for the host', async () => {
		const query = { host: 'leo', configFile, user: 'tess', port: 22, identityFile: '~/.ssh/chosen' };
		for (const settings of [await resolveHost(query, signal), await byFiles(query)]) {
			assert.deepEqual([settings.user, settings.port], ['tess', 22]);
			assert.equal(settings.identityFiles[0], `${homedir()}/.ssh/chosen`);
			assert.equal(settings.namedIdentityFile, `${homedir()}/.ssh/chosen`);
			assert.equal(settings.areIdentitiesDefault, false);
		}
	});

	it('may say nothing of a host', async () => {
		const empty = join(folder, 'empty');
		writeFileSync(empty, '');
		const query = { host: 'login.example.org', configFile: empty };
		for (const { areIdentitiesDefault } of [await resolveHost(query, signal), await byFiles(query)])
			assert.equal(areIdentitiesDefault, true);
		const settings = await byFiles(query);
		assert.deepEqual(
			[settings.address, settings.port, settings.user],
			['login.example.org', 22, userInfo().username],
		);
		assert.ok(settings.identityFiles.includes(`${homedir()}/.ssh/id_ed25519`));
	});

	it('offers its hosts in the order of the files, without patterns', async () => {
		assert.deepEqual((await listHosts(configFile)).slice(0, 6), [
			'lumi',
			'leo',
			'leonardo',
			'snellius',
			'direct',
			'tunnelled',
		]);
		assert.deepEqual(await listHosts(join(folder, 'missing')), []);
	});

	it('is a problem with its text where OpenSSH cannot read it', async () => {
		const broken = join(folder, 'broken');
		writeFileSync(broken, 'Host x\n\tNoSuchThing yes\n');
		const problem = await problemOf(resolveHost({ host: 'x', configFile: broken }, signal));
		assert.ok(problem.kind === 'badSshConfig');
		assert.equal(problem.file, broken);
		assert.match(problem.detail, /NoSuchThing|nosuchthing/);
	});

	it('has algorithms only where they differ from what OpenSSH would do anyway', async () => {
		const algorithmsOf = async (host: string) => (await resolveHost({ host, configFile }, signal)).algorithms;
		assert.deepEqual(await algorithmsOf('leo'), {});
		assert.deepEqual(await algorithmsOf('plain'), {});
		assert.deepEqual((await algorithmsOf('fixed')).cipher, ['aes256-gcm@openssh.com', 'aes128-ctr']);
		const { cipher } = await algorithmsOf('algos');
		assert.deepEqual([cipher?.[0], cipher?.at(-1)], ['aes128-gcm@openssh.com', 'aes128-cbc']);
	});

	it('keeps paths with spaces in one piece', async () => {
		const { userKnownHostsFiles } = await resolveHost({ host: 'snellius', configFile }, signal);
		assert.deepEqual(userKnownHostsFiles, [`${homedir()}/.ssh/known_surf`, `${homedir()}/.ssh/known two`]);
	});

	it('says which reader settled it, and what is not followed', async () => {
		const bound = join(folder, 'bound');
		writeFileSync(bound, 'BindInterface lo\n');
		const log = new MemoryLog();
		await resolveHost({ host: 'leo', configFile: bound }, signal, log);
		assert.match(log.lines[0] ?? '', /^info Settings of leo by ssh -G \(OpenSSH_\d.*\)\.$/);
		assert.equal(log.lines[1], 'warn leo: BindInterface is not followed.');
		await withPath('/nowhere', () => resolveHost({ host: 'leo', configFile }, signal, log));
		assert.equal(log.lines[2], "info Settings of leo by AI Factory's own reader: no ssh program was found.");
	});

	for (const [host, setting] of [
		['-oProxyCommand=x', 'host'],
		['a;reboot', 'host'],
		['$(reboot)', 'host'],
		['a b', 'host'],
		['', 'host'],
		['ada@', 'host'],
		['a`x`@host', 'user'],
		['-x@host', 'user'],
	] as const) {
		it(`is never asked about a hostile name: ${JSON.stringify(host)}`, async () => {
			const problem = await problemOf(resolveHost({ host, configFile }, signal));
			assert.ok(problem.kind === 'badSetting', problem.kind);
			assert.equal(problem.setting, setting);
		});
	}

	for (const port of [0, 99_999, 2.5, Number.NaN, -1]) {
		it(`refuses a port of our own settings that is none: ${port}`, async () => {
			const problem = await problemOf(resolveHost({ host: 'leo', configFile, port }, signal));
			assert.ok(problem.kind === 'badSetting' && problem.setting === 'port');
		});
	}

	describe('that is wrong is a problem with file and line, for OpenSSH and for us', () => {
		const wrong = join(folder, 'wrong');
		for (const [text, detail] of [
			['Host x\n\tPort abc\n', /wrong:? line 2: .*bad port.*abc/i],
			['Host x\n\tPort 0\n', /wrong:? line 2: .*bad port/i],
			['Host x\n\tPort 99999\n', /wrong:? line 2: .*bad port/i],
			['Host x\n\tConnectTimeout soon\n', /wrong:? line 2: /],
			['User "ada\n', /wrong:? line 1: .*quotes/],
			['Port\n', /wrong:? line 1: no argument/],
			[`Include ${wrong}\n`, /include/],
		] as const) {
			for (const reader of ['ssh -G', 'our own reader'] as const) {
				it(`${JSON.stringify(text.replace(folder, ''))} by ${reader}`, async () => {
					writeFileSync(wrong, text);
					const query = { host: 'x', configFile: wrong };
					const answer = reader === 'ssh -G' ? resolveHost(query, signal) : byFiles(query);
					const problem = await problemOf(answer);
					assert.ok(problem.kind === 'badSshConfig', problem.kind);
					assert.equal(problem.file, wrong);
					assert.match(problem.detail, detail);
				});
			}
		}
	});

	it('is a problem where it is no file, not text, too large or not there', async () => {
		const binary = join(folder, 'binary');
		writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x48, 0x00, 0x0a, 0x00]));
		const huge = join(folder, 'huge');
		writeFileSync(huge, '');
		truncateSync(huge, 20 * 1024 * 1024);
		const socket = join(folder, 'socket');
		const server = createServer().listen(socket);
		await once(server, 'listening');
		for (const [file, detail] of [
			[folder, /is a folder$/],
			[huge, /too large/],
			[socket, /is not a file$/],
			[join(folder, 'missing'), /no such file$/],
		] as const) {
			for (const resolve of [byFiles, (query: HostQuery) => resolveHost(query, signal)]) {
				const problem = await problemOf(resolve({ host: 'x', configFile: file }));
				assert.ok(problem.kind === 'badSshConfig', problem.kind);
				assert.match(problem.detail, detail);
			}
		}
		server.close();
		const problem = await problemOf(byFiles({ host: 'x', configFile: binary }));
		assert.ok(problem.kind === 'badSshConfig' && /not a text file/.test(problem.detail));
	});

	it('of 100,000 lines is read to its end', async () => {
		const long = join(folder, 'long');
		const lines = Array.from({ length: 50_000 }, (_, n) => `Host h${n}\n\tPort ${1 + (n % 60_000)}\n`);
		writeFileSync(long, lines.join(''));
		assert.equal((await byFiles({ host: 'h49999', configFile: long })).port, 50_000);
	});

	it('names a host that jumps through itself', async () => {
		const looping = join(folder, 'looping');
		writeFileSync(looping, 'Host gate\n\tProxyJump gate\n');
		const problem = await problemOf(resolveHost({ host: 'gate', configFile: looping }, signal));
		assert.deepEqual(problem, { kind: 'jumpLoop', host: 'gate', hops: ['gate', 'gate'] });
	});

	it('refuses a proxy command that hands a socket over', async () => {
		const passing = join(folder, 'passing');
		writeFileSync(passing, 'ProxyCommand x\nProxyUseFdpass yes\n');
		for (const resolve of [byFiles, (query: HostQuery) => resolveHost(query, signal)]) {
			const problem = await problemOf(resolve({ host: 'x', configFile: passing }));
			assert.ok(problem.kind === 'unsupportedSshSetting' && problem.setting === 'ProxyUseFdpass');
		}
	});

	it('stops our own reader where it would have to run programs', async () => {
		const matching = join(folder, 'matching');
		writeFileSync(matching, 'Match exec "true"\n\tUser x\n');
		const problem = await problemOf(byFiles({ host: 'x', configFile: matching }));
		assert.ok(problem.kind === 'unsupportedSshSetting');
		assert.equal(problem.setting, 'Match exec');
	});
});

/** Runs something while programs are looked for elsewhere. */
async function withPath<T>(path: string, run: () => Promise<T>): Promise<T> {
	const before = process.env['PATH'];
	process.env['PATH'] = path;
	try {
		return await run();
	} finally {
		process.env['PATH'] = before;
	}
}
