import { cancelled, isAbort, unlessAborted } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import { ProblemError } from '../problems/problem.ts';
import type { SiteCatalogue } from '../sites/catalogue.ts';
import type { Site } from '../sites/site.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import { ClusterSession } from './clusterSession.ts';
import { Connector, type ConnectorOptions, type Opened } from './connector.ts';

/** How things stand with one cluster. */
export type ClusterState =
	| { readonly kind: 'connecting'; readonly step: string; readonly session?: ClusterSession }
	| { readonly kind: 'connected'; readonly session: ClusterSession }
	/** The link was lost and is tried again: at `retryAt`, or right now where that is absent. */
	| {
			readonly kind: 'reconnecting';
			readonly session: ClusterSession;
			readonly retryAt: Date | undefined;
			readonly error: unknown;
	  }
	/** The link was lost and only the person can bring it back; what was seen before is kept. */
	| { readonly kind: 'lost'; readonly session: ClusterSession; readonly error: unknown }
	| { readonly kind: 'failed'; readonly error: unknown };

export interface SessionsOptions extends ConnectorOptions {
	readonly sites: SiteCatalogue;
}

/** A connection that is being made, for all who wait for it. */
interface Attempt {
	readonly session: Promise<ClusterSession>;
	readonly controller: AbortController;
	readonly node: string | undefined;
	waiting: number;
}

/** All clusters that are connected, being connected, or whose connection failed in this window. */
export class Sessions {
	readonly #options: SessionsOptions;
	readonly #connector: Connector;
	readonly #states = new Map<string, ClusterState>();
	readonly #attempts = new Map<string, Attempt>();
	readonly #changed = new Emitter<string>();

	/** Fires with the name of the cluster whose state changed. */
	readonly onDidChange = this.#changed.event;

	constructor(options: SessionsOptions) {
		this.#options = options;
		this.#connector = new Connector(options);
	}

	/** By cluster name, in the order in which they were connected. */
	get states(): ReadonlyMap<string, ClusterState> {
		return this.#states;
	}

	/** Clusters of which there is something to show, though their link may be gone for now. */
	get present(): readonly ClusterSession[] {
		return [...this.#states.values()].flatMap((state) =>
			'session' in state && state.session ? [state.session] : [],
		);
	}

	/** Clusters that can be worked with; a link that is coming back counts. */
	get connected(): readonly ClusterSession[] {
		return this.present.filter(({ name }) => this.find(name) !== undefined);
	}

	/** Clusters whose link was lost and is tried again. */
	get reconnecting(): readonly ClusterSession[] {
		return this.present.filter(({ name }) => this.#states.get(name)?.kind === 'reconnecting');
	}

	find(name: string): ClusterSession | undefined {
		const session = this.#present(name);
		// While the person signs in to another login node, the link to the one in use stands.
		return session && session.host.state.kind !== 'down' ? session : undefined;
	}

	/** The session of a cluster that must be connected. Throws ProblemError `notConnected`, or what the link was lost by. */
	get(name: string): ClusterSession {
		const session = this.find(name);
		if (session) return session;
		const state = this.#states.get(name);
		throw state?.kind === 'lost' && state.error instanceof ProblemError
			? state.error
			: new ProblemError({ kind: 'notConnected', cluster: name });
	}

	/**
	 * Connects once, whoever asks: a second call joins the first. The attempt ends when the signals of all who wait for it
	 * are aborted. A cluster whose link was lost gets a new one; what was open goes on over that.
	 *
	 * @param node the login node to use, of those that the cluster has; else the one used last
	 */
	async connect(config: ClusterConfig, signal: AbortSignal, node?: string): Promise<ClusterSession> {
		const state = this.#states.get(config.name);
		if (state?.kind === 'connected' && (node === undefined || node === state.session.node.host)) {
			state.session.retryTransfers();
			return state.session;
		}
		const attempt = this.#join(config.name, node) ?? this.#begin(config, node);
		attempt.waiting += 1;
		try {
			return await unlessAborted(attempt.session, signal);
		} finally {
			attempt.waiting -= 1;
			if (attempt.waiting === 0) this.#giveUp(config.name, attempt);
		}
	}

	async disconnect(name: string): Promise<void> {
		this.#giveUp(name, this.#attempts.get(name));
		const session = this.#present(name);
		this.#set(name, undefined);
		await session?.dispose();
	}

	/** Forgets the keys that were unlocked for this window. */
	forgetKeys(): void {
		this.#connector.forgetKeys();
	}

	/** The computer woke up or its network changed. */
	wake(): void {
		for (const session of this.present) session.host.wake();
	}

	async dispose(): Promise<void> {
		for (const { controller } of this.#attempts.values()) controller.abort(cancelled());
		const sessions = this.present;
		this.#states.clear();
		this.#changed.dispose();
		await Promise.allSettled(sessions.map((session) => session.dispose()));
	}

	#present(name: string): ClusterSession | undefined {
		const state = this.#states.get(name);
		return state && 'session' in state ? state.session : undefined;
	}

	/** The attempt under way, unless it goes to another login node than the one that is wanted now: that one ends. */
	#join(name: string, node: string | undefined): Attempt | undefined {
		const attempt = this.#attempts.get(name);
		if (!attempt || node === undefined || node === attempt.node) return attempt;
		this.#giveUp(name, attempt);
		return undefined;
	}

