import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Problem, ProblemError } from '../../../src/problems/problem.ts';
import { type HostQuery, listHosts, readValues, resolveHost, settle } from '../../../src/remote/sshConfig.ts';
import type { SshSettings } from '../../../src/remote/sshSettings.ts';

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
Host *.example.nl !gate.example.nl
	User everywhere
Host * !leo
	User ada
	IdentitiesOnly yes
	StrictHostKeyChecking accept-new
	IdentityFile /keys/%n
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

	const byFiles = async (query: HostQuery) =>
		settle({ configFile, ...query }, await readValues({ configFile, ...query }));

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
	]) {
		it(`means the same to us as to OpenSSH: ${host}`, async () => {
			assert.deepEqual(await byFiles({ host }), await resolveHost({ host, configFile }, signal));
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
		}
	});

	it('may say nothing of a host', async () => {
		const empty = join(folder, 'empty');
		writeFileSync(empty, '');
		const settings = await byFiles({ host: 'login.example.org', configFile: empty });
		assert.deepEqual(
			[settings.address, settings.port, settings.user],
			['login.example.org', 22, userInfo().username],
		);
		assert.ok(settings.identityFiles.includes(`${homedir()}/.ssh/id_ed25519`));
	});

	it('offers its hosts in the order of the files, without patterns', async () => {
		assert.deepEqual(await listHosts(configFile), [
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

	it('is refused where it lists revoked keys, which nobody here reads', async () => {
		const revoking = join(folder, 'revoking');
		writeFileSync(revoking, 'Host x\n\tRevokedHostKeys ~/.ssh/revoked\nHost y\n\tRevokedHostKeys none\n');
		for (const resolve of [byFiles, (query: HostQuery) => resolveHost(query, signal)]) {
			const problem = await problemOf(resolve({ host: 'x', configFile: revoking }));
			assert.ok(problem.kind === 'unsupportedSshSetting');
			assert.equal(problem.setting, 'RevokedHostKeys');
			assert.equal((await resolve({ host: 'y', configFile: revoking })).alias, 'y');
		}
	});

	it('is never asked about what looks like an option', async () => {
		assert.equal((await problemOf(resolveHost({ host: '-oProxyCommand=x' }, signal))).kind, 'badSetting');
	});

	it('stops our own reader where it would have to run programs', async () => {
		const matching = join(folder, 'matching');
		writeFileSync(matching, 'Match exec "true"\n\tUser x\n');
		const problem = await problemOf(byFiles({ host: 'x', configFile: matching }));
		assert.ok(problem.kind === 'unsupportedSshSetting');
		assert.equal(problem.setting, 'Match exec');
	});
});

async function problemOf(promise: Promise<SshSettings>): Promise<Problem> {
	const error = await promise.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError, String(error));
	return error.problem;
}
