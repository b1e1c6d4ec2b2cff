import { delay } from '../../base/abort.ts';
import { isProblem } from '../../problems/problem.ts';
import type { RemoteFiles } from '../../remote/remoteFiles.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';

/** Where a transfer goes to or comes from. */
export interface TransferHost {
	readonly files: RemoteFiles;
	/** The same files by way of a shell with `find` and `tar`; absent where files have a host of their own. */
	readonly shell: SteadyHost | undefined;
}

/** After so many losses with nothing moved in between it is no use. */
const MOST_LOSSES = 5;

/**
 * Does a work again after a lost link for as long as it gets on; the work itself has to see what is left to do.
 *
 * @param hasMoved whether anything was moved since it was asked last
 */
export async function steadily<T>(
	host: TransferHost,
	hasMoved: () => boolean,
	signal: AbortSignal,
	work: () => Promise<T>,
): Promise<T> {
	for (let losses = 0; ; ) {
		try {
			return await work();
		} catch (error) {
			signal.throwIfAborted();
			if (!isProblem(error, 'connectionLost') && !isProblem(error, 'timedOut')) throw error;
			losses = hasMoved() ? 1 : losses + 1;
			if (losses > MOST_LOSSES) throw error;
			await delay(losses * 200, signal);
			await host.shell?.whenUp(signal);
		}
	}
}

/** How long an answer takes, in ms. */
export async function roundTripOf(
	{ files }: TransferHost,
	path: string,
	signal: AbortSignal,
): Promise<number> {
	await files.stat(path, signal);
	const start = performance.now();
	await files.stat(path, signal);
	return performance.now() - start;
}
