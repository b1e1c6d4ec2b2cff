import { isAbort } from '../base/abort.ts';
import type { Ask } from '../base/ask.ts';
import { Emitter } from '../base/event.ts';
import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import type { SiteCatalogue } from '../sites/catalogue.ts';
import { SLURM_PRELUDE } from '../slurm/prelude.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import { ClusterSession } from './clusterSession.ts';

/** How things stand with one cluster. */
export type ClusterState =
	| { readonly kind: 'connecting'; readonly step: string }
	| { readonly kind: 'connected'; readonly session: ClusterSession; readonly since: Date }
	| { readonly kind: 'failed'; readonly error: unknown };

export interface SessionsOptions {
	readonly ask: Ask;
	readonly log: Logger;
	readonly sites: SiteCatalogue;
	/** The SSH configuration to read instead of the person's own. */
	readonly sshConfigFile: () => string | undefined;
	readonly now: () => Date;
}

/** All clusters that are connected, being connected, or whose connection failed in this window. */
export class Sessions {
	readonly #options: SessionsOptions;
	readonly #states = new Map<string, ClusterState>();
	readonly #opening = new Map<string, Promise<ClusterSession>>();
	readonly #changed = new Emitter<string>();

	/** Fires with the name of the cluster whose state changed. */
	readonly onDidChange = this.#changed.event;

	constructor(options: SessionsOptions) {
		this.#options = options;
	}

	/** By cluster name, in the order in which they were connected. */
	get states(): ReadonlyMap<string, ClusterState> {
		return this.#states;
	}

	get connected(): readonly ClusterSession[] {
		return [...this.#states.values()].flatMap((state) => (state.kind === 'connected' ? [state.session] : []));
	}

	find(name: string): ClusterSession | undefined {
		const state = this.#states.get(name);
		return state?.kind === 'connected' ? state.session : undefined;
	}

	/** The session of a cluster that must be connected. Throws ProblemError `notConnected`. */
	get(name: string): ClusterSession {
		const session = this.find(name);
		if (!session) throw new ProblemError({ kind: 'notConnected', cluster: name });
		return session;
	}

	/** Connects once, whoever asks: a second call joins the first. Aborting the first caller's signal ends the attempt. */
	connect(config: ClusterConfig, signal: AbortSignal): Promise<ClusterSession> {
		const session = this.find(config.name);
		if (session) return Promise.resolve(session);
		const opening = this.#opening.get(config.name);
		if (opening) return opening;
		const attempt = this.#open(config, signal).finally(() => this.#opening.delete(config.name));
		this.#opening.set(config.name, attempt);
		return attempt;
	}

	async disconnect(name: string): Promise<void> {
		const session = this.find(name);
		this.#set(name, undefined);
		await session?.dispose();
	}

	async dispose(): Promise<void> {
		const sessions = this.connected;
		this.#states.clear();
		this.#changed.dispose();
		await Promise.allSettled(sessions.map((session) => session.dispose()));
	}

	async #open(config: ClusterConfig, signal: AbortSignal): Promise<ClusterSession> {
		const { ask, log, sites, sshConfigFile, now } = this.#options;
		const onStep = (step: string) => this.#set(config.name, { kind: 'connecting', step });
		onStep('');
		try {
			const site = await sites.find(config.profile, [config.host]);
			const configFile = sshConfigFile();
			const target = { ...config, ...(configFile !== undefined && { configFile }) };
			// Loaded at the first connection, so that starting the editor does not pay for it.
			const { connect } = await import('../remote/sshConnection.ts');
			const host = await connect(target, { ask, log, prelude: SLURM_PRELUDE, onStep }, signal);
			const session = new ClusterSession(config, host, site, now);
			host.onDidClose((reason) => this.#lost(session, reason));
			this.#set(config.name, { kind: 'connected', session, since: now() });
			return session;
		} catch (error) {
			this.#set(config.name, isAbort(error) ? undefined : { kind: 'failed', error });
			throw error;
		}
	}

	#lost(session: ClusterSession, reason: Error | undefined): void {
		if (this.find(session.name) !== session) return;
		this.#set(session.name, reason ? { kind: 'failed', error: reason } : undefined);
		void session.dispose();
	}

	#set(name: string, state: ClusterState | undefined): void {
		if (state) this.#states.set(name, state);
		else this.#states.delete(name);
		this.#changed.fire(name);
	}
}
