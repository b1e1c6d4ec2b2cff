import { setMaxListeners } from 'node:events';

/**
 * Does some work under a signal that follows several others. Unlike `AbortSignal.any`, of which each use stays in memory as
 * long as the longest-lived of them (seen with Node 24: 600 bytes), it lets go of them all when the work is done.
 */
export async function underAll<T>(
	signals: readonly AbortSignal[],
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const either = new AbortController();
	// Any number of requests may wait at a time; Node warns from the eleventh on.
	setMaxListeners(0, either.signal);
	const follow = ({ target }: Event) => either.abort((target as AbortSignal).reason);
	for (const signal of signals) {
		if (signal.aborted) either.abort(signal.reason);
		else signal.addEventListener('abort', follow, { once: true });
	}
	try {
		return await work(either.signal);
	} finally {
		for (const signal of signals) signal.removeEventListener('abort', follow);
	}
}
