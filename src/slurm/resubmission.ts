import type { SubmittedWith } from './batchScript.ts';
import { formatDuration } from './duration.ts';
import type { Job } from './job.ts';

/** How a job is submitted once more, beside its script. */
export interface Resubmission extends SubmittedWith {
	/** True where what stood on the command line is known; else the options are what the job's own record tells. */
	readonly isExact: boolean;
}

/**
 * The options and arguments for submitting a job again. A task of an array is submitted as an array of that task alone.
 *
 * @param before what stood on the command line, where that is known
 */
export function resubmissionOf(job: Job, before: SubmittedWith | undefined): Resubmission {
	const options = before?.options ?? optionsFrom(job);
	const task = job.array && /^\d+$/.test(job.array.tasks) ? [`--array=${job.array.tasks}`] : [];
	return {
		options: [...options, ...task],
		arguments: before?.arguments ?? [],
		isExact: before !== undefined,
	};
}

/** What the record tells and the script may not: options on the command line go before those in the script. */
function optionsFrom(job: Job): readonly string[] {
	const option = (name: string, value: string) => (value === '' ? [] : [`--${name}=${value}`]);
	return [
		...option('job-name', job.name),
		...option('account', job.account),
		...option('partition', job.partition),
		...option('qos', job.qos),
		...option('time', job.limit === undefined ? '' : formatDuration(job.limit)),
	];
}
