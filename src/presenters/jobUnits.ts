import type { Job } from '../slurm/job.ts';
import { type JobPhase, outcomeOf } from '../slurm/jobState.ts';
import { countTasks } from '../slurm/taskList.ts';
import { leadOf, unitIdOf } from '../slurm/wholeJob.ts';

/** What a person submitted at once: a job, an array with its tasks, a heterogeneous job with its components. */
export interface JobUnit {
	readonly kind: 'job' | 'array' | 'het';
	/** The id by which Slurm's commands mean all of it. */
	readonly id: string;
	/** Of its most alive part. */
	readonly phase: JobPhase;
	/** The part that stands for all. */
	readonly lead: Job;
	readonly jobs: readonly Job[];
}

/** Tasks of an array by what became of them. */
export interface TaskCounts {
	readonly running: number;
	readonly waiting: number;
	readonly done: number;
	readonly failed: number;
	readonly cancelled: number;
}

/** Folds the records of arrays and heterogeneous jobs. The order of the jobs is kept. */
export function unitsOf(jobs: readonly Job[]): readonly JobUnit[] {
	const units: (JobUnit | Job[])[] = [];
	const folded = new Map<string, Job[]>();
	for (const job of jobs) {
		if (!job.array && !job.het) {
			units.push({ kind: 'job', id: job.id, phase: job.phase, lead: job, jobs: [job] });
			continue;
		}
		const id = unitIdOf(job);
		const parts = folded.get(id);
		if (parts) parts.push(job);
		else {
			const first = [job];
			folded.set(id, first);
			units.push(first);
		}
	}
	return units.map((unit) => ('kind' in unit ? unit : foldedUnit(unit)));
}

function foldedUnit(jobs: readonly Job[]): JobUnit {
	const lead = leadOf(jobs) as Job;
	return { kind: lead.array ? 'array' : 'het', id: unitIdOf(lead), phase: lead.phase, lead, jobs };
}

/** A record of tasks that wait together counts for each of them. */
export function taskCounts(jobs: readonly Job[]): TaskCounts {
	const counts = { running: 0, waiting: 0, done: 0, failed: 0, cancelled: 0 };
	for (const job of jobs) counts[fateOf(job)] += tasksIn(job);
	return counts;
}

/** How many tasks a record stands for; 1 where it is no array. */
export function tasksIn({ array }: Job): number {
	return array ? Math.max(1, countTasks(array.tasks)) : 1;
}

/** What became of a job, as arrays count it; one that ran out of time has failed. */
export function fateOf({ phase, state }: Job): keyof TaskCounts {
	if (phase === 'running') return 'running';
	if (phase === 'pending') return 'waiting';
	const outcome = outcomeOf(state);
	if (outcome === 'completed') return 'done';
	return outcome === 'cancelled' ? 'cancelled' : 'failed';
}
