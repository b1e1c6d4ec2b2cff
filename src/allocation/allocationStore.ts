import { isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { Budget } from './budget.ts';
import { budgetsFromShares } from './budgetsFromShares.ts';
import { readDefaultAccount } from './defaultAccount.ts';
import { listShares } from './sshare.ts';

export type AllocationSnapshot =
	| { readonly kind: 'loading' }
	| { readonly kind: 'loaded'; readonly budgets: readonly Budget[]; readonly at: Date }
	| {
			readonly kind: 'stale';
			readonly budgets: readonly Budget[];
			readonly at: Date | undefined;
			readonly error: unknown;
	  };

/** Runs a query and counts it. */
export interface SlurmRunner {
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T>;
}

/** Keeps the allocation of one user on one cluster: asked for at connect, on request, and after jobs ended. */
export class AllocationStore {
	readonly #slurm: SlurmRunner;
	readonly #user: string;
	readonly #now: () => Date;
	readonly #changed = new Emitter<AllocationSnapshot>();
	readonly #life = new AbortController();
	#snapshot: AllocationSnapshot = { kind: 'loading' };
	#running: Promise<void> | undefined;
	#defaultAccount: string | undefined;
	#later: NodeJS.Timeout | undefined;

	readonly onDidChange = this.#changed.event;

	constructor(slurm: SlurmRunner, user: string, now: () => Date) {
		this.#slurm = slurm;
		this.#user = user;
		this.#now = now;
	}

	get snapshot(): AllocationSnapshot {
		return this.#snapshot;
	}

	/** Resolves when the snapshot says what came of it; never rejects. */
	refresh(): Promise<void> {
		this.#running ??= this.#query().finally(() => {
			this.#running = undefined;
		});
		return this.#running;
	}

	/** Asks again only when the figures are older than so many seconds: Slurm itself renews them every few minutes. */
	refreshIfOlderThan(seconds: number): Promise<void> {
		const at = this.#snapshot.kind === 'loading' ? undefined : this.#snapshot.at;
		const isFresh = at !== undefined && this.#now().getTime() - at.getTime() < seconds * 1000;
		return isFresh ? Promise.resolve() : this.refresh();
	}

	/** Asks again, but not within so many seconds of the last time: then once they are over. */
	refreshSoon(seconds: number): void {
		if (this.#later !== undefined) return;
		const at = this.#snapshot.kind === 'loading' ? undefined : this.#snapshot.at;
		const waitMs = at === undefined ? 0 : at.getTime() + seconds * 1000 - this.#now().getTime();
		this.#later = setTimeout(
			() => {
				this.#later = undefined;
				void this.refresh();
			},
			Math.max(0, waitMs),
		);
	}

	dispose(): void {
		clearTimeout(this.#later);
		this.#life.abort();
		this.#changed.dispose();
	}

	async #query(): Promise<void> {
		const signal = this.#life.signal;
		try {
			const rows = await this.#slurm.run(listShares, signal);
			// slurmdbd may be down or closed to users: then the figures stand without a default.
			this.#defaultAccount ??= await this.#slurm
				.run(readDefaultAccount(this.#user), signal)
				.catch(() => undefined);
			const budgets = budgetsFromShares(rows, this.#user, this.#defaultAccount);
			this.#set({ kind: 'loaded', budgets, at: this.#now() });
		} catch (error) {
			if (isAbort(error)) return;
			const before = this.#snapshot;
			const kept =
				before.kind === 'loading'
					? { budgets: [], at: undefined }
					: { budgets: before.budgets, at: before.at };
			this.#set({ kind: 'stale', ...kept, error });
		}
	}

	#set(snapshot: AllocationSnapshot): void {
		if (this.#life.signal.aborted) return;
		this.#snapshot = snapshot;
		this.#changed.fire(snapshot);
	}
}
