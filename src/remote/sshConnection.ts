import type { Ask } from '../base/ask.ts';
import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import { certificateTrouble } from './certificateTrouble.ts';
import type { Link } from './link.ts';
import { type LinkOptions, openLink } from './openLink.ts';
import { parseHop } from './proxyJump.ts';
import type { RemoteHost } from './remoteHost.ts';
import { SignInMemory } from './signInMemory.ts';
import { resolveHost } from './sshConfig.ts';
import { SshHost } from './sshHost.ts';
import type { SshSettings } from './sshSettings.ts';
import { signInNeeded } from './unattended.ts';

/** A login node to connect to. What is given here wins over the SSH configuration. */
export interface SshTarget {
	/** The name that the person knows it by. */
	readonly name: string;
	/** A host of the SSH configuration, or an address. */
	readonly host: string;
	/** In place of `~/.ssh/config` and the system's. */
	readonly configFile?: string;
	readonly user?: string;
	readonly port?: number;
	readonly identityFile?: string;
}

export interface SshOptions {
	readonly ask: Ask;
	readonly log: Logger;
	/** Shell lines to run at the start of every remote shell, such as `unset` of variables that disturb. */
	readonly prelude?: string;
	/** Hears what is going on, in words for a progress display. */
	readonly onStep?: (words: string) => void;
	/** What let the person in before; shared by all connections of a window. */
	readonly memory?: SignInMemory;
	/** False to come back without the person: throws ProblemError `signInNeeded`, before anything is dialled, where that cannot be. */
	readonly isAttended?: boolean;
	/** Fingerprints that the site publishes for the target, not for the hosts on the way: `SHA256:…`, or `ssh-ed25519 SHA256:…`. */
	readonly publishedHostKeys?: readonly string[];
}

/** More hops than anybody has; a configuration whose hosts jump through each other ends here. */
const MAX_HOPS = 8;

/**
 * Connects to a login node as the SSH configuration says, through its jump hosts. Throws ProblemErrors `badSetting`,
 * `badSshConfig`, `unsupportedSshSetting`, `cannotReach`, `authenticationRefused`, `keyUnreadable`, `certificateExpired`, `hostKeyChanged`,
 * `hostKeyRevoked`, `hostKeyUnknown`, `hostKeyNotPublished`, `hostCertificateRefused`, `revokedKeysUnreadable`;
 * `cancelled()` when the person dismissed a question; or the signal's reason.
 */
export async function connect(
	target: SshTarget,
	options: SshOptions,
	signal: AbortSignal,
): Promise<RemoteHost> {
	const { ask, log, prelude = '', onStep = () => {} } = options;
	const { memory = new SignInMemory(), isAttended = true, publishedHostKeys = [] } = options;
	const start = performance.now();
	const settings = await resolveHost(target, signal);
	const linkOptions = { ask, log, onStep, memory, isAttended, publishedHostKeys };
	const link = await linkTo(settings, target.configFile, linkOptions, signal);
	log.info(`${target.name}: signed in as ${settings.user} in ${Math.round(performance.now() - start)} ms`);
	return new SshHost(link, { name: target.name, user: settings.user, log, prelude });
}

/** The links of a chain close together: the last one's end takes those before along. */
async function linkTo(
	settings: SshSettings,
	configFile: string | undefined,
	options: LinkOptions,
	signal: AbortSignal,
	depth = 0,
): Promise<Link> {
	const { alias } = settings;
	const remembered = options.memory.find(settings);
	const trouble = remembered ? undefined : await certificateTrouble(settings, options.log, signal);
	if (trouble) throw new ProblemError(trouble);
	if (!options.isAttended && (!remembered || remembered.needsPerson)) throw signInNeeded(settings);
	if (settings.proxyCommand) {
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting: 'ProxyCommand' });
	}
	if (depth >= MAX_HOPS)
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting: 'ProxyJump' });
	const last = settings.proxyJump.at(-1);
	if (last === undefined) return openLink(settings, undefined, options, signal);
	const found = await resolveHost({ ...parseHop(last), ...(configFile && { configFile }) }, signal);
	// Of several hops only the first goes by its own ProxyJump: the others' way is given by the list.
	const before = settings.proxyJump.slice(0, -1);
	const hop = before.length > 0 ? { ...found, proxyJump: before } : found;
	const via = await linkTo(hop, configFile, { ...options, publishedHostKeys: [] }, signal, depth + 1);
	try {
		const link = await openLink(settings, via, options, signal);
		link.onDidClose(() => void via.dispose());
		return link;
	} catch (error) {
		await via.dispose();
		throw error;
	}
}
