/** What a transfer tells while it runs. */
export interface TransferProgress {
	/** Bytes that have arrived, or that turn out not to have (negative). */
	readonly moved: (bytes: number) => void;
	/** Files, links and folders that are in their place. */
	readonly done: (count: number) => void;
	/** What is being moved. */
	readonly current: (path: string) => void;
}

/** Something that was not moved, and why. */
export interface TransferFailure {
	readonly path: string;
	readonly reason: string;
}
