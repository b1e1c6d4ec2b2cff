import { ProblemError } from '../../problems/problem.ts';
import type { Link } from '../link/link.ts';
import type { ExecResult } from '../remoteHost.ts';
import { underAll } from '../underAll.ts';
import { ShellLane } from './shellLane.ts';

/** How patient commands are that wait for others. */
export interface ShellPatience {
	/** When a command keeps the others waiting for so long, a second shell serves them. */
	readonly slowMs: number;
	/** A second shell that nobody used for so long is closed. */
	readonly idleMs: number;
	/** When no command got its turn for so long, those that wait are given up. */
	readonly stuckSeconds: number;
}

const PATIENCE: ShellPatience = { slowMs: 3_000, idleMs: 60_000, stuckSeconds: 60 };

interface Waiting {
	readonly since: number;
	readonly serve: (lane: ShellLane) => void;
	readonly fail: (error: unknown) => void;
	readonly commandLine: string;
}

/**
 * Runs commands one after the other in a `/bin/sh` on a login node: a round trip each, where a channel of its own costs
 * two and a login shell's start-up. One slow command does not hold up the others for long: a second shell comes to help
 * where the server has room for it.
 */
export class RemoteShell {
	readonly #link: Link;
	readonly #prelude: string;
	readonly #patience: ShellPatience;
	readonly #first: ShellLane;
	#second: ShellLane | undefined;
	readonly #free: ShellLane[] = [];
	readonly #waiting: Waiting[] = [];
	#servedAt = 0;
	#watch: NodeJS.Timeout | undefined;
	#rest: NodeJS.Timeout | undefined;

	constructor(link: Link, prelude: string, { patience = PATIENCE, opensAtOnce = true } = {}) {
		this.#link = link;
		this.#prelude = prelude;
		this.#patience = patience;
		this.#first = new ShellLane(link, prelude, opensAtOnce);
		this.#free.push(this.#first);
		link.ended.addEventListener('abort', () => {
			clearInterval(this.#watch);
			clearTimeout(this.#rest);
		});
	}

	/**
	 * Runs a command when those before it are done or seen to be slow. Aborting a command that runs gives up its shell, not
	 * the others' turns. Throws ProblemError `connectionLost`, `channelRefused`, or `timedOut` when nobody's turn came, or
	 * the signal's reason.
	 */
	exec(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult> {
		return underAll([signal, this.#link.ended], async (both) => {
			const lane = await this.#take(commandLine, both);
			try {
				return await lane.run(commandLine, both, onStart);
			} finally {
				this.#giveBack(lane);
			}
		});
	}

	#take(commandLine: string, signal: AbortSignal): Promise<ShellLane> {
		signal.throwIfAborted();
		const lane = this.#free.shift();
		if (lane) return Promise.resolve(lane);
		return new Promise((resolve, reject) => {
			const leave = () => {
				signal.removeEventListener('abort', onAbort);
				this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
				if (this.#waiting.length === 0) clearInterval(this.#watch);
			};
			const waiting: Waiting = {
				commandLine,
				since: performance.now(),
				serve: (free) => {
					leave();
					this.#servedAt = performance.now();
					resolve(free);
				},
				fail: (error) => {
					leave();
					reject(error);
				},
			};
			const onAbort = () => waiting.fail(signal.reason);
			signal.addEventListener('abort', onAbort);
			if (this.#waiting.push(waiting) === 1) {
				this.#watch = setInterval(() => this.#lookAfterWaiting(), this.#patience.slowMs / 4);
			}
		});
	}

	#giveBack(lane: ShellLane): void {
		const next = this.#waiting[0];
		if (next) next.serve(lane);
		// The first in front: only then the second has a rest.
		else if (lane === this.#first) this.#free.unshift(lane);
		else this.#free.push(lane);
		if (lane !== this.#second) return;
		clearTimeout(this.#rest);
		this.#rest = setTimeout(() => this.#dismissSecond(), this.#patience.idleMs).unref();
	}

	#lookAfterWaiting(): void {
		const { slowMs, stuckSeconds } = this.#patience;
		if (!this.#second && this.#first.runningMs >= slowMs && this.#link.hasRoom) {
			this.#second = new ShellLane(this.#link, this.#prelude);
			this.#giveBack(this.#second);
		}
		for (const { since, commandLine, fail } of [...this.#waiting]) {
			if (performance.now() - Math.max(since, this.#servedAt) < stuckSeconds * 1000) continue;
			const facts = { host: this.#link.hostName, command: commandLine, seconds: stuckSeconds };
			fail(new ProblemError({ kind: 'timedOut', ...facts }));
		}
	}

	#dismissSecond(): void {
		const at = this.#second ? this.#free.indexOf(this.#second) : -1;
		if (at < 0) return;
		this.#free.splice(at, 1);
		this.#second?.close();
		this.#second = undefined;
	}
}
