import { setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { cancelled, unlessAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import { ProblemError } from '../../problems/problem.ts';
import { underAll } from '../underAll.ts';
import type { ChannelUse } from './channelUse.ts';
import { type OpenChannel, type SessionChannel, SessionChannels } from './sessionChannels.ts';

/** Long enough for what is under way to be said, short enough that nobody waits for a dead server's goodbye. */
const GOODBYE_MS = 1_000;

/** Longer than any round trip, shorter than anybody's patience. */
const PROBE_MS = 4_000;

/** What ssh2 gives for a channel that is no session. */
interface PlainChannel {
	resume(): unknown;
	close(): unknown;
}

/** A signed-in client: the one thing that knows whether the link is still there. */
export class Link {
	readonly hostName: string;
	readonly #client: Client;
	readonly #socket: Duplex;
	readonly #ended = new AbortController();
	readonly #closed = new Emitter<Error | undefined>();
	readonly #sessions: SessionChannels;
	#isAskedFor = false;
	#isProbed = false;
	#trouble: Error | undefined;

	/** Fires once, with the reason when it was not asked for. */
	readonly onDidClose = this.#closed.event;

	constructor(hostName: string, client: Client, socket: Duplex) {
		this.hostName = hostName;
		this.#client = client;
		this.#socket = socket;
		this.#sessions = new SessionChannels(hostName, client);
		setMaxListeners(0, this.ended);
		client.on('error', (error) => {
			this.#trouble ??= error;
		});
		client.once('close', () => this.#end());
	}

	/** Aborted when the link is gone, with ProblemError `connectionLost`, or an abort when that was asked for. */
	get ended(): AbortSignal {
		return this.#ended.signal;
	}

	/** True when another session channel takes nothing from anybody. */
	get hasRoom(): boolean {
		return this.#sessions.hasRoom;
	}

	/** How many session channels the server allows; undefined as long as it refused none. */
	get sessionLimit(): number | undefined {
		return this.#sessions.limit;
	}

	/**
	 * Opens a session channel, when its turn has come where the server allows no more: see `ChannelPool`. Its slot is free
	 * again when it emits `close`, for which ssh2 waits until its output was read. One that comes after the signal is closed.
	 * Throws ProblemError `channelRefused` or `connectionLost`, or the signal's reason.
	 */
	open<C extends SessionChannel>(open: OpenChannel<C>, use: ChannelUse, signal: AbortSignal): Promise<C> {
		return underAll([signal, this.ended], (both) => this.#sessions.open(open, use, both));
	}

	/**
	 * Opens a channel that is no session, of which servers allow any number, with ssh2's own error: its `reason` is the
	 * number of RFC 4254 section 5.1. One that comes after the signal is closed.
	 */
	openOnce<C extends PlainChannel>(open: OpenChannel<C>, signal: AbortSignal): Promise<C> {
		return underAll([signal, this.ended], (both) => this.#openNow(open, both));
	}

	async #openNow<C extends PlainChannel>(open: OpenChannel<C>, signal: AbortSignal): Promise<C> {
		signal.throwIfAborted();
		const opening = new Promise<C>((resolve, reject) => {
			open(this.#client, (error, channel) => {
				if (error) reject(error);
				else if (signal.aborted) discard(channel);
				else resolve(channel);
			});
		});
		return unlessAborted(opening, signal);
	}

	/** Ends the link, as lost, unless the server says something within seconds. */
	probe(): void {
		if (this.#ended.signal.aborted || this.#isProbed) return;
		this.#isProbed = true;
		const heard = () => {
			clearTimeout(patience);
			this.#socket.off('data', heard);
			this.#isProbed = false;
		};
		const patience = setTimeout(() => {
			heard();
			this.#trouble ??= new Error('The server did not answer.');
			this.#socket.destroy();
			this.#end();
		}, PROBE_MS);
		this.#socket.on('data', heard);
		this.ended.addEventListener('abort', heard, { once: true });
		ping(this.#client);
	}

	/**
	 * Ends the connection; after a second even where the other side does not answer any more. With a reason, all that waits
	 * is told at once that the link was lost.
	 */
	async dispose(reason?: Error): Promise<void> {
		if (this.#ended.signal.aborted) return;
		this.#isAskedFor = reason === undefined;
		this.#trouble ??= reason;
		const gone = new Promise<void>((resolve) => {
			this.#closed.event(() => resolve());
		});
		// ssh2's own destroy() does nothing any more after its end().
		const patience = setTimeout(() => {
			this.#socket.destroy();
			this.#end();
		}, GOODBYE_MS);
		this.#client.end();
		if (reason) this.#end();
		await gone;
		clearTimeout(patience);
	}

	#end(): void {
		if (this.#ended.signal.aborted) return;
		const lost = this.#isAskedFor ? undefined : this.#lost();
		this.#ended.abort(lost ?? cancelled());
		this.#closed.fire(lost);
	}

	#lost(): ProblemError {
		const detail = this.#trouble?.message ?? 'The server closed the connection.';
		return new ProblemError(
			{ kind: 'connectionLost', host: this.hostName, detail },
			{ cause: this.#trouble },
		);
	}
}

/** Closes a channel that nobody wants: an end of sending alone would leave the other direction open, and unread. */
function discard(channel: PlainChannel): void {
	channel.resume();
	channel.close();
}

/** ssh2 1.17 sends its keepalive, a global request that every server answers, by this method, and hands each answer to the first who waits. */
function ping(client: Client): void {
	const { _protocol: protocol, _callbacks: waiting } = client as unknown as {
		readonly _protocol: { ping(): void };
		readonly _callbacks: (() => void)[];
	};
	waiting.push(() => {});
	protocol.ping();
}
