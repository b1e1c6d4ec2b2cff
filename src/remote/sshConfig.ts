import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../problems/problem.ts';
import { type ConfigLine, readConfigFile } from './configFile.ts';
import { expandPath, expandTokens, type TokenFacts } from './configTokens.ts';
import { type ConfigValues, valuesFor } from './configValues.ts';
import { askOpenSsh } from './openSshConfig.ts';
import type { SshSettings, UnknownHostKey } from './sshSettings.ts';

/** A host to resolve: its name in the configuration, and what is to win over the configuration. */
export interface HostQuery {
	readonly host: string;
	readonly configFile?: string;
	readonly user?: string;
	readonly port?: number;
	readonly identityFile?: string;
}

/**
 * What a connection to a host needs, by OpenSSH's own reading of the configuration, or ours where there is no
 * OpenSSH client. Throws ProblemError `badSetting`, `badSshConfig` or `unsupportedSshSetting`.
 */
export async function resolveHost(query: HostQuery, signal: AbortSignal): Promise<SshSettings> {
	if (!query.host || query.host.startsWith('-')) {
		throw new ProblemError({
			kind: 'badSetting',
			setting: 'host',
			detail: `"${query.host}" is not a host name`,
		});
	}
	const file = query.configFile ?? '~/.ssh/config';
	const values = (await askOpenSsh(argumentsFor(query), file, signal)) ?? (await readValues(query));
	return settle(query, values);
}

/** As `ssh -G` would print them, from the files alone. */
export async function readValues(query: HostQuery): Promise<ConfigValues> {
	const given = new Map<string, readonly string[]>();
	if (query.user) given.set('user', [query.user]);
	if (query.port) given.set('port', [String(query.port)]);
	const lines: ConfigLine[] = [];
	for (const file of configFiles(query.configFile)) lines.push(...(await readConfigFile(file)));
	return valuesFor(query.host, lines, given);
}

/** The host names that a person can pick from: those of Host lines that are no patterns, in the order of the files. */
export async function listHosts(configFile: string | undefined): Promise<readonly string[]> {
	const names = new Set<string>();
	const gather = (lines: readonly ConfigLine[]) => {
		for (const { keyword, words, below } of lines) {
			if (keyword === 'host') for (const word of words) if (!/[*?!]/.test(word)) names.add(word);
			gather(below);
		}
	};
	for (const file of configFiles(configFile)) gather(await readConfigFile(file));
	return [...names];
}

/** A named file stands in for both of the usual ones, as with `ssh -F`. */
function configFiles(configFile: string | undefined): readonly string[] {
	return configFile ? [configFile] : [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config'];
}

function argumentsFor({ host, configFile, user, port }: HostQuery): readonly string[] {
	const options = [
		...(configFile ? ['-F', configFile] : []),
		...(user ? ['-l', user] : []),
		...(port ? ['-p', String(port)] : []),
	];
	return [...options, '--', host];
}

/** OpenSSH's defaults in readconf.c, for what the values do not say. */
const DEFAULT_IDENTITIES = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => `~/.ssh/${name}`);
const DEFAULT_USER_FILES = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
const DEFAULT_GLOBAL_FILES = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** Puts types, defaults, tokens and absolute paths to the values. Throws ProblemError `unsupportedSshSetting`. */
export function settle(query: HostQuery, values: ConfigValues): SshSettings {
	const one = (keyword: string) => values.get(keyword)?.[0];
	const alias = query.host;
	// To connect without a look at the list would be to trust what the person said not to trust.
	if (unlessNone(one('revokedhostkeys'))) {
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting: 'RevokedHostKeys' });
	}
	const port = Number(one('port') ?? 22);
	const user = one('user') ?? userInfo().username;
	const address = expandTokens(one('hostname') ?? alias, { alias, address: alias, port, user });
	const hostKeyAlias = one('hostkeyalias');
	const facts: TokenFacts = { alias, address, port, user, hostKeyAlias };
	const paths = (keyword: string, defaults: readonly string[]) =>
		(values.get(keyword) ?? defaults)
			.flatMap(splitWords)
			.filter((path) => path !== 'none')
			.map((path) => expandPath(path, facts));
	const named = query.identityFile && expandPath(query.identityFile, facts);
	const listed = (values.get('identityfile') ?? DEFAULT_IDENTITIES).filter((path) => path !== 'none');
	const wanted = named ? listed.filter((path) => !isDefaultIdentity(path)) : listed;
	const identityFiles = [...(named ? [named] : []), ...wanted.map((path) => expandPath(path, facts))];
	const agent = agentPath(one('identityagent'), facts);
	const proxyJump = unlessNone(one('proxyjump'));
	const proxyCommand = unlessNone(values.get('proxycommand')?.join(' '));
	const connectTimeout = Number(one('connecttimeout') ?? 0) || undefined;
	return {
		alias,
		address,
		port,
		user,
		identityFiles: [...new Set(identityFiles)],
		...(named && { namedIdentityFile: named }),
		identitiesOnly: one('identitiesonly') === 'yes',
		...(agent && { identityAgent: agent }),
		certificateFiles: paths('certificatefile', []),
		methodsOff: [],
		revokedHostKeysFiles: [],
		algorithms: {},
		userKnownHostsFiles: paths('userknownhostsfile', DEFAULT_USER_FILES),
		globalKnownHostsFiles: paths('globalknownhostsfile', DEFAULT_GLOBAL_FILES),
		unknownHostKey: unknownHostKey(one('stricthostkeychecking')),
		...(hostKeyAlias && { hostKeyAlias }),
		hashKnownHosts: one('hashknownhosts') === 'yes',
		proxyJump: proxyJump?.split(',').map((hop) => hop.trim()) ?? [],
		...(proxyCommand && !proxyJump && { proxyCommand }),
		serverAliveInterval: Number(one('serveraliveinterval') ?? 0) || 0,
		serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
		...(connectTimeout && { connectTimeout }),
	};
}

/** `ssh -G` lists the standard files too when the configuration names none. A file that the person chose replaces them. */
const isDefaultIdentity = (path: string) => /^~\/\.ssh\/id_[a-z0-9_]+$/.test(path);

const unlessNone = (value: string | undefined) => (value?.toLowerCase() === 'none' ? undefined : value);

/** Splits a list of paths, with double quotes around those that hold spaces. */
function splitWords(text: string): readonly string[] {
	return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** `no` accepts what is unknown; that it lets changed keys through as well is not followed. */
function unknownHostKey(value: string | undefined): UnknownHostKey {
	if (value === 'yes' || value === 'true') return 'refuse';
	if (value === 'no' || value === 'off' || value === 'false' || value === 'accept-new') return 'accept';
	return 'ask';
}

/** See IdentityAgent in ssh_config(5): a path, a variable's name after `$`, `SSH_AUTH_SOCK`, or `none`. */
function agentPath(value: string | undefined, facts: TokenFacts): string | undefined {
	if (value === 'none') return undefined;
	const standard = process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined;
	if (value === undefined || value === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] || standard;
	if (value.startsWith('$') && !value.startsWith('${')) return process.env[value.slice(1)];
	return expandPath(value, facts);
}
