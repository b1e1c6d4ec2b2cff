import { delay } from '../base/abort.ts';
import { isProblem, ProblemError } from '../problems/problem.ts';
import type { FollowedFile, Reading, ReadingEnd } from './followedFile.ts';
import { lastPart, lookAtOutput, OutputPosition } from './outputPosition.ts';
import { untilStuck } from './outputWatch.ts';
import { pollFile } from './pollFile.ts';
import { tailFile } from './tailFile.ts';

/** What happens in a followed output file. */
export type TailEvent =
	/** The file does not exist (yet). */
	| { readonly kind: 'waiting' }
	/** So many bytes are left out here: at the beginning of a long file, or because they came too fast. */
	| { readonly kind: 'skipped'; readonly bytes: number }
	| { readonly kind: 'text'; readonly bytes: Uint8Array }
	/** The file became shorter or was replaced; what follows is its new content from the start. */
	| { readonly kind: 'restarted' }
	/** The link was lost; what follows goes on at the very byte. */
	| { readonly kind: 'interrupted' }
	| { readonly kind: 'resumed' }
	/** The job has ended and the whole file was delivered. */
	| { readonly kind: 'ended' };

/** Where one begins in a long file: quick on every link, and enough to see what a job does. */
const SHOWN_AT_FIRST_BYTES = 256 * 1024;
/** How long after a job's end its last lines may take to reach the login node's view of the file. */
const SETTLE_MS = 10_000;
const SETTLE_STEP_MS = 500;
/** How often in a row a tail may die without a word of output before the file is read without one. */
const MOST_DEATHS = 4;
const RESTART_MS = 500;
const REST_BYTES = 256 * 1024;

/**
 * Follows a job's output from the lines in its last 256 KiB on, until the job is over and all of it has arrived. A `tail` on the
 * login node does it, else SFTP: where there are many to follow, the server allows no more channels, there is no
 * `tail`, or it does not notice what is written. The remote process ends with the loop, the signal, or the link; when a
 * lost link is back the file goes on where it was. Throws ProblemError `remoteFile` for what cannot be read, or is no file.
 *
 * @param jobOver aborted when the job has ended.
 */
export async function* followOutput(
	file: FollowedFile,
	jobOver: AbortSignal,
	signal: AbortSignal,
): AsyncIterable<TailEvent> {
	const { host, places } = file;
	const at = new OutputPosition();
	const size = await steadily(file, () => beginAtEnd(file, at, signal), signal);
	if (size === undefined) yield { kind: 'waiting' };
	if (at.position > 0) yield { kind: 'skipped', bytes: at.position };

	const link = { upSince: 0 };
	const complete = new AbortController();
	const either = AbortSignal.any([signal, complete.signal]);
	void settle(file, at, link, jobOver, either).then(
		() => complete.abort(),
		() => undefined,
	);
	let needsPolling = false;
	let deaths = 0;
	try {
		while (!complete.signal.aborted) {
			const before = at.position;
			const leave = needsPolling ? undefined : places.take();
			const end = leave
				? yield* held(leave, read(file, at, watched(tailFile), either))
				: yield* read(file, at, (one, from, until) => pollFile(one, from, needsPolling, until), either);
			if (complete.signal.aborted) break;
			signal.throwIfAborted();
			if (at.position > before) deaths = 0;
			switch (end) {
				case 'lost':
					link.upSince = Number.POSITIVE_INFINITY;
					yield { kind: 'interrupted' };
					await host.whenUp(signal);
					link.upSince = Date.now();
					yield { kind: 'resumed' };
					if (await steadily(file, () => goesOn(file, at, signal), signal)) break;
					at.moveTo(0);
					yield { kind: 'restarted' };
					break;
				case 'restarted':
					at.moveTo(0);
					yield { kind: 'restarted' };
					break;
				case 'behind':
					yield await steadily(file, () => leaveOut(file, at, signal), signal);
					break;
				case 'stalled':
				case 'refused':
					needsPolling = true;
					break;
				case 'died':
					// Somebody ended the tail; the job goes on, and so does its output.
					deaths += 1;
					if (deaths === MOST_DEATHS) needsPolling = true;
					else await delay(RESTART_MS * 2 ** deaths, either).catch(() => signal.throwIfAborted());
					break;
				case 'placeFree':
					break;
			}
		}
		yield* rest(file, at, signal);
	} finally {
		complete.abort();
	}
	yield { kind: 'ended' };
}

