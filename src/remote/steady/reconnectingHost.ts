import { delay, unlessAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import { ProblemError } from '../../problems/problem.ts';
import { type LinkEvent, type LinkState, nextLinkState } from '../link/linkState.ts';
import type { RemoteFiles } from '../remoteFiles.ts';
import type { ForwardTarget, RemoteForward } from '../remoteForward.ts';
import type { ExecResult, HostStream, RemoteHost, SteadyHost } from '../remoteHost.ts';
import type { RemoteTerminal, TerminalOptions } from '../remoteTerminal.ts';
import { underAll } from '../underAll.ts';
import { RepeatingFiles } from './repeatingFiles.ts';
import { steadyForward } from './steadyForward.ts';

/** What is asked for while the link is gone waits so long for it to come back. */
const PATIENCE_MS = 20_000;

export interface Reconnecting {
	/** Connects again without the person; throws as `connect` does. */
	readonly reopen: (signal: AbortSignal) => Promise<RemoteHost>;
	readonly now: () => Date;
	/** From 0 to 1. */
	readonly random: () => number;
}

/**
 * A login node whose link comes back by itself after it was lost. What is asked for meanwhile waits a little; what was under
 * way fails with `connectionLost` and is not repeated, but for reading files, which changes nothing.
 */
export class ReconnectingHost implements SteadyHost {
	readonly files: RemoteFiles;
	readonly #options: Reconnecting;
	readonly #changed = new Emitter<LinkState>();
	readonly #closed = new Emitter<Error | undefined>();
	#host: RemoteHost;
	#state: LinkState = { kind: 'up' };
	/** Ends the wait before the next try, or the try itself. */
	#step = new AbortController();
	/** Counts the losses and the person's own words: what was begun in an earlier round has no say any more. */
	#round = 0;

	/** Fires when `state` changed. */
	readonly onDidChangeState = this.#changed.event;
	/** Fires when it is over for good, because that was asked for. */
	readonly onDidClose = this.#closed.event;

	constructor(first: RemoteHost, options: Reconnecting) {
		this.#options = options;
		this.#host = first;
		this.files = new RepeatingFiles((signal) => this.#ready(signal));
		this.#watch(first);
	}

	get name(): string {
		return this.#host.name;
	}

	get user(): string {
		return this.#host.user;
	}

	get state(): LinkState {
		return this.#state;
	}

	async exec(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult> {
		const host = await this.#ready(signal);
		return host.exec(commandLine, signal, onStart);
	}

	async *stream(commandLine: string, signal: AbortSignal, input?: AsyncIterable<Uint8Array>): HostStream {
		const host = await this.#ready(signal);
		return yield* host.stream(commandLine, signal, input);
	}

	async openTerminal(options: TerminalOptions, signal: AbortSignal): Promise<RemoteTerminal> {
		const host = await this.#ready(signal);
		return host.openTerminal(options, signal);
	}

	/** While the link is gone nobody listens on the port; when it is back, the same port leads to the same place. */
	forward(target: ForwardTarget, signal: AbortSignal): Promise<RemoteForward> {
		const open = async (wanted: ForwardTarget, until: AbortSignal) =>
			(await this.#ready(until)).forward(wanted, until);
		return steadyForward(target, open, this.onDidChangeState, signal);
	}

	async whenUp(signal: AbortSignal): Promise<void> {
		while (this.#state.kind !== 'up') {
			if (this.#state.kind === 'closed') throw this.#notThere();
			await this.#nextChange(signal);
		}
	}

	/** Tries at once, also where nobody tries any more; without the person all the same. */
	retryNow(): void {
		if (this.#state.kind === 'waiting') this.#step.abort();
		if (this.#state.kind !== 'down') return;
		this.#happened({ kind: 'wanted' });
		void this.#comeBack();
	}

	/** The computer woke up or its network changed: a link that stands may be dead, and one that is waited for may be near. */
	wake(): void {
		if (this.#state.kind === 'waiting') this.#step.abort();
		else if (this.#state.kind === 'up') this.#host.probe();
	}

	probe(): void {
		if (this.#state.kind === 'up') this.#host.probe();
	}

	/** Waits no longer for the link; the person can still bring it back. */
	stopTrying(): void {
		this.#round += 1;
		this.#happened({ kind: 'stopped' });
		this.#step.abort();
	}

	/** Goes on with a connection that the person made anew. */
	replace(host: RemoteHost): void {
		const before = this.#host;
		this.#host = host;
		this.#round += 1;
		// What runs over the old link is told that it was lost, and goes on where it can.
		const detail = 'The person connected anew.';
		void before.dispose(new ProblemError({ kind: 'connectionLost', host: before.name, detail }));
		this.#watch(host);
		this.#happened({ kind: 'connected' });
		this.#step.abort();
	}

	async dispose(): Promise<void> {
		if (this.#state.kind === 'closed') return;
		this.#happened({ kind: 'closed' });
		this.#step.abort();
		await this.#host.dispose();
		this.#closed.fire(undefined);
	}

	/** The link as it is, or as it is after a little patience. */
	async #ready(signal: AbortSignal): Promise<RemoteHost> {
		if (this.#state.kind === 'up') return this.#host;
		if (this.#state.kind === 'waiting' || this.#state.kind === 'trying') {
			const patience = new AbortController();
			const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
			try {
				await underAll([signal, patience.signal], (both) => this.#untilSettled(both));
			} catch (error) {
				if (!patience.signal.aborted || signal.aborted) throw error;
			} finally {
				clearTimeout(timer);
			}
			signal.throwIfAborted();
		}
		if (this.state.kind === 'up') return this.#host;
		throw this.#notThere();
	}

	async #untilSettled(signal: AbortSignal): Promise<void> {
		while (this.#state.kind === 'waiting' || this.#state.kind === 'trying') await this.#nextChange(signal);
	}

	async #nextChange(signal: AbortSignal): Promise<void> {
		let heard = () => {};
		const change = new Promise<void>((resolve) => {
			heard = resolve;
		});
		const subscription = this.#changed.event(heard);
		try {
			await unlessAborted(change, signal);
		} finally {
			subscription.dispose();
		}
	}

	#notThere(): Error {
		const state = this.#state;
		if ('error' in state && state.error instanceof ProblemError) return state.error;
		return new ProblemError({ kind: 'notConnected', cluster: this.name });
	}

	#watch(host: RemoteHost): void {
		host.onDidClose((reason) => {
			if (this.#host !== host || !reason) return;
			this.#happened({ kind: 'lost', error: reason });
			void this.#comeBack();
		});
	}

	/** Tries until the link is back, the person is needed, or nobody wants it any more. */
	async #comeBack(): Promise<void> {
		this.#round += 1;
		const round = this.#round;
		while (this.#round === round) {
			if (this.#state.kind === 'waiting') {
				await this.#waitUntil(this.#state.retryAt);
				if (this.#round !== round) return;
				this.#happened({ kind: 'due' });
			}
			if (this.state.kind !== 'trying') return;
			this.#step = new AbortController();
			await this.#tryOnce(round, this.#step.signal);
		}
	}

	async #waitUntil(time: Date): Promise<void> {
		this.#step = new AbortController();
		const waitMs = time.getTime() - this.#options.now().getTime();
		await delay(waitMs, this.#step.signal).catch(() => undefined);
	}

	async #tryOnce(round: number, signal: AbortSignal): Promise<void> {
		try {
			const host = await this.#options.reopen(signal);
			// The person may have connected, or given up, in the meantime.
			if (this.#round !== round || this.#state.kind !== 'trying') return void host.dispose();
			this.#host = host;
			this.#watch(host);
			this.#happened({ kind: 'connected' });
		} catch (error) {
			if (this.#round === round && !signal.aborted) this.#happened({ kind: 'failed', error });
		}
	}

	#happened(event: LinkEvent): void {
		const { now, random } = this.#options;
		const before = this.#state;
		this.#state = nextLinkState(before, event, now(), random());
		if (this.#state !== before) this.#changed.fire(this.#state);
	}
}
