import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAbort } from '../../../src/base/abort.ts';
import { fingerprintOf, parsePublicKeyLine } from '../../../src/remote/keys/publicKey.ts';
import type { Link } from '../../../src/remote/link/link.ts';
import { openLink } from '../../../src/remote/link/openLink.ts';
import { SignInMemory } from '../../../src/remote/signIn/signInMemory.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { SshHost } from '../../../src/remote/sshHost.ts';
import type { SshSettings } from '../../../src/remote/sshSettings.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { settingsWith } from '../../support/sshSettings.ts';

const KINDS: Readonly<Record<string, readonly string[]>> = {
	'ssh-ed25519': ['-t', 'ed25519'],
	'ssh-rsa': ['-t', 'rsa', '-b', '2048'],
	'ecdsa-sha2-nistp256': ['-t', 'ecdsa', '-b', '256'],
	'ecdsa-sha2-nistp384': ['-t', 'ecdsa', '-b', '384'],
	'ecdsa-sha2-nistp521': ['-t', 'ecdsa', '-b', '521'],
};
const CERTIFIED_ONLY = Object.keys(KINDS)
	.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]))
	.map((name) => `${name}-cert-v01@openssh.com`);

describe('the identity of a real server', () => {
	let folder: KeyFolder;
	let ca: string;
	let otherCa: string;
	let hostKey: string;
	const servers: OwnSshd[] = [];
	const links: Link[] = [];

	before(() => {
		folder = new KeyFolder();
		ca = folder.key('ca');
		otherCa = folder.key('other_ca');
		hostKey = folder.key('host');
	});
	afterEach(async () => {
		await Promise.all(links.splice(0).map((link) => link.dispose()));
		await Promise.all(servers.splice(0).map((server) => server.close()));
	});

	const serve = async (...options: readonly string[]): Promise<OwnSshd> => {
		const server = await startSshd(folder, options);
		servers.push(server);
		return server;
	};
	const serveCertified = (certificate: string, key = hostKey, ...options: readonly string[]) =>
		serve(`HostKey ${key}`, `HostCertificate ${certificate}`, ...options);
	const trusting = (key: string, names = '127.0.0.1') =>
		folder.file('known_hosts', `@cert-authority ${names} ${folder.line(key)}\n`);
	const open = async (facts: Partial<SshSettings>, options: Partial<Parameters<typeof openLink>[2]> = {}) => {
		const link = await openLink(settingsFor(facts), undefined, { ...plainOptions(), ...options }, forever);
		links.push(link);
		return link;
	};

	for (const [type, kind] of Object.entries(KINDS)) {
		it(`is shown by a certificate alone, for a key and an authority of type ${type}`, async () => {
			const key = folder.key(`host_${type}`, ...kind);
			const authority = folder.key(`ca_${type}`, ...kind);
			const certificate = folder.certify(authority, key, '-h', '-n', '127.0.0.1');
			const algorithms = `HostKeyAlgorithms ${CERTIFIED_ONLY.join(',')}`;
			const { port } = await serveCertified(certificate, key, algorithms);
			const log = new MemoryLog();
			const link = await open({ port, userKnownHostsFiles: [trusting(authority)] }, { log });
			assert.match(await whoIs(link), /^ada$/);
			assert.match(log.lines.join('\n'), /shows the certificate "a host" by the authority \S+ SHA256:/);
		});
	}

	for (const kex of [
		'curve25519-sha256',
		'ecdh-sha2-nistp256',
		'diffie-hellman-group14-sha256',
		'diffie-hellman-group-exchange-sha256',
	]) {
		it(`is shown by a certificate in a key exchange by ${kex}`, async () => {
			const certificate = folder.certify(ca, hostKey, '-h', '-n', '127.0.0.1');
			const { port } = await serveCertified(certificate, hostKey, `KexAlgorithms ${kex}`);
			await open({ port, userKnownHostsFiles: [trusting(ca)] });
		});
	}

	it('is believed with rsa-sha2-256 too', async () => {
		const key = folder.key('rsa_256', '-t', 'rsa', '-b', '2048');
		const certificate = folder.certify(ca, key, '-h', '-n', '127.0.0.1');
		const { port } = await serveCertified(certificate, key);
		const algorithms = { hostKey: ['rsa-sha2-256-cert-v01@openssh.com'] };
		await open({ port, userKnownHostsFiles: [trusting(ca)], algorithms });
	});

	it('stays believed when keys are exchanged anew in the middle', async () => {
		const certificate = folder.certify(ca, hostKey, '-h', '-n', '127.0.0.1');
		const server = await serveCertified(certificate, hostKey, 'RekeyLimit 1M', 'LogLevel DEBUG1');
		const memory = new MemoryLog();
		const facts = { port: server.port, userKnownHostsFiles: [trusting(ca)] };
		const link = await open(facts, { log: memory });
		const host = hostOf(link);
		const { stdout } = await host.exec('head -c 12000000 /dev/zero | tr "\\0" x', forever);
		assert.equal(stdout.length, 12_000_000);
		assert.ok((server.log().match(/set_newkeys: rekeying/g) ?? []).length > 16, server.log());
		assert.equal(memory.lines.filter((line) => line.includes('shows the certificate')).length, 1);
	});

	// Each as OpenSSH decides, which is asked as well, with StrictHostKeyChecking=yes.
	const named = ['-h', '-n', '127.0.0.1'];
	const over = [...named, '-V', '20200101:20210101'];
	const believing = (who: string, names = '*') => `@cert-authority ${names} ${folder.line(who)}\n`;
	const known = (who: string, port: number) => `[127.0.0.1]:${port} ${folder.line(who)}\n`;
	const cases: readonly {
		readonly what: string;
		readonly certificate: readonly string[];
		readonly knownHosts: (port: number) => string;
		/** Absent when it is believed. */
		readonly refused?: string;
		readonly facts?: Partial<SshSettings>;
		/** OpenSSH 9.2 takes names in a certificate literally. */
		readonly isStricterInOpenSsh?: boolean;
	}[] = [
		{ what: 'the right authority', certificate: named, knownHosts: () => believing(ca, '127.0.0.1') },
		{ what: 'an authority for every host', certificate: named, knownHosts: () => believing(ca) },
		{ what: 'no name at all', certificate: ['-h'], knownHosts: () => believing(ca) },
		{
			what: 'a name with a wildcard',
			certificate: ['-h', '-n', 'login*,127.0.?.1'],
			knownHosts: () => believing(ca),
			isStricterInOpenSsh: true,
		},
		{
			what: 'the name HostKeyAlias',
			certificate: ['-h', '-n', 'cluster'],
			knownHosts: () => believing(ca, 'cluster'),
			facts: { hostKeyAlias: 'Cluster' },
		},
		{
			what: 'the name HostKeyAlias in capitals',
			certificate: ['-h', '-n', 'Cluster'],
			knownHosts: () => believing(ca),
			facts: { hostKeyAlias: 'Cluster' },
			refused: 'otherHost',
		},
		{
			what: 'the address instead of HostKeyAlias',
			certificate: named,
			knownHosts: () => believing(ca),
			facts: { hostKeyAlias: 'cluster' },
			refused: 'otherHost',
		},
		{
			what: 'another name',
			certificate: ['-h', '-n', 'login.example.org'],
			knownHosts: () => believing(ca),
			refused: 'otherHost',
		},
		{
			what: 'a wrong authority',
			certificate: named,
			knownHosts: () => believing(otherCa),
			refused: 'unknownAuthority',
		},
		{
			what: 'an authority for other hosts',
			certificate: named,
			knownHosts: () => believing(ca, 'login.example.org') + believing(otherCa),
			refused: 'unknownAuthority',
		},
		{
			what: 'an authority in a line without the marker',
			certificate: named,
			knownHosts: (port) => believing(otherCa) + known(ca, port),
			refused: 'hostKeyChanged',
		},
		{
			what: 'a time that is over',
			certificate: over,
			knownHosts: () => believing(ca),
			refused: 'expired',
		},
		{
			what: 'a time that has not come',
			certificate: [...named, '-V', '20900101:20910101'],
			knownHosts: () => believing(ca),
			refused: 'notYetValid',
		},
		{
			what: 'a time that is over, but a known key',
			certificate: over,
			knownHosts: (port) => believing(ca) + known(hostKey, port),
		},
		{
			what: 'a time that is over, but a known key, and no other key wanted',
			certificate: over,
			knownHosts: (port) => believing(ca) + known(hostKey, port),
			facts: { algorithms: { hostKey: CERTIFIED_ONLY } },
		},
		{
			what: 'a wrong authority, but a known key',
			certificate: named,
			knownHosts: (port) => believing(otherCa) + known(hostKey, port),
		},
		{
			what: 'a wrong authority, and another known key',
			certificate: named,
			knownHosts: (port) => believing(otherCa) + known(otherCa, port),
			refused: 'hostKeyChanged',
		},
		{
			what: 'a revoked authority',
			certificate: named,
			knownHosts: () => `${believing(ca)}@revoked * ${folder.line(ca)}\n`,
			refused: 'hostKeyRevoked',
		},
		{
			what: 'a revoked key',
			certificate: named,
			knownHosts: () => `${believing(ca)}@revoked * ${folder.line(hostKey)}\n`,
			refused: 'hostKeyRevoked',
		},
	];
	for (const { what, certificate, knownHosts, refused, facts, isStricterInOpenSsh } of cases) {
		it(`is ${refused ? `refused (${refused})` : 'believed'}, as OpenSSH does, by a certificate with ${what}`, async () => {
			const { port } = await serveCertified(folder.certify(ca, hostKey, ...certificate));
			const file = folder.file('known_hosts', knownHosts(port));
			const settings = { port, userKnownHostsFiles: [file], ...facts };
			assert.equal(openSshTrusts(settingsFor(settings)), !refused && !isStricterInOpenSsh);
			if (!refused) return void (await open(settings));
			const problem = await problemOf(open(settings));
			const trouble = problem.kind === 'hostKeyUnknown' ? problem.certificate : problem;
			assert.equal(trouble?.kind, refused);
		});
	}

	it('is asked about when the certificate has expired, and the question says so', async () => {
		const expired = folder.certify(ca, hostKey, '-h', '-n', '127.0.0.1', '-V', '20200101:20210101');
		const { port } = await serveCertified(expired);
		const ask = answering([], true);
		const file = trusting(ca);
		await open({ port, userKnownHostsFiles: [file], unknownHostKey: 'ask' }, { ask });
		const [question] = ask.asked;
		assert.ok(question && 'detail' in question);
		assert.match(
			question.detail,
			/^Its certificate expired on 202\d-\d\d-\d\d \d\d:\d\d UTC\. You have not connected/,
		);
		assert.ok(question.detail.includes(fingerprint(hostKey)));
		assert.match(readFileSync(file, 'utf8'), new RegExp(`\\n\\[127\\.0\\.0\\.1\\]:${port} ssh-ed25519 `));
	});

	it('that comes by a certificate is not written down', async () => {
		const certificate = folder.certify(ca, hostKey, '-h', '-n', '127.0.0.1');
		const { port } = await serveCertified(certificate);
		const file = trusting(ca);
		const before = readFileSync(file, 'utf8');
		await open({ port, userKnownHostsFiles: [file], unknownHostKey: 'accept' });
		assert.equal(readFileSync(file, 'utf8'), before);
	});

	it('that is known by one key is asked for by that key', async () => {
		const rsa = folder.key('rsa_known', '-t', 'rsa', '-b', '2048');
		const { port } = await serve(`HostKey ${hostKey}`, `HostKey ${rsa}`);
		const file = folder.file('known_hosts', `[127.0.0.1]:${port} ${folder.line(rsa)}\n`);
		await open({ port, userKnownHostsFiles: [file] });
		await open({
			port,
			userKnownHostsFiles: [file],
			algorithms: { hostKey: ['ssh-ed25519', 'rsa-sha2-256'] },
		});
	});

	it('is shown by the algorithms that the configuration wants, or not at all', async () => {
		const rsa = folder.key('rsa_wanted', '-t', 'rsa', '-b', '2048');
		const { port } = await serve(`HostKey ${hostKey}`, `HostKey ${rsa}`);
		const facts = { port, algorithms: { hostKey: ['rsa-sha2-256'] } };
		const problem = await problemOf(open(facts));
		assert.ok(problem.kind === 'hostKeyUnknown');
		assert.equal(problem.keyType, 'ssh-rsa');
		const none = await problemOf(open({ port, algorithms: { hostKey: ['ecdsa-sha2-nistp256'] } }));
		assert.ok(none.kind === 'cannotReach');
		assert.equal(none.reason, 'noAgreement');
	});

	it('is compared with the fingerprints that the site publishes', async () => {
		const { port } = await serve(`HostKey ${hostKey}`);
		const ask = answering([], true);
		const file = folder.file('published', '');
		await open(
			{ port, unknownHostKey: 'ask', userKnownHostsFiles: [file] },
			{ ask, publishedHostKeys: [fingerprint(otherCa), fingerprint(hostKey)] },
		);
		const [question] = ask.asked;
		assert.ok(question && 'detail' in question);
		assert.match(question.detail, /This is one of the fingerprints that the site publishes/);
		for (const unknownHostKey of ['ask', 'accept', 'refuse'] as const) {
			const problem = await problemOf(
				open({ port, unknownHostKey }, { ask, publishedHostKeys: [fingerprint(otherCa)] }),
			);
			assert.equal(problem.kind, 'hostKeyNotPublished', unknownHostKey);
		}
		assert.equal(ask.asked.length, 1);
	});

	it('of a host on the way is not compared with what the site publishes', async () => {
		const far = await serve(`HostKey ${hostKey}`);
		const near = await serve(`HostKey ${otherCa}`);
		const config = folder.file(
			'ssh_config',
			`Host near
	Port ${near.port}
Host far
	Port ${far.port}
	ProxyJump near
Host *
	HostName 127.0.0.1
	User ada
	IdentityFile ${settingsFor({}).identityFiles[0]}
	IdentitiesOnly yes
	StrictHostKeyChecking accept-new
	UserKnownHostsFile ${folder.file('not-there-yet')}
	GlobalKnownHostsFile none
`,
		);
		const reach = (publishedHostKeys: readonly string[]) => {
			const options = { ask: answering(), log: new MemoryLog(), publishedHostKeys };
			return connect({ name: 'far', host: 'far', configFile: config }, options, forever);
		};
		const problem = await problemOf(reach([fingerprint(otherCa)]));
		assert.ok(problem.kind === 'hostKeyNotPublished');
		assert.equal(problem.host, 'far');
		await saysNothingOfPeople(far);
		const host = await reach([fingerprint(hostKey)]);
		await host.dispose();
	});

	describe('comes before any secret', () => {
		const lists: readonly [string, (port: number) => Partial<SshSettings>, string][] = [
			[
				'changed',
				(port) => ({
					userKnownHostsFiles: [folder.file('known_hosts', `[127.0.0.1]:${port} ${folder.line(ca)}\n`)],
				}),
				'hostKeyChanged',
			],
			[
				'revoked in known_hosts',
				(port) => ({
					userKnownHostsFiles: [
						folder.file(
							'known_hosts',
							`[127.0.0.1]:${port} ${folder.line(hostKey)}\n@revoked * ${folder.line(hostKey)}\n`,
						),
					],
				}),
				'hostKeyRevoked',
			],
			[
				'revoked in a list',
				() => ({
					unknownHostKey: 'accept',
					revokedHostKeysFiles: [
						folder.file('revoked', `# stolen\n${folder.line(ca)}\n${folder.line(hostKey)} old login node\n`),
					],
				}),
				'hostKeyRevoked',
			],
			['unknown where it must not be', () => ({ unknownHostKey: 'refuse' }), 'hostKeyUnknown'],
			[
				'perhaps revoked in a list that cannot be read',
				() => ({ unknownHostKey: 'accept', revokedHostKeysFiles: [folder.file('nothing-here')] }),
				'revokedKeysUnreadable',
			],
		];
		for (const [what, facts, kind] of lists) {
			it(`when the key is ${what}`, async () => {
				const server = await serve(`HostKey ${hostKey}`);
				const problem = await problemOf(open({ port: server.port, ...facts(server.port) }));
				assert.equal(problem.kind, kind);
				await saysNothingOfPeople(server);
			});
		}

		it('when the person does not trust it', async () => {
			const server = await serve(`HostKey ${hostKey}`);
			await assert.rejects(open({ port: server.port, unknownHostKey: 'ask' }), isAbort);
			await saysNothingOfPeople(server);
		});

		it('on a host behind another', async () => {
			const [near, far] = [await serve(`HostKey ${hostKey}`), await serve(`HostKey ${hostKey}`)];
			const via = await open({ port: near.port, unknownHostKey: 'accept' });
			const settings = settingsFor({ port: far.port, unknownHostKey: 'refuse' });
			const problem = await problemOf(openLink(settings, via, plainOptions(), forever));
			assert.equal(problem.kind, 'hostKeyUnknown');
			await saysNothingOfPeople(far);
			assert.match(near.log(), /Accepted publickey for ada/);
		});
	});
});

