import { delay } from '../base/abort.ts';
import { shellQuoteOne } from '../base/shellQuote.ts';
import { isProblem, ProblemError } from '../problems/problem.ts';
import type { RemoteHost, SteadyHost, StreamChunk } from '../remote/remoteHost.ts';

/** What happens in a followed output file. */
export type TailEvent =
	/** The file does not exist (yet). */
	| { readonly kind: 'waiting' }
	/** The file is longer than what is shown: so many bytes at its beginning were left out. */
	| { readonly kind: 'skipped'; readonly bytes: number }
	| { readonly kind: 'text'; readonly bytes: Uint8Array }
	/** The file became shorter or was replaced; what follows is its new content from the start. */
	| { readonly kind: 'restarted' }
	/** The link was lost; what follows goes on at the very byte. */
	| { readonly kind: 'interrupted' }
	| { readonly kind: 'resumed' }
	/** The job has ended and the whole file was delivered. */
	| { readonly kind: 'ended' };

/** Enough to see what a job does, quick on every link. Older output is in the file itself. */
const SHOWN_AT_FIRST_BYTES = 256 * 1024;
/** How long after a job's end its last lines may take to reach the login node's view of the file. */
const SETTLE_MS = 10_000;
const SETTLE_STEP_MS = 500;
/** How often in a row a tail may die without a word of output before that is told. */
const MOST_DEATHS = 4;
const RESTART_MS = 500;

/**
 * Follows a job's output from its last 256 KiB on, until the job is over and all of it has arrived.
 * Runs `tail -c +N -F` on the login node: by bytes, because a progress bar may write a gigabyte without a line end.
 * The remote process ends with the loop, the signal, or the link; when a lost link is back another one goes on where it was.
 *
 * @param jobOver aborted when the job has ended.
 */
export async function* followOutput(
	host: SteadyHost,
	path: string,
	jobOver: AbortSignal,
	signal: AbortSignal,
): AsyncIterable<TailEvent> {
	const size = await sizeOf(host, path, signal);
	if (size === undefined) yield { kind: 'waiting' };
	let position = Math.max(0, (size ?? 0) - SHOWN_AT_FIRST_BYTES);
	if (position > 0) yield { kind: 'skipped', bytes: position };

	let upSince = 0;
	const complete = new AbortController();
	const either = AbortSignal.any([signal, complete.signal]);
	void settle(host, path, () => ({ position, upSince }), jobOver, either).then(
		() => complete.abort(),
		() => undefined,
	);
	try {
		for (let deaths = 0; !complete.signal.aborted; deaths += 1) {
			let lastWords = '';
			let isLost = false;
			const command = `exec env LC_ALL=C tail -c +${position + 1} -F -- ${shellQuoteOne(path)}`;
			const onLoss = () => {
				isLost = true;
				upSince = Number.POSITIVE_INFINITY;
			};
			for await (const chunk of tailUntil(host, command, complete.signal, either, onLoss)) {
				if (chunk.from === 'stdout') {
					deaths = 0;
					position += chunk.bytes.length;
					yield { kind: 'text', bytes: chunk.bytes };
					continue;
				}
				lastWords = new TextDecoder().decode(chunk.bytes);
				if (/file truncated|has been replaced/.test(lastWords)) {
					position = 0;
					yield { kind: 'restarted' };
				}
			}
			if (complete.signal.aborted) break;
			if (isLost) {
				yield { kind: 'interrupted' };
				await host.whenUp(signal);
				upSince = Date.now();
				yield { kind: 'resumed' };
				if (((await sizeOf(host, path, signal)) ?? position) >= position) continue;
				position = 0;
				yield { kind: 'restarted' };
				continue;
			}
			// Somebody ended the tail; the job goes on, and so does its output.
			if (deaths === MOST_DEATHS) throw tailDied(host, lastWords);
			await delay(RESTART_MS * 2 ** deaths, either).catch(() => signal.throwIfAborted());
		}
	} finally {
		complete.abort();
	}
	yield { kind: 'ended' };
}

/** The tail's output; ends quietly when the job's output is complete, and when the link is lost. */
async function* tailUntil(
	host: RemoteHost,
	command: string,
	complete: AbortSignal,
	either: AbortSignal,
	onLoss: () => void,
): AsyncIterable<StreamChunk> {
	try {
		yield* host.stream(command, either);
	} catch (error) {
		if (complete.aborted) return;
		if (!isProblem(error, 'connectionLost')) throw error;
		onLoss();
	}
}

function tailDied(host: RemoteHost, detail: string): ProblemError {
	return new ProblemError({
		kind: 'commandFailed',
		host: host.name,
		command: 'tail',
		exitCode: null,
		detail,
	});
}

/** How far a tail has come. */
interface Progress {
	readonly position: number;
	/** When its link last came back, in milliseconds; infinity while the link is gone. */
	readonly upSince: number;
}

/** Resolves when the job is over and everything in its file has been received, or when waiting longer makes no sense. */
async function settle(
	host: SteadyHost,
	path: string,
	progress: () => Progress,
	jobOver: AbortSignal,
	signal: AbortSignal,
): Promise<void> {
	await aborted(jobOver, signal);
	let start = Date.now();
	let sizeBefore: number | undefined;
	// While the link is gone nothing can arrive, however long that takes.
	while (Date.now() < Math.max(start, progress().upSince) + SETTLE_MS) {
		try {
			const size = (await sizeOf(host, path, signal)) ?? 0;
			if (size <= progress().position && size === sizeBefore) return;
			sizeBefore = size;
		} catch (error) {
			sizeBefore = undefined;
			if (isProblem(error, 'connectionLost')) {
				await host.whenUp(signal);
				start = Date.now();
			}
		}
		await delay(SETTLE_STEP_MS, signal);
	}
}

function aborted(awaited: AbortSignal, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (awaited.aborted) return resolve();
		awaited.addEventListener('abort', () => resolve(), { once: true });
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
	});
}

async function sizeOf(host: RemoteHost, path: string, signal: AbortSignal): Promise<number | undefined> {
	try {
		return (await host.files.stat(path, signal)).size;
	} catch (error) {
		if (isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound') return undefined;
		throw error;
	}
}
