import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { isAbort, unlessAborted } from '../../base/abort.ts';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { SshSettings } from '../sshSettings.ts';
import type { Link } from './link.ts';
import { type Lookup, lookUpAll } from './lookup.ts';
import { runProxyCommand } from './proxyCommand.ts';

/** The byte stream to a host's SSH port. */
export interface Dialled {
	/** May be destroyed already when it is looked at, with the reason in `errored`. */
	readonly stream: Duplex;
	/** The IP address that answered; through another program or host, the address that was asked for. */
	readonly address: string;
}

export interface DialOptions {
	readonly log: Logger;
	/** One of the host's addresses to try before the others: the node that was used last time. */
	readonly preferredAddress?: string;
	readonly lookup?: Lookup;
}

/** How long an answer may take, where ConnectTimeout says nothing; shorter where there is another address to try. */
const PATIENCE_SECONDS = 30;
const ATTEMPT_SECONDS = 5;

/**
 * Opens the stream to a host, directly, by its ProxyCommand, or through a host that is signed in to already. Nothing takes
 * longer than ConnectTimeout for each address. Throws ProblemError `cannotReach` or `unsupportedSshSetting`, a network error
 * with a `code`, or the signal's reason.
 */
export async function dial(
	settings: SshSettings,
	via: Link | undefined,
	options: DialOptions,
	signal: AbortSignal,
): Promise<Dialled> {
	const dialled = await dialSomehow(settings, via, options, signal);
	// What breaks before somebody listens is found in `errored`.
	dialled.stream.on('error', () => {});
	return dialled;
}

async function dialSomehow(
	settings: SshSettings,
	via: Link | undefined,
	options: DialOptions,
	signal: AbortSignal,
): Promise<Dialled> {
	const { address } = settings;
	if (via) return { stream: await dialThrough(via, settings, signal), address };
	if (settings.proxyCommand) return { stream: runProxyCommand(settings, options.log), address };
	return dialDirectly(settings, options, signal);
}

/** The addresses in turn, since a name may stand for several login nodes of which one is down. */
async function dialDirectly(
	settings: SshSettings,
	{ log, preferredAddress, lookup = lookUpAll }: DialOptions,
	signal: AbortSignal,
): Promise<Dialled> {
	const { alias, connectTimeout } = settings;
	const patience = within(connectTimeout ?? PATIENCE_SECONDS, signal);
	const { addresses, localAddress } = await unlessAborted(addressesOf(settings, lookup), patience);
	const ordered = [...addresses].sort(
		(a, b) => Number(b === preferredAddress) - Number(a === preferredAddress),
	);
	const seconds = connectTimeout ?? (ordered.length > 1 ? ATTEMPT_SECONDS : PATIENCE_SECONDS);
	const failures: Error[] = [];
	for (const address of ordered) {
		try {
			const stream = await attempt(address, settings.port, localAddress, within(seconds, signal));
			if (ordered.length > 1) log.info(`${alias}: ${address} answers, of ${ordered.join(', ')}.`);
			return { stream, address };
		} catch (error) {
			signal.throwIfAborted();
			failures.push(named(error as Error, address, seconds));
		}
	}
	throw allOf(failures);
}

/** Where this computer is to connect from, and those addresses of the host that can be reached from there. */
async function addressesOf(
	{ address, addressFamily, bindAddress }: SshSettings,
	lookup: Lookup,
): Promise<{ addresses: readonly string[]; localAddress?: string }> {
	if (!bindAddress) return { addresses: await lookup(address, addressFamily) };
	const [localAddress = bindAddress] = await lookup(bindAddress, addressFamily);
	const family = isIP(localAddress);
	return {
		addresses: await lookup(address, family === 4 || family === 6 ? family : addressFamily),
		localAddress,
	};
}

async function attempt(
	host: string,
	port: number,
	localAddress: string | undefined,
	signal: AbortSignal,
): Promise<Duplex> {
	const socket = connect({
		host,
		port,
		...(localAddress && { localAddress }),
		// ssh2 writes small packets: with Nagle's algorithm a sign-in takes nearly twice as long.
		noDelay: true,
		keepAlive: true,
	});
	try {
		await once(socket, 'connect', { signal });
		return socket;
	} catch (error) {
		socket.destroy();
		throw error;
	}
}

const within = (seconds: number, signal: AbortSignal) =>
	AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);

/** A network error as Node has them; `once` hides a deadline behind an AbortError. */
function named(error: Error, address: string, seconds: number): Error {
	if (!isAbort(error)) return error;
	return Object.assign(new Error(`connect ETIMEDOUT ${address}: no answer in ${seconds} s`), {
		code: 'ETIMEDOUT',
	});
}

/** As the last failure, with what happened at each address. */
function allOf(failures: readonly Error[]): Error {
	const last = failures.at(-1) as NodeJS.ErrnoException | undefined;
	if (!last) return Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' });
	if (failures.length === 1) return last;
	const message = failures.map((failure) => failure.message).join('\n');
	return Object.assign(new Error(message, { cause: last }), { code: last.code });
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, RFC 4254 section 5.1: the server passes no connections on. */
const PROHIBITED = 1;

async function dialThrough(via: Link, settings: SshSettings, signal: AbortSignal): Promise<Duplex> {
	const { alias, address, port, connectTimeout } = settings;
	const deadline = within(connectTimeout ?? PATIENCE_SECONDS, signal);
	try {
		const channel = await via.openOnce<ClientChannel>(
			(client, opened) => client.forwardOut('127.0.0.1', 0, address, port, opened),
			deadline,
		);
		// A channel of a link that breaks just ends; ssh2 then reports the loss on the connection inside.
		via.ended.addEventListener('abort', () => channel.destroy(), { once: true });
		return channel;
	} catch (error) {
		if (!(error instanceof Error && 'reason' in error)) throw error;
		const reason = error.reason === PROHIBITED ? 'jumpForbidden' : 'jumpFailed';
		const where = { host: alias, address, port, via: via.hostName };
		throw new ProblemError(
			{ kind: 'cannotReach', ...where, reason, detail: error.message },
			{ cause: error },
		);
	}
}
