import { ProblemError } from '../../problems/problem.ts';

/** How things stand with a link that comes back by itself. */
export type LinkState =
	| { readonly kind: 'up' }
	/** Lost; the next try is at `retryAt`. `attempt` counts the tries that failed. */
	| {
			readonly kind: 'waiting';
			readonly attempt: number;
			readonly since: Date;
			readonly retryAt: Date;
			readonly error: unknown;
	  }
	| { readonly kind: 'trying'; readonly attempt: number; readonly since: Date; readonly error: unknown }
	/** Only the person can bring it back. */
	| { readonly kind: 'down'; readonly error: unknown }
	/** Ended for good, as was asked for. */
	| { readonly kind: 'closed' };

export type LinkEvent =
	| { readonly kind: 'lost'; readonly error: unknown }
	/** The time of the next try has come. */
	| { readonly kind: 'due' }
	/** The person wants a try now, also where nobody tries any more. */
	| { readonly kind: 'wanted' }
	| { readonly kind: 'connected' }
	| { readonly kind: 'failed'; readonly error: unknown }
	/** The person does not want to wait any longer. */
	| { readonly kind: 'stopped' }
	| { readonly kind: 'closed' };

/** Seconds before each try; the last one again and again. */
const DELAYS_SECONDS = [1, 2, 5, 10, 20, 30, 60];

/** A login node that does not come back in this time needs no more knocking. */
const LONGEST_MS = 60 * 60_000;

/**
 * What follows from an event. Only a failure of the network is tried again: everything else, a refused sign-in above all,
 * waits for the person.
 *
 * @param luck a random number from 0 to 1, so that the clients of a login node that went down do not all come back at once
 */
export function nextLinkState(state: LinkState, event: LinkEvent, now: Date, luck: number): LinkState {
	if (state.kind === 'closed' || event.kind === 'closed') return { kind: 'closed' };
	switch (event.kind) {
		case 'connected':
			return { kind: 'up' };
		case 'lost':
			return state.kind === 'up' ? waiting(0, now, event.error, now, luck) : state;
		case 'due':
			return state.kind === 'waiting' ? trying(state) : state;
		case 'wanted':
			if (state.kind === 'waiting') return trying(state);
			return state.kind === 'down' ? trying({ attempt: 0, since: now, error: state.error }) : state;
		case 'failed': {
			if (state.kind !== 'trying') return state;
			const isHopeless = now.getTime() - state.since.getTime() > LONGEST_MS;
			if (isHopeless || !isNetworkTrouble(event.error)) return { kind: 'down', error: event.error };
			return waiting(state.attempt + 1, state.since, event.error, now, luck);
		}
		case 'stopped':
			return state.kind === 'waiting' || state.kind === 'trying'
				? { kind: 'down', error: state.error }
				: state;
	}
}

function trying({ attempt, since, error }: Omit<LinkState & { kind: 'trying' }, 'kind'>): LinkState {
	return { kind: 'trying', attempt, since, error };
}

function waiting(attempt: number, since: Date, error: unknown, now: Date, luck: number): LinkState {
	const seconds = DELAYS_SECONDS[Math.min(attempt, DELAYS_SECONDS.length - 1)] ?? 60;
	const retryAt = new Date(now.getTime() + seconds * 1000 * (0.75 + luck / 2));
	return { kind: 'waiting', attempt, since, retryAt, error };
}

/** True for what may be over in a minute and has nothing to do with who the person is. */
export function isNetworkTrouble(error: unknown): boolean {
	if (!(error instanceof ProblemError)) return false;
	const { problem } = error;
	switch (problem.kind) {
		case 'connectionLost':
		case 'noShell':
			return true;
		case 'cannotReach':
			return problem.reason !== 'noAgreement' && problem.blocked === undefined;
		default:
			return false;
	}
}
