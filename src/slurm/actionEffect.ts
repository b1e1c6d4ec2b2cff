import type { Job } from './job.ts';
import type { JobAction } from './jobAction.ts';
import { isHeld } from './jobFlags.ts';

export type Effect = 'done' | 'notDone' | 'unknown';

/**
 * Whether an action on a job, whose answer was lost, has had its effect, by what the queue says afterwards.
 *
 * @param before the job as it was when the action was sent
 * @param after the job as the queue has it now; undefined when it is gone
 */
export function effectOf({ kind }: Pick<JobAction, 'kind'>, before: Job, after: Job | undefined): Effect {
	if (!after) return 'unknown';
	switch (kind) {
		case 'cancel':
			return after.phase === 'finished' || after.state === 'COMPLETING' ? 'done' : 'notDone';
		case 'hold':
			return isHeld(after) ? 'done' : 'notDone';
		case 'release':
			return isHeld(after) ? 'notDone' : 'done';
		case 'requeue':
			return after.restarts > before.restarts || isBackInQueue(before, after) ? 'done' : 'notDone';
		case 'requeueHold':
			return isHeld(after) ? 'done' : 'notDone';
		case 'signal':
		case 'change':
			return 'unknown';
	}
}

function isBackInQueue(before: Job, after: Job): boolean {
	return before.phase !== 'pending' && after.phase === 'pending';
}
