import type { Client } from 'ssh2';
import { delay, isTimeout, unlessAborted } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import { underAll } from '../underAll.ts';
import { ChannelPool } from './channelPool.ts';
import type { ChannelUse, Slot } from './channelUse.ts';

/** Starts to open a channel and calls back with it. */
export type OpenChannel<C> = (client: Client, opened: (error: Error | undefined, channel: C) => void) => void;

/** What ssh2 gives for a channel, whether it is an SFTP client or a plain one. */
export interface SessionChannel {
	readonly stderr?: { resume(): unknown };
	once(event: 'close', listener: () => void): unknown;
	resume?(): unknown;
	destroy(): unknown;
}

/** Waits between attempts while the server may still be about to free a slot. */
const RETRY_DELAYS_MS = [20, 50, 100, 200, 400, 800];

/** So long after a channel's close a server may not have freed its slot yet: then a refusal says nothing about its limit. */
const FREEING_MS = 1_500;

/** SSH_OPEN_CONNECT_FAILED, which is what OpenSSH answers when there are too many sessions, and SSH_OPEN_RESOURCE_SHORTAGE: RFC 4254 section 5.1. */
const NO_ROOM: readonly unknown[] = [2, 4];

/** An open channel is a process on the other side; a login node that takes longer for one is of no use. */
const OPEN_SECONDS = 60;

/** How long to wait for others to close theirs: a person for a tail or a terminal, a service for the work of another. */
const QUEUE_SECONDS = { longLived: 15, service: 60 };

/** Opens session channels: as many at a time as the server allows, and the others when their turn has come. */
export class SessionChannels {
	readonly #hostName: string;
	readonly #client: Client;
	readonly #pool = new ChannelPool();
	#closedAt = Number.NEGATIVE_INFINITY;

	constructor(hostName: string, client: Client) {
		this.#hostName = hostName;
		this.#client = client;
	}

	/** True when another channel takes nothing from anybody. */
	get hasRoom(): boolean {
		return this.#pool.hasRoom;
	}

	/** How many channels the server allows; undefined as long as it refused none. */
	get limit(): number | undefined {
		return this.#pool.limit;
	}

	/**
	 * The channel's slot is free again when it emits `close`, for which ssh2 waits until its output was read. A channel that
	 * comes after the signal is closed. Throws ProblemError `channelRefused`, or the signal's reason.
	 */
	async open<C extends SessionChannel>(
		start: OpenChannel<C>,
		use: ChannelUse,
		signal: AbortSignal,
	): Promise<C> {
		let turn = nextTurn();
		const inUse = () => turn.reject(this.#refused(new Error('All sessions are in use.')));
		const leave = this.#pool.ask({
			use,
			granted: (slot) => turn.resolve(slot),
			refused: inUse,
		});
		const patience = setTimeout(inUse, QUEUE_SECONDS[use.kind] * 1000);
		try {
			for (;;) {
				const slot = await unlessAborted(turn.promise, signal);
				turn = nextTurn();
				const channel = await this.#openIn(slot, start, signal);
				if (channel) return channel;
			}
		} finally {
			clearTimeout(patience);
			leave();
		}
	}

	/** Undefined when the server has no room, and the wish waits again. */
	async #openIn<C extends SessionChannel>(
		slot: Slot,
		start: OpenChannel<C>,
		signal: AbortSignal,
	): Promise<C | undefined> {
		for (let attempt = 0; ; attempt++) {
			if (signal.aborted) slot.release();
			signal.throwIfAborted();
			try {
				return await underAll([signal, AbortSignal.timeout(OPEN_SECONDS * 1000)], (both) =>
					this.#attempt(slot, start, both),
				);
			} catch (error) {
				signal.throwIfAborted();
				if (isTimeout(error)) throw this.#refused(error);
				const hasRoom = !NO_ROOM.includes(reasonOf(error));
				if (hasRoom) slot.release();
				if (hasRoom) throw this.#refused(error);
				const mayBeFreeing = performance.now() - this.#closedAt < FREEING_MS;
				if (!mayBeFreeing && !slot.full()) throw this.#refused(error);
				if (!mayBeFreeing) return undefined;
			}
			await delay(RETRY_DELAYS_MS[attempt] ?? 800, signal).catch((reason: unknown) => {
				slot.release();
				throw reason;
			});
		}
	}

	/** Takes care of its slot also when it was given up: the server has the channel until it answers, and then closes it. */
	#attempt<C extends SessionChannel>(slot: Slot, start: OpenChannel<C>, signal: AbortSignal): Promise<C> {
		const opening = new Promise<C>((resolve, reject) => {
			slot.begin();
			start(this.#client, (error, channel) => {
				if (error) {
					if (signal.aborted) slot.release();
					reject(error);
					return;
				}
				channel.once('close', () => {
					this.#closedAt = performance.now();
					slot.release();
				});
				slot.opened();
				if (signal.aborted) discard(channel);
				else resolve(channel);
			});
		});
		return unlessAborted(opening, signal);
	}

	#refused(error: unknown): ProblemError {
		const detail = error instanceof Error ? error.message : String(error);
		const { limit } = this.#pool;
		const facts = { host: this.#hostName, detail, ...(limit !== undefined && { limit }) };
		return new ProblemError({ kind: 'channelRefused', ...facts }, { cause: error });
	}
}

/** Closes a channel that nobody wants, and reads what it says until then: ssh2 emits no `close` before. */
function discard(channel: SessionChannel): void {
	channel.resume?.();
	channel.stderr?.resume();
	channel.destroy();
}

/** May come to nothing while nobody listens. */
function nextTurn(): PromiseWithResolvers<Slot> {
	const turn = Promise.withResolvers<Slot>();
	turn.promise.catch(() => {});
	return turn;
}

function reasonOf(error: unknown): unknown {
	return error instanceof Error && 'reason' in error ? error.reason : undefined;
}
