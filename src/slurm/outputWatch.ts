import { delay } from '../base/abort.ts';
import { isProblem } from '../problems/problem.ts';
import type { FollowedFile } from './followedFile.ts';
import { lookAtOutput, type OutputPosition } from './outputPosition.ts';

/** How often somebody else looks at a file that a tail reads, at first and when nothing was seen for long. */
const LOOK_MS = 3_000;
const CALM_MS = 15_000;
const CALM_AFTER_LOOKS = 10;

/** Nobody writes to a file so evenly that it is ahead by chance at so many looks. */
const LOOKS_TO_BE_SURE = 2;

/**
 * Looks now and then whether a `tail` keeps up with its file, and resolves when it does not: when the file was replaced behind
 * its back, grows without the tail noticing, as on some network file systems, or faster than what it says is taken.
 * Throws ProblemError `remoteFile` when the path leads to no file any more, or the signal's reason.
 */
export async function untilStuck(
	{ host, path, mostBehindBytes }: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
): Promise<'restarted' | 'stalled' | 'behind'> {
	const most = mostBehindBytes ?? Number.POSITIVE_INFINITY;
	let ahead = 0;
	let replaced = 0;
	for (let looks = 1; ; looks += 1) {
		await delay(looks > CALM_AFTER_LOOKS ? CALM_MS : LOOK_MS, signal);
		const { mark, waitsSince } = at;
		let look: Awaited<ReturnType<typeof lookAtOutput>>;
		try {
			look = await lookAtOutput(host, path, mark, signal);
		} catch (error) {
			signal.throwIfAborted();
			const isNoFile =
				isProblem(error, 'remoteFile') && ['isDirectory', 'special'].includes(error.problem.trouble);
			if (isNoFile) throw error;
			// Whatever else is in the way, the tail meets as well.
			continue;
		}
		if (!look) continue;
		const { size, goesOn } = look;
		replaced = goesOn ? 0 : replaced + 1;
		if (replaced === LOOKS_TO_BE_SURE) return 'restarted';
		const didWait = waitsSince !== undefined && waitsSince === at.waitsSince;
		ahead = goesOn && didWait && size > at.position ? ahead + 1 : 0;
		if (ahead === LOOKS_TO_BE_SURE) return 'stalled';
		if (goesOn && size - at.position > most) return 'behind';
		if (ahead > 0 || at.position > mark.position) looks = 0;
	}
}