const plainOptions = () => ({
	ask: answering(),
	log: new MemoryLog(),
	onStep: () => {},
	memory: new SignInMemory(),
	isAttended: true,
});

function settingsFor(facts: Partial<SshSettings>): SshSettings {
	const { identityFile } = readFactory().aliases['practice'] ?? assert.fail();
	return settingsWith({
		alias: 'own',
		user: 'ada',
		identityFiles: [identityFile],
		identitiesOnly: true,
		unknownHostKey: 'refuse',
		...facts,
	});
}

/** What the OpenSSH client makes of the same settings. */
function openSshTrusts(settings: SshSettings): boolean {
	const { hostKeyAlias, algorithms } = settings;
	const options = {
		BatchMode: 'yes',
		StrictHostKeyChecking: 'yes',
		IdentitiesOnly: 'yes',
		GlobalKnownHostsFile: 'none',
		UserKnownHostsFile: settings.userKnownHostsFiles.join(' '),
		UpdateHostKeys: 'no',
		...(hostKeyAlias && { HostKeyAlias: hostKeyAlias }),
		...(algorithms.hostKey && { HostKeyAlgorithms: algorithms.hostKey.join(',') }),
	};
	const words = Object.entries(options).map(([name, value]) => `-o${name}=${value}`);
	const where = ['-p', String(settings.port), '-l', 'ada', '-i', settings.identityFiles[0] ?? ''];
	const { status, stderr } = spawnSync('ssh', ['-F', 'none', ...words, ...where, '127.0.0.1', 'true'], {
		encoding: 'utf8',
	});
	assert.ok(status === 0 || /verification failed/.test(stderr), stderr);
	return status === 0;
}

const hostOf = (link: Link) =>
	new SshHost(link, { name: 'own', user: 'ada', log: new MemoryLog(), prelude: '' });

async function whoIs(link: Link): Promise<string> {
	return (await hostOf(link).exec('id -un', forever)).stdout.trim();
}

function fingerprint(key: string): string {
	return fingerprintOf(parsePublicKeyLine(readFileSync(`${key}.pub`, 'utf8')) ?? assert.fail());
}

/** sshd logs every attempt to sign in, with the name of the account, at the level VERBOSE. */
async function saysNothingOfPeople(server: OwnSshd): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 100));
	assert.match(server.log(), /Connection (from|closed|reset)/);
	assert.doesNotMatch(server.log(), /ada|publickey|Postponed|Failed|Accepted/);
}
