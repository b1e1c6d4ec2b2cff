import { userInfo } from 'node:os';
import { ProblemError } from '../../problems/problem.ts';
import type { SshSettings, UnknownHostKey } from '../sshSettings.ts';
import { settledAlgorithms } from './algorithms.ts';
import { expandPath, type TokenFacts } from './configTokens.ts';
import type { ConfigValues } from './configValues.ts';
import type { HostQuery } from './sshConfig.ts';

/** OpenSSH's defaults in readconf.c, for what the values do not say. */
const DEFAULT_IDENTITIES = ['rsa', 'ecdsa', 'ecdsa_sk', 'ed25519', 'ed25519_sk'].map(
	(type) => `~/.ssh/id_${type}`,
);
const DEFAULT_USER_FILES = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
const DEFAULT_GLOBAL_FILES = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** Puts types, defaults, tokens and absolute paths to the values. Throws ProblemError `unsupportedSshSetting`. */
export function settle(query: HostQuery, values: ConfigValues): SshSettings {
	const one = (keyword: string) => values.get(keyword)?.[0];
	const alias = query.host;
	const port = Number(one('port') ?? 22);
	const user = one('user') ?? userInfo().username;
	const address = one('hostname') ?? alias;
	const hostKeyAlias = one('hostkeyalias');
	const facts: TokenFacts = { alias, address, port, user, hostKeyAlias };
	const paths = (keyword: string, defaults: readonly string[]) =>
		(values.get(keyword) ?? defaults)
			.filter((path) => path.toLowerCase() !== 'none')
			.map((path) => expandPath(path, facts));
	const named = query.identityFile && expandPath(query.identityFile, facts);
	const listed = paths('identityfile', named ? [] : DEFAULT_IDENTITIES);
	const agent = agentPath(one('identityagent'), facts);
	const connectTimeout = Number(one('connecttimeout') ?? 0) || undefined;
	const preferred = one('preferredauthentications');
	return {
		alias,
		address,
		port,
		user,
		identityFiles: [...new Set([...(named ? [named] : []), ...listed])],
		areIdentitiesDefault: !named && !values.has('identityfile'),
		...(named && { namedIdentityFile: named }),
		identitiesOnly: isYes(one('identitiesonly')),
		...(agent && { identityAgent: agent }),
		certificateFiles: paths('certificatefile', []),
		methodsOff: methodsOff(one),
		...(preferred && { preferredMethods: splitList(preferred) }),
		revokedHostKeysFiles: paths('revokedhostkeys', []),
		algorithms: settledAlgorithms(one),
		userKnownHostsFiles: paths('userknownhostsfile', DEFAULT_USER_FILES),
		globalKnownHostsFiles: paths('globalknownhostsfile', DEFAULT_GLOBAL_FILES),
		unknownHostKey: unknownHostKey(one('stricthostkeychecking')),
		...(hostKeyAlias && { hostKeyAlias }),
		hashKnownHosts: isYes(one('hashknownhosts')),
		...proxy(alias, one),
		serverAliveInterval: Number(one('serveraliveinterval') ?? 0) || 0,
		serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
		...(connectTimeout && { connectTimeout }),
		...addressesOf(one),
	};
}

/** The first value of a keyword. */
type One = (keyword: string) => string | undefined;

const isYes = (value: string | undefined) => /^(?:yes|true)$/i.test(value ?? '');

const isNo = (value: string | undefined) => /^(?:no|false)$/i.test(value ?? '');

const unlessNone = (value: string | undefined) => (value?.toLowerCase() === 'none' ? undefined : value);

const splitList = (value: string) => value.split(',').map((item) => item.trim());

function methodsOff(one: One): readonly string[] {
	const switches = {
		publickey: 'pubkeyauthentication',
		password: 'passwordauthentication',
		'keyboard-interactive': 'kbdinteractiveauthentication',
	};
	return Object.entries(switches).flatMap(([method, keyword]) => (isNo(one(keyword)) ? [method] : []));
}

function proxy(host: string, one: One): Pick<SshSettings, 'proxyJump' | 'proxyCommand'> {
	const jump = unlessNone(one('proxyjump'));
	if (jump) return { proxyJump: splitList(jump) };
	const command = unlessNone(one('proxycommand'));
	// The command would hand over a socket in place of its own input and output.
	if (command && isYes(one('proxyusefdpass'))) {
		throw new ProblemError({ kind: 'unsupportedSshSetting', host, setting: 'ProxyUseFdpass' });
	}
	return { proxyJump: [], ...(command && { proxyCommand: command }) };
}

function addressesOf(one: One): Pick<SshSettings, 'addressFamily' | 'bindAddress'> {
	const family = one('addressfamily')?.toLowerCase();
	const bindAddress = one('bindaddress');
	return {
		...(family === 'inet' && { addressFamily: 4 as const }),
		...(family === 'inet6' && { addressFamily: 6 as const }),
		...(bindAddress && bindAddress !== '*' && { bindAddress }),
	};
}

/** `no` accepts what is unknown; that it lets changed keys through as well is not followed. */
function unknownHostKey(value: string | undefined): UnknownHostKey {
	if (isYes(value)) return 'refuse';
	if (isNo(value) || value === 'off' || value === 'accept-new') return 'accept';
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
