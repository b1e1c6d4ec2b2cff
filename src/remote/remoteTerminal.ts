import type { Event } from '../base/event.ts';

/** The size of a terminal in characters. */
export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

/** How a terminal ended: its shell's exit code, or what took the terminal away. */
export type TerminalEnd =
	| { readonly kind: 'exited'; readonly exitCode: number | null }
	| { readonly kind: 'lost'; readonly error: Error };

/** An interactive login shell with a terminal of its own, as `ssh host` gives it. */
export interface RemoteTerminal {
	/** What the terminal shows, in pieces that never cut a character. */
	readonly onDidWrite: Event<string>;
	/** Fires once. */
	readonly onDidEnd: Event<TerminalEnd>;
	/** What the person types. Does nothing after the end. */
	write(text: string): void;
	resize(size: TerminalSize): void;
	/** Closes it, as the person who closes the window of a terminal does: the shell and what runs in it get a hang-up. */
	dispose(): void;
}
