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

const FAR_MS = 5;
const FAR_LANES = 4;

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
		await host.shell?.whenUp(signal);
		try {
			return await work();
		} catch (error) {
			signal.throwIfAborted();
			if (!isProblem(error, 'connectionLost') && !isProblem(error, 'timedOut')) throw error;
			losses = hasMoved() ? 1 : losses + 1;
			if (losses > MOST_LOSSES) throw error;
			await delay(losses * 200, signal);
		}
	}
}

/** Channels for large files: from a round trip of some ms on several carry more than one, and nearer they cost more. */
export async function lanesFor(host: TransferHost, path: string, signal: AbortSignal): Promise<number> {
	const roundTripMs = await steadily(
		host,
		() => false,
		signal,
		async () => {
			await host.files.stat(path, signal);
			const start = performance.now();
			await host.files.stat(path, signal);
			return performance.now() - start;
		},
	);
	return roundTripMs > FAR_MS ? FAR_LANES : 1;
}
