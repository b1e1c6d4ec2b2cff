import type { Event } from '../base/event.ts';

/** The size of a terminal in characters. */
export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

export interface TerminalOptions {
	readonly size: TerminalSize;
	/** A POSIX shell command line to run in place of the login shell, such as `srun --pty bash`. */
	readonly command?: string;
}

/** How a terminal ended: its shell's exit code (null when a signal or the person ended it), or what took the terminal away. */
export type TerminalEnd =
	| { readonly kind: 'exited'; readonly exitCode: number | null }
	| { readonly kind: 'lost'; readonly error: Error };

/** An interactive login shell, or one command, with a terminal of its own, as `ssh -t host` gives it. */
export interface RemoteTerminal {
	/** What the terminal shows, in pieces that never cut a character. What comes before the first listener waits for it. */
	readonly onDidWrite: Event<string>;
	/** Fires once, after the last of the output; also after `dispose`. */
	readonly onDidEnd: Event<TerminalEnd>;
	/** What the person types. Does nothing after the end. */
	write(text: string): void;
	resize(size: TerminalSize): void;
	/** Closes it, as the person who closes the window of a terminal does: the shell and what runs in it get a hang-up. */
	dispose(): void;
}