/** Hands on what is read, and moves the position. Ends quietly when the signal is aborted. */
async function* read(
	file: FollowedFile,
	at: OutputPosition,
	reading: Reading,
	signal: AbortSignal,
): AsyncGenerator<TailEvent, ReadingEnd> {
	const chunks = reading(file, at, signal);
	try {
		for (;;) {
			at.waitsSince = Date.now();
			const { done, value } = await chunks.next();
			at.waitsSince = undefined;
			if (done) return value;
			at.advance(value);
			yield { kind: 'text', bytes: value };
		}
	} catch (error) {
		if (signal.aborted) return 'died';
		if (isProblem(error, 'connectionLost')) return 'lost';
		if (isProblem(error, 'channelRefused')) return 'refused';
		throw error;
	} finally {
		at.waitsSince = undefined;
		await chunks.return('died');
	}
}

/** A reading that ends when it does not keep up with the file: see `untilStuck`. */
function watched(reading: Reading): Reading {
	return async function* (file, at, signal) {
		const given = new AbortController();
		const both = AbortSignal.any([signal, given.signal]);
		let verdict: (() => ReadingEnd) | undefined;
		const give = (words: () => ReadingEnd) => {
			verdict ??= words;
			given.abort();
		};
		untilStuck(file, at, both).then(
			(why) => give(() => why),
			(error: unknown) =>
				give(() => {
					throw error;
				}),
		);
		try {
			return yield* reading(file, at, both);
		} catch (error) {
			if (signal.aborted || !verdict) throw error;
			return verdict();
		} finally {
			given.abort();
		}
	};
}

async function* held<T, R>(leave: () => void, work: AsyncGenerator<T, R>): AsyncGenerator<T, R> {
	try {
		return yield* work;
	} finally {
		leave();
	}
}

/** Does what needs the link, again after it was lost. */
async function steadily<T>({ host }: FollowedFile, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (!isProblem(error, 'connectionLost')) throw error;
			await host.whenUp(signal);
		}
	}
}

/** The file's size; undefined where there is none. */
async function beginAtEnd(
	{ host, path }: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
): Promise<number | undefined> {
	const look = await lookAtOutput(host, path, at.mark, signal);
	if (look) at.moveTo(await lastPart(host, path, look.size, SHOWN_AT_FIRST_BYTES, signal));
	return look?.size;
}

async function leaveOut(
	{ host, path }: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
): Promise<TailEvent> {
	const look = await lookAtOutput(host, path, at.mark, signal);
	const start = Math.max(
		at.position,
		look ? await lastPart(host, path, look.size, SHOWN_AT_FIRST_BYTES, signal) : 0,
	);
	const bytes = start - at.position;
	at.moveTo(start);
	return { kind: 'skipped', bytes };
}

async function goesOn(
	{ host, path }: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
): Promise<boolean> {
	return (await lookAtOutput(host, path, at.mark, signal))?.goesOn ?? true;
}

/** What is still missing when waiting longer made no sense, as far as it can be had. */
async function* rest(file: FollowedFile, at: OutputPosition, signal: AbortSignal): AsyncGenerator<TailEvent> {
	const { host, path, mostBehindBytes } = file;
	try {
		const look = await lookAtOutput(host, path, at.mark, signal);
		if (!look?.goesOn) return;
		if (look.size - at.position > (mostBehindBytes ?? look.size)) yield await leaveOut(file, at, signal);
		while (at.position < look.size) {
			const part = { offset: at.position, length: Math.min(look.size - at.position, REST_BYTES) };
			const bytes = await host.files.read(path, signal, part);
			if (bytes.length === 0) return;
			at.advance(bytes);
			yield { kind: 'text', bytes };
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ProblemError)) throw error;
	}
}

/** Resolves when the job is over and everything in its file has been received, or when waiting longer makes no sense. */
async function settle(
	{ host, path }: FollowedFile,
	at: OutputPosition,
	link: { readonly upSince: number },
	jobOver: AbortSignal,
	signal: AbortSignal,
): Promise<void> {
	await aborted(jobOver, signal);
	let start = Date.now();
	let sizeBefore: number | undefined;
	// While the link is gone nothing can arrive, however long that takes; nor while what came is not taken.
	while (Date.now() < Math.max(start, link.upSince) + SETTLE_MS) {
		try {
			const size = (await lookAtOutput(host, path, at.mark, signal))?.size ?? 0;
			if (size <= at.position && size === sizeBefore) return;
			if (at.waitsSince === undefined && size > at.position) start = Date.now();
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