	/** Ends an attempt that is still under way, so that the next click begins another one, and shows what there was before. */
	#giveUp(name: string, attempt: Attempt | undefined): void {
		if (!attempt || this.#attempts.get(name) !== attempt) return;
		this.#attempts.delete(name);
		attempt.controller.abort(cancelled());
		const session = this.#present(name);
		this.#set(name, session && stateOf(session));
	}

	#begin(config: ClusterConfig, node: string | undefined): Attempt {
		const controller = new AbortController();
		// Not before the attempt is known: what happens to the link from here on is its affair.
		const opening = Promise.resolve().then(() => this.#open(config, node, controller.signal));
		const session = opening.finally(() => {
			if (this.#attempts.get(config.name) === attempt) this.#attempts.delete(config.name);
		});
		// Those who wait hear of a failure; nobody may be left to.
		session.catch(() => undefined);
		const attempt: Attempt = { session, controller, node, waiting: 0 };
		this.#attempts.set(config.name, attempt);
		return attempt;
	}

	async #open(config: ClusterConfig, node: string | undefined, signal: AbortSignal): Promise<ClusterSession> {
		signal.throwIfAborted();
		const { name } = config;
		const before = this.#present(name);
		const onStep = (step: string) => {
			if (!signal.aborted) this.#set(name, { kind: 'connecting', step, ...(before && { session: before }) });
		};
		onStep('');
		// The person is here now: what was tried without them is over.
		before?.host.stopTrying();
		before?.retryTransfers();
		try {
			const site = before?.site ?? (await this.#options.sites.find(config.profile, config.hosts));
			const opened = await this.#connector.toCluster(config, site, { node, onStep }, signal);
			if (signal.aborted) await opened.host.dispose();
			signal.throwIfAborted();
			before?.goOnWith(opened);
			const session = before ?? this.#start(config, site, opened);
			this.#set(name, { kind: 'connected', session });
			return session;
		} catch (error) {
			// Whoever gave the attempt up has shown what there is now.
			if (!signal.aborted) {
				const failed: ClusterState | undefined = isAbort(error) ? undefined : { kind: 'failed', error };
				this.#set(name, before ? stateOf(before, error) : failed);
			}
			throw error;
		}
	}

	#start(config: ClusterConfig, site: Site, opened: Opened): ClusterSession {
		const connector = this.#connector;
		const session = new ClusterSession(config, site, opened, {
			now: this.#options.now,
			notes: this.#options.notes,
			reopen: (host, signal) => connector.again(config, site, host, signal),
			openTransfers: (host, isAttended, signal) =>
				connector.toTransferHost(config, site, host, isAttended, signal),
		});
		session.host.onDidChangeState(() => {
			const { name } = session;
			if (this.#attempts.has(name) || !this.present.includes(session)) return;
			this.#set(name, stateOf(session));
		});
		return session;
	}

	#set(name: string, state: ClusterState | undefined): void {
		if (state) this.#states.set(name, state);
		else this.#states.delete(name);
		this.#changed.fire(name);
	}
}

/** What the link of a session makes of its cluster; `error` is why the person's own try to connect failed. */
function stateOf(session: ClusterSession, error?: unknown): ClusterState | undefined {
	const link = session.host.state;
	switch (link.kind) {
		case 'up':
			return { kind: 'connected', session };
		case 'waiting':
			return { kind: 'reconnecting', session, retryAt: link.retryAt, error: link.error };
		case 'trying':
			return { kind: 'reconnecting', session, retryAt: undefined, error: link.error };
		case 'down':
			return { kind: 'lost', session, error: error === undefined || isAbort(error) ? link.error : error };
		case 'closed':
			return undefined;
	}
}
