import type { Duplex } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { cancelled, isAbort } from '../../base/abort.ts';
import type { Ask } from '../../base/ask.ts';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import { readable } from '../commandLog.ts';
import { transportAlgorithms } from '../config/algorithms.ts';
import { useHostKeyAlgorithms } from '../hostKeys/hostKeyExchange.ts';
import { HostKeys } from '../hostKeys/hostKeys.ts';
import { identitiesFor } from '../keys/identities.ts';
import { loadSsh2 } from '../loadSsh2.ts';
import { authHandler } from '../signIn/authenticate.ts';
import { usePublicKeys } from '../signIn/publicKeyAuth.ts';
import { SignIn } from '../signIn/signIn.ts';
import type { SignInMemory } from '../signIn/signInMemory.ts';
import { nobody, onlyRemembered, rememberedFirst } from '../signIn/unattended.ts';
import type { SshSettings } from '../sshSettings.ts';
import { dial } from './dial.ts';
import { gatherWrites } from './gatherWrites.ts';
import { type Greeting, hearGreeting } from './identification.ts';
import { Link } from './link.ts';
import { Patience } from './patience.ts';
import { useQuickKeys } from './quickKeys.ts';
import { cutOff, unreachable } from './unreachable.ts';

export interface LinkOptions {
	readonly ask: Ask;
	readonly log: Logger;
	/** Hears what is going on, in words for a progress display. */
	readonly onStep: (words: string) => void;
	readonly memory: SignInMemory;
	/** False for a reconnection without a person: then nothing is asked, and only what worked before is offered. */
	readonly isAttended: boolean;
	/** Fingerprints that the site publishes for this host: `SHA256:…`, or `ssh-ed25519 SHA256:…`. */
	readonly publishedHostKeys?: readonly string[];
	/** Of a name with several addresses the one to try first: the login node that was used last. */
	readonly preferredAddress?: string;
	/** Hears which address answered. */
	readonly onAddress?: (address: string) => void;
}

/** How long it may take until the host has proved who it is, where ConnectTimeout says nothing. */
const PATIENCE_SECONDS = 30;

/** The sign-in after that waits for a phone, a touch or an agent's own dialog; the server's LoginGraceTime ends it anyway. */
const SIGN_IN_SECONDS = { attended: 180, unattended: 30 };

/** Where ServerAliveInterval says nothing, a dead link is noticed after 15 to 20 seconds. */
const KEEPALIVE = { seconds: 5, count: 2 };

/**
 * Connects and signs in to one host, directly or through another. Throws ProblemErrors `cannotReach`,
 * `authenticationRefused`, `signInCutOff`, `signInTooSlow`, `signInNeeded`, `keyUnreadable` and those of host keys,
 * `cancelled()`, or the signal's reason.
 */
export async function openLink(
	settings: SshSettings,
	via: Link | undefined,
	options: LinkOptions,
	signal: AbortSignal,
): Promise<Link> {
	const patience = new Patience((settings.connectTimeout ?? PATIENCE_SECONDS) * 1000);
	const both = AbortSignal.any([signal, patience.signal]);
	let socket: Duplex | undefined;
	try {
		options.onStep(l10n.t('Connecting to {0}', settings.alias));
		const { stream, address } = await dial(settings, via, options, signal);
		socket = stream;
		options.onAddress?.(address);
		patience.start();
		const ask = patience.during(options.isAttended ? options.ask : nobody(settings));
		return await establish(socket, settings, { ...options, ask }, patience, both);
	} catch (error) {
		socket?.destroy();
		signal.throwIfAborted();
		throw unreachable(error, settings);
	} finally {
		patience.dispose();
	}
}

