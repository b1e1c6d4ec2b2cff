import { delay } from '../base/abort.ts';
import type { FollowedFile, ReadingEnd } from './followedFile.ts';
import { type OpenOutput, type OutputPosition, openOutput } from './outputPosition.ts';

/** From one small request to the next, as long as something comes; then they become rarer. */
const QUICK_MS = 150;
const CALM_MS = 1_000;
const QUICK_FOR_MS = 120_000;
/** A network file system shows what others wrote when a file is opened; an open one may stay as it was. */
const REOPEN_MS = 3_000;
/** Where it takes longer, others may be waiting for the channel, which an open file keeps. */
const REOPENS_WITHIN_MS = 1_500;
/** What is asked for at a time. */
const BLOCK_BYTES = 256 * 1024;
/** After an answer of so many bytes, the least that a server must be able to send in one, more are waiting. */
const MUCH_BYTES = 32 * 1024;

/**
 * Reads a file over SFTP, now and then. A read at the end of what is known is the whole look, in one round trip; the file is
 * opened anew beside it, so that nothing waits for that.
 *
 * @param forGood false when a `tail` would be better, as soon as there is a place for it
 */
export async function* pollFile(
	file: FollowedFile,
	at: OutputPosition,
	forGood: boolean,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, ReadingEnd> {
	const output = new ReopenedOutput(file, at, signal);
	let lastNews = Date.now();
	try {
		for (;;) {
			const start = Date.now();
			const { look, isNew } = await output.latest();
			if (look && isNew) {
				if (!look.goesOn) return 'restarted';
				if (look.size - at.position > (file.mostBehindBytes ?? look.size)) return 'behind';
			}
			if (isNew && !forGood && hasFreePlace(file)) return 'placeFree';
			const bytes = await look?.file.readOnce(at.position, BLOCK_BYTES, signal);
			if (bytes && bytes.length > 0) {
				lastNews = Date.now();
				yield bytes;
				if (bytes.length >= MUCH_BYTES) continue;
			}
			const every = Date.now() - lastNews < QUICK_FOR_MS ? QUICK_MS : CALM_MS;
			await delay(Math.max(0, start + every - Date.now()), signal);
		}
	} finally {
		output.close();
	}
}

function hasFreePlace({ places }: FollowedFile): boolean {
	const leave = places.take();
	leave?.();
	return leave !== undefined;
}

/** A file that is opened anew every few seconds, while the one opened before is still there to be read. */
class ReopenedOutput {
	readonly #file: FollowedFile;
	readonly #at: OutputPosition;
	readonly #signal: AbortSignal;
	#open: OpenOutput | undefined;
	#dueAt = 0;
	#opening: Promise<OpenOutput | undefined> | undefined;
	#isOpened = false;

	constructor(file: FollowedFile, at: OutputPosition, signal: AbortSignal) {
		this.#file = file;
		this.#at = at;
		this.#signal = signal;
	}

	/**
	 * The file as it was opened last, undefined where there is none; waits for it only while none is open. Throws as `openOutput`
	 * does.
	 */
	async latest(): Promise<{ readonly look: OpenOutput | undefined; readonly isNew: boolean }> {
		if (!this.#opening && (!this.#open || Date.now() >= this.#dueAt)) this.#reopen();
		const opening = this.#opening;
		const isLate = Date.now() >= this.#dueAt + REOPENS_WITHIN_MS;
		if (!opening || (this.#open && !this.#isOpened && !isLate)) return { look: this.#open, isNew: false };
		if (isLate) this.#leave();
		const look = await opening;
		this.#leave();
		this.#opening = undefined;
		this.#open = look;
		this.#dueAt = Date.now() + REOPEN_MS;
		return { look, isNew: true };
	}

	close(): void {
		this.#leave();
		void this.#opening?.then(
			(look) => look?.file.close(),
			() => undefined,
		);
	}

	#leave(): void {
		void this.#open?.file.close();
		this.#open = undefined;
	}

	#reopen(): void {
		const { host, path } = this.#file;
		this.#isOpened = false;
		this.#opening = openOutput(host, path, this.#at.mark, this.#signal);
		const opened = () => {
			this.#isOpened = true;
		};
		this.#opening.then(opened, opened);
	}
}
