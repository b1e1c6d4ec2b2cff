import { Emitter } from '../base/event.ts';
import type { RemoteEntry, RemoteFiles } from '../remote/remoteFiles.ts';

/** So long a folder may keep a person waiting before what has come is shown. */
const FIRST_SIGHT_MS = 400;

/** What is known of a folder's content so far. */
export interface FolderContent {
	readonly entries: readonly RemoteEntry[];
	readonly isComplete: boolean;
	/** What the reading ended with, when it failed. */
	readonly error?: unknown;
}

/** The content of one folder, read once, in pieces: a folder of 100,000 is seen at once and complete a little later. */
export class FolderListing {
	readonly #pieces: (readonly RemoteEntry[])[] = [];
	readonly #changed = new Emitter<void>();
	readonly #life = new AbortController();
	readonly #reading: Promise<void>;
	#isComplete = false;
	#error: unknown;

	/** When the reading began, by `performance.now()`. */
	readonly began = performance.now();

	/** Fires once, when a folder that was shown in part is complete, or failed. */
	readonly onDidComplete = this.#changed.event;

	constructor(files: RemoteFiles, path: string, seconds: number) {
		const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(seconds * 1000)]);
		this.#reading = this.#read(files, path, signal);
	}

	/** What there is when all is read, or after a moment. */
	async content(): Promise<FolderContent> {
		let timer: NodeJS.Timeout | undefined;
		const moment = new Promise<void>((resolve) => {
			timer = setTimeout(resolve, FIRST_SIGHT_MS);
		});
		await Promise.race([this.#reading, moment.then(() => this.#firstPiece)]);
		clearTimeout(timer);
		const error = this.#error;
		return {
			entries: this.#pieces.flat(),
			isComplete: this.#isComplete,
			...(error !== undefined && { error }),
		};
	}

	dispose(): void {
		this.#life.abort();
		this.#changed.dispose();
	}

	#firstPiece: Promise<void> | undefined;

	async #read(files: RemoteFiles, path: string, signal: AbortSignal): Promise<void> {
		let seen = () => {};
		this.#firstPiece = new Promise((resolve) => {
			seen = resolve;
		});
		try {
			for await (const piece of files.listInPieces(path, signal)) {
				this.#pieces.push(piece);
				seen();
			}
			this.#isComplete = true;
		} catch (error) {
			this.#error = error;
		}
		seen();
		this.#changed.fire();
	}
}

/** Whether a person who saw the one would see no difference in the other. A folder's own time is not shown. */
export function looksTheSame(one: FolderContent, other: FolderContent): boolean {
	const isWhole = [one, other].every(({ isComplete, error }) => isComplete && error === undefined);
	if (!isWhole || one.entries.length !== other.entries.length) return false;
	const seen = new Map(one.entries.map((entry) => [entry.name, lookOf(entry)]));
	return other.entries.every((entry) => seen.get(entry.name) === lookOf(entry));
}

function lookOf({ type, isLink, isDangling, size, modified }: RemoteEntry): string {
	return [type, isLink, isDangling, ...(type === 'directory' ? [] : [size, modified])].join();
}
