import type { Link } from '../link/link.ts';
import { SftpChannel } from './sftpChannel.ts';

/** A channel that is open or about to be, and what keeps it. */
export interface Opening {
	readonly channel: Promise<SftpChannel>;
	calls: number;
	/** True when somebody else waits for it. */
	isWanted: boolean;
	idle: NodeJS.Timeout | undefined;
}

/**
 * One SFTP channel, which the first call opens, and the first one after its end opens again. When others need the channel
 * it takes no more calls and closes after those it has.
 */
export class SftpLane {
	readonly #link: Link;
	readonly #isUrgent: boolean;
	readonly #idleMs: number;
	#current: Opening | undefined;

	/** @param idleMs after how long without a call it closes */
	constructor(link: Link, { isUrgent = true, idleMs = Number.POSITIVE_INFINITY } = {}) {
		this.#link = link;
		this.#isUrgent = isUrgent;
		this.#idleMs = idleMs;
	}

	/** To be left again. */
	enter(): Opening {
		const opening = this.#current ?? this.#open();
		opening.calls++;
		clearTimeout(opening.idle);
		return opening;
	}

	leave(opening: Opening): void {
		opening.calls--;
		if (opening.calls > 0) return;
		if (opening.isWanted) this.#close(opening);
		else if (Number.isFinite(this.#idleMs)) {
			opening.idle = setTimeout(() => this.#close(opening), this.#idleMs).unref();
		}
	}

	#open(): Opening {
		const use = {
			kind: 'service',
			isUrgent: this.#isUrgent,
			isIdle: () => opening.calls === 0,
			giveBack: () => {
				opening.isWanted = true;
				this.#forget(opening);
				if (opening.calls === 0) this.#close(opening);
			},
		} as const;
		const channel = SftpChannel.open(this.#link, use, () => this.#forget(opening));
		const opening: Opening = { channel, calls: 0, isWanted: false, idle: undefined };
		this.#current = opening;
		channel.catch(() => this.#forget(opening));
		return opening;
	}

	#close(opening: Opening): void {
		this.#forget(opening);
		opening.channel.then(
			(channel) => channel.close(),
			() => {},
		);
	}

	#forget(opening: Opening): void {
		if (this.#current === opening) this.#current = undefined;
	}
}
