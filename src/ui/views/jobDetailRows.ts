import { delay, isAbort } from '../../base/abort.ts';
import { failureRow } from '../../presenters/fileRow.ts';
import type { Row } from '../../presenters/row.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import type { JobDetailSource } from './jobDetails.ts';

const DEADLINE_MS = 60_000;
const MOMENT_MS = 400;
/** Jobs whose details are kept fresh while they are open, the last ones opened. */
const MOST_FRESH = 8;

/** A job's row that is open. */
export interface OpenJob {
	readonly rowId: string;
	readonly session: ClusterSession;
	readonly job: Job;
}

/** The rows below jobs whose rows are open. */
export class JobDetailRows {
	readonly #sources: readonly JobDetailSource[];
	readonly #now: () => Date;
	readonly #changed: () => void;
	readonly #rows = new Map<string, { readonly job: Job; readonly rows: readonly Row[] }>();
	readonly #loading = new Map<string, Promise<void>>();
	readonly #life = new AbortController();

	/** @param changed called when rows came after `open` had resolved */
	constructor(sources: readonly JobDetailSource[], now: () => Date, changed: () => void) {
		this.#sources = sources;
		this.#now = now;
		this.#changed = changed;
	}

	/** Undefined while nothing was read for the row. */
	of(rowId: string): readonly Row[] | undefined {
		return this.#rows.get(rowId)?.rows;
	}

	/**
	 * Reads what is below a job, if nothing was read yet. Resolves when all is there, or most of it after a moment: what
	 * is slow comes later. Never rejects: what fails is a row that says so.
	 */
	async open(target: OpenJob): Promise<void> {
		if (this.#rows.has(target.rowId)) return;
		const whole = this.#load(target);
		const isWhole = await Promise.race([whole.then(() => true), moment(this.#life.signal)]);
		if (!isWhole) void whole.then(this.#changed);
	}

	close(rowId: string): void {
		this.#rows.delete(rowId);
	}

	/** Reads anew what may have changed of the jobs that are open. A job that has ended changes no more. */
	async refresh(find: (rowId: string) => OpenJob | undefined): Promise<void> {
		const due = [...this.#rows].slice(-MOST_FRESH).flatMap(([rowId, { job }]) => {
			const target = find(rowId);
			const isSame = target?.job.phase === 'finished' && target.job.state === job.state;
			return target && !isSame ? [target] : [];
		});
		for (const target of due) if (this.#rows.has(target.rowId)) await this.#load(target);
	}

	dispose(): void {
		this.#life.abort();
	}

	#load(target: OpenJob): Promise<void> {
		const { rowId } = target;
		const running = this.#loading.get(rowId) ?? this.#read(target).finally(() => this.#loading.delete(rowId));
		this.#loading.set(rowId, running);
		return running;
	}

	async #read(target: OpenJob): Promise<void> {
		const { rowId, session, job } = target;
		const isFirst = !this.#rows.has(rowId);
		const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(DEADLINE_MS)]);
		const parts: (readonly Row[])[] = this.#sources.map(() => []);
		const show = () => {
			if (this.#life.signal.aborted) return;
			const rows = parts.flat().map((row) => moved(row, `${session.name}/${job.id}/`, `${rowId}/`));
			this.#rows.set(rowId, { job, rows });
		};
		await Promise.all(
			this.#sources.map(async (source, index) => {
				parts[index] = await rowsOf(source, index, target, this.#now(), signal);
				// What was there of a job stays until all of the new is.
				if (isFirst) show();
			}),
		);
		if (isFirst || this.#rows.has(rowId)) show();
	}
}

async function rowsOf(
	source: JobDetailSource,
	index: number,
	{ rowId, session, job }: OpenJob,
	now: Date,
	signal: AbortSignal,
): Promise<readonly Row[]> {
	try {
		return await source(session, job, now, signal);
	} catch (error) {
		if (isAbort(error)) return [];
		return [{ ...failureRow(`${rowId}/${index}`, error), command: 'aiFactory.refreshJobs' }];
	}
}

/** So long a person does not notice that they wait. */
function moment(signal: AbortSignal): Promise<false> {
	return delay(MOMENT_MS, signal).then(
		() => false as const,
		() => false as const,
	);
}

/** The same job may stand in two places of the view, where ids must differ. */
function moved(row: Row, from: string, to: string): Row {
	const id = row.id.startsWith(from) ? `${to}${row.id.slice(from.length)}` : row.id;
	return {
		...row,
		id,
		...(row.children && { children: row.children.map((child) => moved(child, from, to)) }),
	};
}
