import type { Job } from './job.ts';
import { explainPending } from './pendingReason.ts';

/** `job requeued in held state`, `launch failed requeued held`, `job requeued in special exit state`: sentences in place of a code. */
const HELD = /\bheld\b|\bspecial exit state\b/;

/** True for a waiting job that somebody has to release before it can start. */
export function isHeld({ phase, state, reason }: Job): boolean {
	if (phase !== 'pending') return false;
	if (state === 'REQUEUE_HOLD' || state === 'SPECIAL_EXIT' || HELD.test(reason)) return true;
	return explainPending(reason).kind === 'held';
}

/** Batch jobs that run, or have ended but are still in the controller's memory: only then their script's place is told. */
export function isRequeueable({ phase, command }: Job): boolean {
	return phase !== 'pending' && command !== '';
}

/** A shell can be opened inside it. */
export function hasShell({ state }: Job): boolean {
	return state === 'RUNNING';
}

/** Tasks of an array that can be named one by one: those that wait together, or one among others. */
function isArray({ array, phase }: Job): boolean {
	return array !== undefined && phase !== 'finished';
}

/** Words for menus, beside the phase, that tell what can be done with a job. */
export function jobFlags(job: Job): readonly string[] {
	return [
		...(isHeld(job) ? ['held'] : []),
		...(job.phase === 'pending' && !isHeld(job) ? ['holdable'] : []),
		...(isRequeueable(job) ? ['requeueable'] : []),
		...(isArray(job) ? ['array'] : []),
		...(hasShell(job) ? ['shell'] : []),
	];
}
