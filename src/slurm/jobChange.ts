import { formatDuration, parseDuration, type Seconds } from './duration.ts';
import type { Job } from './job.ts';
import { changeJob, type JobAction, targetOf } from './jobAction.ts';

/** What `scontrol update` lets a user change of a job. */
export type ChangeKind =
	| 'timeLimit'
	| 'partition'
	| 'qos'
	| 'account'
	| 'dependency'
	| 'arrayThrottle'
	| 'begin'
	| 'name'
	| 'nice'
	| 'comment';

/** Why a value cannot be right; only what is certain, as a site's own rules are known to Slurm alone. */
export type ValueTrouble =
	| 'empty'
	| 'notOneLine'
	| 'notAName'
	| 'notATime'
	/** Users may only lower the limit of a running job. */
	| 'notLower'
	/** The job has run for longer already: it would be ended at once. */
	| 'alreadyOver'
	| 'notADependency'
	| 'notACount'
	/** Below 0 is for administrators. */
	| 'notNice'
	| 'notABegin';

/** The names of `scontrol update`, see scontrol(1). */
const PROPERTIES: Readonly<Record<ChangeKind, string>> = {
	timeLimit: 'TimeLimit',
	partition: 'Partition',
	qos: 'QOS',
	account: 'Account',
	dependency: 'Dependency',
	arrayThrottle: 'ArrayTaskThrottle',
	begin: 'StartTime',
	name: 'JobName',
	nice: 'Nice',
	comment: 'Comment',
};

/** Seen with 22.05: of a running job Slurm refuses all others with "Job is no longer pending execution". */
const WHILE_RUNNING: readonly ChangeKind[] = ['timeLimit', 'arrayThrottle', 'name', 'comment'];

/** What can be changed of a job in its state, in the order in which it is offered. */
export function changesFor(job: Job): readonly ChangeKind[] {
	if (job.phase === 'finished') return [];
	const kinds = Object.keys(PROPERTIES) as ChangeKind[];
	return kinds.filter(
		(kind) =>
			(job.phase === 'pending' || WHILE_RUNNING.includes(kind)) &&
			(kind !== 'arrayThrottle' || job.array !== undefined),
	);
}

/** The value that the job has now, as Slurm would take it; empty where there is none or it is not told. */
export function currentValue(job: Job, kind: ChangeKind): string {
	switch (kind) {
		case 'timeLimit':
			return job.limit === undefined ? '' : formatDuration(job.limit);
		case 'arrayThrottle':
			return job.array?.throttle === undefined ? '' : String(job.array.throttle);
		case 'dependency':
			// squeue adds in brackets how each stands: `afterok:12(unfulfilled)`.
			return job.dependency.replace(/\([^)]*\)/g, '');
		case 'begin':
		case 'nice':
			return '';
		default:
			return job[kind];
	}
}

/** Undefined for a value that Slurm may be asked for. */
export function troubleWith(job: Job, kind: ChangeKind, text: string): ValueTrouble | undefined {
	const value = text.trim();
	if (/\p{Cc}/u.test(text)) return 'notOneLine';
	if (value === '' && kind !== 'comment' && kind !== 'dependency') return 'empty';
	switch (kind) {
		case 'timeLimit':
			return troubleWithLimit(job, value);
		case 'partition':
			return /^[\w.@+-]+(?:,[\w.@+-]+)*$/.test(value) ? undefined : 'notAName';
		case 'qos':
		case 'account':
			return /^[\w.@+-]+$/.test(value) ? undefined : 'notAName';
		case 'dependency':
			return value === '' || DEPENDENCY.test(value) ? undefined : 'notADependency';
		case 'arrayThrottle':
			return /^\d{1,9}$/.test(value) ? undefined : 'notACount';
		case 'nice':
			return /^\d{1,9}$/.test(value) ? undefined : 'notNice';
		case 'begin':
			return BEGIN.test(value) ? undefined : 'notABegin';
		default:
			return undefined;
	}
}

/** The action that gives a job another value; the number of tasks at a time belongs to the whole array. */
export function changeOf(job: Job, kind: ChangeKind, text: string): JobAction {
	const target = kind === 'arrayThrottle' && job.array ? job.array.id : targetOf(job);
	return changeJob(job, target, PROPERTIES[kind], text.trim());
}

/**
 * A time limit in any of the forms that sbatch(1) names: `90` (minutes), `1:30:00`, `2-12`, `2-12:30`. Undefined for words.
 */
export function parseTimeLimit(text: string): Seconds | undefined {
	if (/^\d+$/.test(text)) return (Number(text) * 60) as Seconds;
	const days = /^(\d+)-(\d+)(?::(\d+))?$/.exec(text);
	if (days) {
		const [, day = '0', hour = '0', minute = '0'] = days;
		return (((Number(day) * 24 + Number(hour)) * 60 + Number(minute)) * 60) as Seconds;
	}
	return parseDuration(text);
}

function troubleWithLimit(job: Job, value: string): ValueTrouble | undefined {
	const limit = parseTimeLimit(value);
	if (limit === undefined || limit === 0) return 'notATime';
	if (job.phase !== 'running') return undefined;
	if (job.limit !== undefined && limit > job.limit) return 'notLower';
	return limit <= job.elapsed ? 'alreadyOver' : undefined;
}

/** `afterok:12:13,afterany:14+30`, `singleton`; all of them (`,`) or any (`?`), see sbatch(1). */
const ONE =
	'(?:singleton|(?:after|afterany|afterok|afternotok|aftercorr|afterburstbuffer):\\d+(?:_\\d+)?(?:\\+\\d+)?(?::\\d+(?:_\\d+)?(?:\\+\\d+)?)*)';
const DEPENDENCY = new RegExp(`^${ONE}(?:(?:,${ONE})*|(?:\\?${ONE})*)$`);

/** `now+2hours`, `16:00`, `tomorrow`, `2026-11-26`, `2026-11-26T16:00:00`, see sbatch(1). */
const BEGIN =
	/^(?:now(?:\+\d+(?:seconds?|minutes?|hours?|days?|weeks?)?)?|today|tomorrow|midnight|noon|teatime|fika|\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)$/;
