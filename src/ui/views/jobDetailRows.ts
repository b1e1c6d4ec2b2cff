import { isAbort } from '../../base/abort.ts';
import { failureRow } from '../../presenters/fileRow.ts';
import type { Row } from '../../presenters/row.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Job } from '../../slurm/job.ts';
import type { JobDetailSource } from './jobDetails.ts';

const DEADLINE_MS = 60_000;
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
	readonly #rows = new Map<string, { readonly job: Job; readonly rows: readonly Row[] }>();
	readonly #loading = new Map<string, Promise<void>>();
	readonly #life = new AbortController();

	constructor(sources: readonly JobDetailSource[], now: () => Date) {
		this.#sources = sources;
		this.#now = now;
	}

	/** Undefined while nothing was read for the row. */
	of(rowId: string): readonly Row[] | undefined {
		return this.#rows.get(rowId)?.rows;
	}

	/** Reads what is below a job, if nothing was read yet. Never rejects: what fails is a row that says so. */
	async open(target: OpenJob): Promise<void> {
		const { rowId } = target;
		if (!this.#rows.has(rowId)) await this.#load(target);
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

	async #read({ rowId, session, job }: OpenJob): Promise<void> {
		const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(DEADLINE_MS)]);
		const parts = await Promise.all(
			this.#sources.map(async (source, index) => {
				try {
					return await source(session, job, this.#now(), signal);
				} catch (error) {
					if (isAbort(error)) return [];
					return [{ ...failureRow(`${rowId}/${index}`, error), command: 'aiFactory.refreshJobs' }];
				}
			}),
		);
		if (this.#life.signal.aborted) return;
		const rows = parts.flat().map((row) => moved(row, `${session.name}/${job.id}/`, `${rowId}/`));
		this.#rows.set(rowId, { job, rows });
	}
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
