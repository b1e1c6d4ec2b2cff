/** A command as a value: what to run and how to read its answer. Knows nothing of hosts or shells. */
export interface RemoteCommand<T> {
	/** Program and arguments; each reaches the program exactly as written. */
	readonly argv: readonly string[];
	/** Environment for this command only. */
	readonly env?: Readonly<Record<string, string>>;
	/** Throws ProblemError `outputNotUnderstood` for text that it cannot read; never guesses. */
	readonly parse: (stdout: string) => T;
}
