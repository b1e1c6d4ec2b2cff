import { isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import type { Notes } from '../base/notes.ts';
import { isProblem } from '../problems/problem.ts';
import type { Budget } from './budget.ts';
import type { BudgetReader, BudgetReading } from './budgetReader.ts';
import { rememberAllocation, rememberedAllocations } from './rememberedAllocation.ts';

/** Figures, when they were asked for, and where they come from. */
export interface AllocationFigures {
	readonly budgets: readonly Budget[];
	/** Undefined when there never were any. */
	readonly at: Date | undefined;
	/** When the source itself made them; undefined where it does not tell. */
	readonly asOf: Date | undefined;
	/** The command or file they come from. */
	readonly source: string;
}

export type AllocationSnapshot =
	| { readonly kind: 'loading' }
	| ({
			readonly kind: 'loaded';
			/** Why a source that should have been asked first could not be read, when another one could, and what else is missing. */
			readonly passedOver: readonly unknown[];
	  } & AllocationFigures)
	/** The last figures there were, perhaps of another day: a failure takes nothing away. */
	| ({ readonly kind: 'stale'; readonly error: unknown } & AllocationFigures);

const NOTHING: AllocationFigures = { budgets: [], at: undefined, asOf: undefined, source: '' };

/**
 * Keeps the allocation of one person on one cluster: asked for when somebody calls, and after own jobs started or ended. The last
 * figures outlive the window.
 */
export class AllocationStore {
	readonly #readers: readonly BudgetReader[];
	readonly #notes: Notes;
	readonly #cluster: string;
	readonly #now: () => Date;
	readonly #changed = new Emitter<AllocationSnapshot>();
	readonly #life = new AbortController();
	#snapshot: AllocationSnapshot;
	#running: Promise<void> | undefined;
	/** When was asked last, whatever came of it. */
	#askedAt: number | undefined;
	#later: NodeJS.Timeout | undefined;

	readonly onDidChange = this.#changed.event;

	/** @param readers in the order in which they are asked; the first that has figures is believed. @param cluster under whose name the figures are kept */
	constructor(readers: readonly BudgetReader[], notes: Notes, cluster: string, now: () => Date) {
		this.#readers = readers;
		this.#notes = notes;
		this.#cluster = cluster;
		this.#now = now;
		const remembered = rememberedAllocations(notes).find((known) => known.cluster === cluster)?.figures;
		this.#snapshot = remembered ? { kind: 'stale', error: undefined, ...remembered } : { kind: 'loading' };
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

	/**
	 * Asks again only when the last time is longer ago than so many seconds: Slurm itself renews its figures every few minutes, and what
	 * failed is not asked more often for it.
	 */
	refreshIfOlderThan(seconds: number): Promise<void> {
		const isFresh = this.#askedAt !== undefined && this.#now().getTime() - this.#askedAt < seconds * 1000;
		return isFresh && !this.#running ? Promise.resolve() : this.refresh();
	}

	/** Asks again where the last look failed because the connection was lost. */
	refreshIfCutOff(): void {
		const snapshot = this.#snapshot;
		if (snapshot.kind === 'stale' && isProblem(snapshot.error, 'connectionLost')) void this.refresh();
	}

	/**
	 * Asks again, once for several calls and not within so many seconds of the last time: a job of the person's has ended, or started,
	 * and so changed what is used and committed.
	 */
	refreshAfterJob(seconds: number): void {
		if (this.#later !== undefined) return;
		this.#later = setTimeout(
			() => {
				this.#later = undefined;
				void this.refresh();
			},
			Math.max(0, (this.#askedAt ?? 0) + seconds * 1000 - this.#now().getTime()),
		);
	}

	dispose(): void {
		clearTimeout(this.#later);
		this.#life.abort();
		this.#changed.dispose();
	}

	async #query(): Promise<void> {
		const failures: unknown[] = [];
		let empty: BudgetReading | undefined;
		this.#askedAt = this.#now().getTime();
		for (const reader of this.#readers) {
			try {
				const reading = await reader.read(this.#life.signal);
				// A tool that lists nothing may know less than Slurm does.
				if (reading?.budgets.length === 0) empty ??= reading;
				if (!reading || reading.budgets.length === 0) continue;
				this.#accept(reading, failures);
				return;
			} catch (error) {
				if (isAbort(error)) return;
				failures.push(error);
			}
		}
		if (empty && failures.length === 0) {
			this.#accept(empty, []);
			return;
		}
		const kept = this.#snapshot.kind === 'loading' ? NOTHING : figuresOf(this.#snapshot);
		this.#set({ kind: 'stale', error: failures[0], ...kept });
	}

	#accept(reading: BudgetReading, passedOver: readonly unknown[]): void {
		const { budgets, asOf, source, troubles } = reading;
		const figures = { budgets, asOf, source, at: this.#now() };
		this.#set({ kind: 'loaded', passedOver: [...passedOver, ...troubles], ...figures });
		if (!this.#life.signal.aborted) rememberAllocation(this.#notes, this.#cluster, figures);
	}

	#set(snapshot: AllocationSnapshot): void {
		if (this.#life.signal.aborted) return;
		this.#snapshot = snapshot;
		this.#changed.fire(snapshot);
	}
}

function figuresOf({ budgets, at, asOf, source }: AllocationFigures): AllocationFigures {
	return { budgets, at, asOf, source };
}
