import type { Ask } from '../base/ask.ts';
import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import { routeTo } from './config/proxyJump.ts';
import { type HostQuery, resolveHost } from './config/sshConfig.ts';
import { certificateTrouble } from './keys/certificateTrouble.ts';
import { hurryAnswers } from './link/jumpHost.ts';
import type { Link } from './link/link.ts';
import { type LinkOptions, openLink } from './link/openLink.ts';
import type { RemoteHost } from './remoteHost.ts';
import { SignInMemory } from './signIn/signInMemory.ts';
import { signInNeeded } from './signIn/unattended.ts';
import { SshHost } from './sshHost.ts';
import type { SshSettings } from './sshSettings.ts';

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
	/** A host to go through: a host of the SSH configuration, or an address, also as `user@host`. */
	readonly jump?: string;
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
	/** True for a host that is mostly for files: no shell is opened before it is needed. */
	readonly isForFiles?: boolean;
	/** Fingerprints that the site publishes for the target, not for the hosts on the way: `SHA256:…`, or `ssh-ed25519 SHA256:…`. */
	readonly publishedHostKeys?: readonly string[];
	/** Of a name with several addresses the one to try first: the login node that was used last. */
	readonly preferredAddress?: string;
	/** Hears the IP address of the target, or its name where another host or program dials it. */
	readonly onAddress?: (address: string) => void;
}

/**
 * Connects to a login node as the SSH configuration says, through its jump hosts. Throws ProblemErrors `badSetting`,
 * `badSshConfig`, `jumpLoop`, `unsupportedSshSetting`, `cannotReach`, `authenticationRefused`, `signInCutOff`,
 * `signInTooSlow`, `signInNeeded`, `keyUnreadable`, `certificateExpired`, `hostKeyChanged`,
 * `hostKeyRevoked`, `hostKeyUnknown`, `hostKeyNotPublished`, `hostCertificateRefused`, `revokedKeysUnreadable`;
 * `cancelled()` when the person dismissed a question; or the signal's reason.
 */
export async function connect(
	target: SshTarget,
	options: SshOptions,
	signal: AbortSignal,
): Promise<RemoteHost> {
	const { ask, log, prelude = '', onStep = () => {} } = options;
	const { memory = new SignInMemory(), isAttended = true, isForFiles = false } = options;
	const { publishedHostKeys = [], preferredAddress, onAddress } = options;
	const start = performance.now();
	const resolve = (query: HostQuery) => resolveHost(query, signal, log);
	const settings = await resolve(target);
	const route = await routeTo(settings, target.configFile, resolve);
	const linkOptions = {
		...{ ask, log, onStep, memory, isAttended, publishedHostKeys },
		...(preferredAddress !== undefined && { preferredAddress }),
		...(onAddress && { onAddress }),
	};
	const link = await linkAlong(route, linkOptions, signal);
	log.info(`${target.name}: signed in as ${settings.user} in ${Math.round(performance.now() - start)} ms`);
	return new SshHost(link, { name: target.name, user: settings.user, log, prelude, isForFiles });
}

/** Signs in to the hosts of a route in turn. Their links close together: the last one's end takes those before along. */
async function linkAlong(
	route: readonly SshSettings[],
	options: LinkOptions,
	signal: AbortSignal,
): Promise<Link> {
	for (const settings of route) await expectSignIn(settings, options, signal);
	let via: Link | undefined;
	const { publishedHostKeys: _, preferredAddress: __, onAddress: ___, ...onTheWay } = options;
	for (const settings of route) {
		const before = via;
		const isLast = settings === route.at(-1);
		try {
			via = await openLink(settings, before, isLast ? options : onTheWay, signal);
			if (before) via.onDidClose(() => void before.dispose());
			if (!isLast) void hurryAnswers(via, signal);
		} catch (error) {
			await before?.dispose();
			throw error;
		}
	}
	if (!via) throw new RangeError('A route ends with the host itself.');
	return via;
}

/** Throws, before anything is dialled, the problem of a sign-in that cannot succeed. */
async function expectSignIn(
	settings: SshSettings,
	{ log, memory, isAttended }: LinkOptions,
	signal: AbortSignal,
): Promise<void> {
	const remembered = memory.find(settings);
	const trouble = remembered ? undefined : await certificateTrouble(settings, log, signal);
	if (trouble) throw new ProblemError(trouble);
	if (!isAttended && (!remembered || remembered.needsPerson)) throw signInNeeded(settings);
}
