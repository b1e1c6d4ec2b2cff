/** Where a job is in its life, for grouping and for what can be done with it. */
export type JobPhase = 'pending' | 'running' | 'finished';

/** How a finished job went, for its icon and its word. */
export type JobOutcome = 'completed' | 'failed' | 'cancelled' | 'timeout';

/** Not a state of Slurm's: a job that was refused when it was submitted, of which accounting keeps a record. */
export const REFUSED = 'REFUSED';

/** Slurm's state names, see squeue(1) "JOB STATE CODES"; what is absent here has left the queue's normal path and counts as running. */
const PHASES: Readonly<Record<string, JobPhase>> = {
	PENDING: 'pending',
	REQUEUED: 'pending',
	REQUEUE_FED: 'pending',
	REQUEUE_HOLD: 'pending',
	SPECIAL_EXIT: 'pending',
	RESV_DEL_HOLD: 'pending',
	BOOT_FAIL: 'finished',
	CANCELLED: 'finished',
	COMPLETED: 'finished',
	DEADLINE: 'finished',
	FAILED: 'finished',
	LAUNCH_FAILED: 'finished',
	NODE_FAIL: 'finished',
	OUT_OF_MEMORY: 'finished',
	PREEMPTED: 'finished',
	RECONFIG_FAIL: 'finished',
	REFUSED: 'finished',
	REVOKED: 'finished',
	TIMEOUT: 'finished',
};

/** What accounting tells of how a job ended. */
interface AccountedEnd {
	readonly state: string;
	readonly exit: string;
	readonly submitted: string;
	readonly started: string;
	readonly ended: string;
	/** AllocTRES. */
	readonly given: string;
}

/** What Slurm refuses when it looks for nodes leaves a record that failed as it was submitted (seen with Slurm 22.05). */
export function stateInAccounting({ state, exit, submitted, started, ended, given }: AccountedEnd): string {
	const wasRefused =
		state === 'FAILED' && exit === '1:0' && given === '' && started === submitted && ended === submitted;
	return wasRefused ? REFUSED : state;
}

/** CONFIGURING, RUNNING, COMPLETING, SUSPENDED and whatever a later Slurm adds hold resources: running. */
export function phaseOf(state: string): JobPhase {
	return PHASES[state] ?? 'running';
}

/** Only for finished states, and for a run that was put back into the queue. */
export function outcomeOf(state: string): JobOutcome {
	switch (state) {
		case 'COMPLETED':
			return 'completed';
		case 'CANCELLED':
		case 'PREEMPTED':
		case 'REVOKED':
		// It never was a job, and who submitted it was told.
		case REFUSED:
		// One run of a job, which goes on with another.
		case 'REQUEUED':
			return 'cancelled';
		case 'TIMEOUT':
		case 'DEADLINE':
			return 'timeout';
		default:
			return 'failed';
	}
}
