import type { Notes } from '../base/notes.ts';
import type { Job } from './job.ts';

/** As many as a person looks back to; the notes of a window are read whole. */
const MOST_KEPT = 1_000;
/** Between two writes of the notes, while jobs come. */
const WRITE_EVERY_MS = 60_000;

/**
 * Where the output of each job seen on a cluster went, kept from one window to the next: the controller forgets a job
 * some minutes after its end, and accounting before 24.05 never knew. What has Slurm's default name is not kept, as it
 * can be told from the job's folder and id.
 */
export class OutputPaths {
	readonly #key: string;
	readonly #notes: Notes;
	readonly #now: () => Date;
	readonly #paths: Map<string, string>;
	#isChanged = false;
	#written = 0;

	constructor(cluster: string, notes: Notes, now: () => Date) {
		this.#key = `jobs.outputPaths.${cluster}`;
		this.#notes = notes;
		this.#now = now;
		const kept = notes.read(this.#key);
		this.#paths = new Map(Array.isArray(kept) ? kept.filter(isEntry) : []);
	}

	get(jobId: string): string | undefined {
		return this.#paths.get(jobId);
	}

	remember(jobs: readonly Job[]): void {
		for (const job of jobs) {
			const { id, outputPath } = job;
			if (outputPath === undefined || this.#paths.get(id) === outputPath) continue;
			if (id.includes('[') || defaultOutputs(job).includes(outputPath)) continue;
			this.#paths.set(id, outputPath);
			this.#isChanged = true;
		}
		if (this.#isChanged && this.#now().getTime() - this.#written >= WRITE_EVERY_MS) this.#write();
	}

	dispose(): void {
		if (this.#isChanged) this.#write();
	}

	#write(): void {
		this.#isChanged = false;
		this.#written = this.#now().getTime();
		this.#notes.write(this.#key, [...this.#paths].slice(-MOST_KEPT));
	}
}

/** The names that Slurm gives to an output for which nobody asked for a name. */
export function defaultOutputs({ array, recordId, workDir }: Job): readonly string[] {
	if (workDir === '') return [];
	const folder = workDir.replace(/\/$/, '');
	return array ? [`${folder}/slurm-${array.id}_${array.tasks}.out`] : [`${folder}/slurm-${recordId}.out`];
}

function isEntry(value: unknown): value is [string, string] {
	return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}
