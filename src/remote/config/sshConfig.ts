import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { SshSettings } from '../sshSettings.ts';
import { type ConfigLine, isConfigFile, readConfigFile } from './configFile.ts';
import { type ConfigValues, valuesFor } from './configValues.ts';
import { isSafeHost, isSafeUser } from './hostileNames.ts';
import { isPort } from './normalValue.ts';
import { askOpenSsh, findOpenSsh } from './openSshConfig.ts';
import { parseHop } from './proxyJump.ts';
import { settle } from './settle.ts';

/** A host to resolve: its name in the configuration, and what is to win over the configuration. */
export interface HostQuery {
	/** Also as `user@host`. */
	readonly host: string;
	readonly configFile?: string;
	readonly user?: string;
	readonly port?: number;
	readonly identityFile?: string;
	/** A host to go through in place of what the configuration says, as `ProxyJump` takes one. */
	readonly jump?: string;
}

/**
 * What a connection to a host needs, by OpenSSH's own reading of the configuration, or ours where there is no
 * OpenSSH client; the log tells which. Throws ProblemError `badSetting`, `badSshConfig`, `jumpLoop` or
 * `unsupportedSshSetting`.
 */
export async function resolveHost(query: HostQuery, signal: AbortSignal, log?: Logger): Promise<SshSettings> {
	const asked = checked(query);
	const { host, configFile } = asked;
	const file = configFile ?? join(homedir(), '.ssh', 'config');
	if (!(await isConfigFile(file)) && configFile) {
		throw new ProblemError({ kind: 'badSshConfig', file, detail: `${file}: there is no such file` });
	}
	const openSsh = await findOpenSsh();
	signal.throwIfAborted();
	const isThere = 'version' in openSsh;
	const values = isThere
		? await askOpenSsh(openSsh, argumentsFor(asked), configFile ?? '~/.ssh/config', signal)
		: await readValues(asked);
	const settled = settle(asked, values);
	const settings = asked.jump === undefined ? settled : through(asked.jump, settled);
	const reader = isThere ? `ssh -G (${openSsh.version})` : `AI Factory's own reader: ${openSsh.missing}`;
	log?.info(`Settings of ${host} by ${reader}.`);
	for (const setting of ignoredIn(values, isThere)) log?.warn(`${host}: ${setting} is not followed.`);
	return settings;
}

function through(jump: string, { proxyCommand: _, ...settings }: SshSettings): SshSettings {
	return { ...settings, proxyJump: [jump] };
}

/** As `ssh -G` would print them, from the files alone. */
async function readValues(query: HostQuery): Promise<ConfigValues> {
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

/** `user@host` and `ssh://…` taken apart; what could do harm on a command line refused. */
function checked(query: HostQuery): HostQuery {
	const hop = /@|^ssh:\/\//.test(query.host) ? parseHop(query.host) : { host: query.host };
	const asked = { ...hop, ...query, host: hop.host };
	const bad = (setting: string, detail: string) => new ProblemError({ kind: 'badSetting', setting, detail });
	if (!isSafeHost(asked.host)) throw bad('host', `"${asked.host}" is not a host name.`);
	if (asked.user && !isSafeUser(asked.user)) throw bad('user', `"${asked.user}" is not a user name.`);
	if (asked.port !== undefined && !isPort(String(asked.port))) {
		throw bad('port', `${asked.port} is not a port; ports are 1 to 65535.`);
	}
	return asked;
}

function argumentsFor({ host, configFile, user, port }: HostQuery): readonly string[] {
	const options = [
		...(configFile ? ['-F', configFile] : []),
		...(user ? ['-l', user] : []),
		...(port ? ['-p', String(port)] : []),
	];
	return [...options, '--', host];
}

/** What is passed over, since without it a connection still reaches the right host or none. */
function ignoredIn(values: ConfigValues, isSettled: boolean): readonly string[] {
	const isOn = (keyword: string) => !/^(?:no|none|false)?$/i.test(values.get(keyword)?.[0] ?? '');
	return [
		...(isOn('bindinterface') ? ['BindInterface'] : []),
		...(isOn('canonicalizehostname') && !isSettled ? ['CanonicalizeHostname'] : []),
	];
}
