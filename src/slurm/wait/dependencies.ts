import type { Job } from '../job.ts';

/** One job, or one sort of job, that another waits for. */
export interface Dependency {
	/** Slurm's word: `afterok`, `afterany`, `afternotok`, `after`, `aftercorr`, `singleton`, `afterburstbuffer`. */
	readonly kind: string;
	/** As Slurm prints it, `4821` or `4821_3` or `4821_*`; empty for `singleton`. */
	readonly jobId: string;
	/** Minutes to wait after it, of `after:4821+10`. */
	readonly delayMinutes: number;
	readonly state: 'waiting' | 'met' | 'never';
	/** The person's own jobs that it means, as far as they are known. */
	readonly jobs: readonly Job[];
}

/** What a job waits for: all of these, or any one of them. */
export interface Dependencies {
	readonly needs: 'all' | 'any';
	readonly items: readonly Dependency[];
}

/** Reads squeue's `afterok:10(unfulfilled),after:11+10(unfulfilled)`; `?` in place of the comma means that one is enough. */
export function dependenciesOf(job: Job, others: readonly Job[]): Dependencies {
	const items = job.dependency
		.split(/[,?]/)
		.filter((text) => text !== '')
		.map((text) => dependency(text, job, others));
	return { needs: job.dependency.includes('?') ? 'any' : 'all', items };
}

function dependency(text: string, job: Job, others: readonly Job[]): Dependency {
	const [, kind = text, jobId = '', delay = '0', state = ''] =
		/^([a-z]+)(?::([\d_*]+)(?:\+(\d+))?)?(?:\((\w+)\))?$/.exec(text.trim()) ?? [];
	return {
		kind,
		jobId,
		delayMinutes: Number(delay),
		state: state === 'fulfilled' ? 'met' : state === 'failed' ? 'never' : 'waiting',
		jobs: kind === 'singleton' ? namesakes(job, others) : others.filter((other) => isMeant(other, jobId)),
	};
}

/** `4821` names a job, or all tasks of an array; `4821_3` one of them. */
function isMeant({ id, recordId, array, het }: Job, jobId: string): boolean {
	if (jobId === '') return false;
	const whole = jobId.replace(/_\*$/, '');
	return id === whole || array?.id === whole || het?.id === whole || (!array && recordId === whole);
}

/** A singleton waits for earlier jobs of the same name, whatever their partition. */
function namesakes(job: Job, others: readonly Job[]): readonly Job[] {
	return others.filter(
		(other) =>
			other.name === job.name &&
			other.user === job.user &&
			other.phase !== 'finished' &&
			Number.parseInt(other.recordId, 10) < Number.parseInt(job.recordId, 10),
	);
}
