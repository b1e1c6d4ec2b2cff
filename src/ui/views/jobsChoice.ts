import { commands, EventEmitter, type Memento } from 'vscode';
import type { Closeable } from '../../base/closeable.ts';
import type { Notes } from '../../base/notes.ts';
import { type HistoryPeriod, readPeriod } from '../../presenters/historyPeriod.ts';
import { isJobOrder, type JobOrder } from '../../presenters/jobOrder.ts';
import { PinnedJobs } from '../../slurm/pinnedJobs.ts';

const FILTER_KEY = 'jobs.filter';
const ORDER_KEY = 'jobs.order';
const PERIOD_KEY = 'jobs.historyPeriod';

/** What the person asked the Jobs view to show, and how: kept with the folder, but for the pinned jobs, which are kept for all windows. */
export class JobsChoice implements Closeable {
	readonly pinned: PinnedJobs;
	readonly #memory: Memento;
	readonly #changed = new EventEmitter<void>();
	#isHistoryWanted: boolean;

	readonly onDidChange = this.#changed.event;

	constructor(memory: Memento, notes: Notes) {
		this.#memory = memory;
		this.#isHistoryWanted = memory.get(PERIOD_KEY) !== undefined;
		this.pinned = new PinnedJobs(notes);
		this.pinned.onDidChange(() => this.#changed.fire());
		this.#tellFilter();
	}

	/** Empty for everything. */
	get filter(): string {
		const kept = this.#memory.get(FILTER_KEY);
		return typeof kept === 'string' ? kept : '';
	}

	get order(): JobOrder {
		const kept = this.#memory.get(ORDER_KEY);
		return isJobOrder(kept) ? kept : 'newest';
	}

	get period(): HistoryPeriod {
		return readPeriod(this.#memory.get(PERIOD_KEY));
	}

	/** Whether the person asked for the history; else it stands only below jobs, so that an empty view can say what to do. */
	get isHistoryWanted(): boolean {
		return this.#isHistoryWanted;
	}

	setFilter(text: string): void {
		void this.#memory.update(FILTER_KEY, text.trim());
		this.#tellFilter();
		this.#changed.fire();
	}

	setOrder(order: JobOrder): void {
		void this.#memory.update(ORDER_KEY, order);
		this.#changed.fire();
	}

	setPeriod(period: HistoryPeriod): void {
		void this.#memory.update(PERIOD_KEY, period);
		this.#isHistoryWanted = true;
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}

	#tellFilter(): void {
		void commands.executeCommand('setContext', 'aiFactory.jobsFiltered', this.filter !== '');
	}
}