async function establish(
	sock: Duplex,
	settings: SshSettings,
	options: LinkOptions,
	patience: Patience,
	signal: AbortSignal,
): Promise<Link> {
	const { alias, address, user } = settings;
	const { ask, log, onStep, memory } = options;
	const start = performance.now();
	const over = new AbortController();
	const during = AbortSignal.any([signal, over.signal]);
	const title = l10n.t('Sign in to {0}', alias);
	const onSkipped = (words: string) => signIn.noteSkipped(words);
	const remembered = memory.find(settings);
	const question = { title, ask, log, onSkipped, ...(remembered && { before: remembered.publicKey }) };
	const identities = options.isAttended
		? rememberedFirst(remembered, identitiesFor(settings, question, during))
		: onlyRemembered(settings, memory);
	const { methodsOff, preferredMethods } = settings;
	const signIn = new SignIn(identities, {
		...{ host: alias, address, user, title, ask, methodsOff },
		...(preferredMethods && { preferredMethods }),
	});
	const hostKeys = await HostKeys.read(settings, options);
	const algorithms = await transportAlgorithms(settings);
	const library = await loadSsh2();
	const client = new library.ssh2.Client();
	let greeting: Greeting | undefined;
	try {
		return await new Promise<Link>((resolve, reject) => {
			let isSecure = false;
			during.addEventListener('abort', () => reject(during.reason));
			const fail = (error: unknown) => {
				reject(error);
				client.destroy();
			};
			client.on('error', (error) =>
				reject(isSecure && isGoodbye(error) ? signIn.refused({ cause: error }) : error),
			);
			client.once('close', () => reject(closedBy(alias, start, isSecure && patience.isAsking)));
			client.on('banner', (text) => log.info(`${alias} says: ${linesOf(text)}`));
			client.on('change password', () => {
				signIn.noteFailure(l10n.t('it has expired and must be changed in a terminal'));
				fail(signIn.refused());
			});
			client.once('handshake', () => {
				isSecure = true;
				patience.restart(SIGN_IN_SECONDS[options.isAttended ? 'attended' : 'unattended'] * 1000);
				onStep(l10n.t('Signing in to {0} as {1}', alias, user));
				void hostKeys.keep();
			});
			client.once('ready', () => {
				memory.signedIn(settings, signIn.soleIdentity);
				if (signIn.provedSecret !== undefined) ask.proved?.(signIn.provedSecret);
				resolve(new Link(alias, client, sock));
			});
			if (sock.destroyed) return fail(sock.errored ?? new Error('The server closed the connection.'));
			gatherWrites(sock);
			client.connect({
				sock,
				username: user,
				readyTimeout: 0,
				...keepalive(settings),
				algorithms,
				hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void) => {
					hostKeys.verify(key, during).then(
						() => verify(true),
						(error) => {
							reject(error);
							verify(false);
						},
					);
				},
				authHandler: authHandler(user, signIn, (identity) => toKey(identity), fail, during),
			});
			greeting = hearGreeting(client, fail);
			useHostKeyAlgorithms(client, hostKeys.algorithms);
			useQuickKeys(client);
			const toKey = usePublicKeys(
				client,
				library,
				(_identity, error) => {
					if (isAbort(error)) return fail(error);
					signIn.noteFailure(error instanceof Error ? error.message : String(error));
				},
				during,
			);
		});
	} catch (error) {
		over.abort(cancelled());
		client.destroy();
		// One that the person gave up says nothing about the password.
		if (!isAbort(error)) await signIn.ended();
		const explained = greeting?.explain(error) ?? error;
		throw signIn.hasOffered ? cutOff(explained, settings) : explained;
	}
}

function keepalive({ serverAliveInterval, serverAliveCountMax }: SshSettings) {
	return serverAliveInterval > 0
		? { keepaliveInterval: serverAliveInterval * 1000, keepaliveCountMax: serverAliveCountMax }
		: { keepaliveInterval: KEEPALIVE.seconds * 1000, keepaliveCountMax: KEEPALIVE.count };
}

/** sshd ends a sign-in without a word when LoginGraceTime is over, often after 60 or 120 seconds. */
function closedBy(host: string, start: number, wasAsking: boolean): Error {
	const seconds = Math.round((performance.now() - start) / 1000);
	return wasAsking
		? new ProblemError({ kind: 'signInTooSlow', host, seconds })
		: new Error('The server closed the connection.');
}

/** True when the server said why it closes, such as "Too many authentication failures": ssh2 gives the number it sent. */
function isGoodbye(error: Error): boolean {
	return 'code' in error && typeof error.code === 'number';
}

/** What a server says before anybody is signed in may hold anything, also what moves a terminal's cursor. */
function linesOf(text: string): string {
	return text.trim().split(/\r?\n/).map(readable).join('\n');
}
