import type { Event } from '../base/event.ts';
import type { RemoteFiles } from './remoteFiles.ts';
import type { ForwardTarget, RemoteForward } from './remoteForward.ts';
import type { RemoteTerminal, TerminalOptions } from './remoteTerminal.ts';

/** What a remote command left behind, as text of any bytes: see `base/rawText.ts`, which command lines are as well. */
export interface ExecResult {
	readonly stdout: string;
	readonly stderr: string;
	/** Null when the program ended without one; null is never 0. */
	readonly exitCode: number | null;
}

/** A piece of a long-running command's output. */
export interface StreamChunk {
	readonly from: 'stdout' | 'stderr';
	readonly bytes: Uint8Array;
}

/** Output that returns the exit code; null when the program ended without one. */
export type HostStream = AsyncIterable<StreamChunk, number | null>;

/** One login node over one connection: the port through which all else reaches a cluster. */
export interface RemoteHost {
	/** The name that the person knows it by. */
	readonly name: string;
	/** The login name in use there. */
	readonly user: string;
	readonly files: RemoteFiles;

	/**
	 * Runs a short POSIX shell command line, whatever the person's login shell is and prints, and waits for its end.
	 * Commands get no standard input, and wait for those before them unless those are slow; `onStart` hears when the turn has
	 * come, so that a deadline can leave out the wait. One that is given up is ended on the other side too, with its
	 * children; what one leaves running goes with the shell, at any time. Throws ProblemError `connectionLost`,
	 * `channelRefused`, or `timedOut` when its turn did not come, or the signal's reason; a command that fails is a
	 * result, not an error.
	 */
	exec(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult>;

	/**
	 * Runs a long POSIX shell command line in a channel of its own and hands over its output as it comes.
	 * Leaving the loop, aborting the signal, or losing the link ends the remote process, also when the link
	 * dies without a goodbye (within 90 s). Ends normally when the command ends; throws `connectionLost`
	 * when the link went first, and `channelRefused` when the server allows no more sessions and none ended soon.
	 * With `input` that is what the command reads; the command goes when the input fails or the link does.
	 */
	stream(commandLine: string, signal: AbortSignal, input?: AsyncIterable<Uint8Array>): HostStream;

	/**
	 * Opens a terminal with the person's login shell, or one command, in it. Throws ProblemError `channelRefused` as `stream`
	 * does, `connectionLost`, or the signal's reason, which means nothing to it once it is open.
	 */
	openTerminal(options: TerminalOptions, signal: AbortSignal): Promise<RemoteTerminal>;

	/**
	 * Makes a port of the other side's network one of this computer's. Refusals are told by the result, for each connection.
	 * Throws ProblemError `connectionLost`, or the signal's reason, which means nothing to it once it is open.
	 */
	forward(target: ForwardTarget, signal: AbortSignal): Promise<RemoteForward>;

	/** Finds out within seconds whether the link is still there; one that is not ends with `connectionLost`. */
	probe(): void;

	/** Fires once, with the reason when it was not asked for. */
	readonly onDidClose: Event<Error | undefined>;

	/** Ends the connection and all that runs over it: as cancelled, or with a reason as lost by that. */
	dispose(reason?: Error): Promise<void>;
}

/** A host whose link comes back after it was lost. */
export interface SteadyHost extends RemoteHost {
	/** Resolves when the link is there, however long that takes. Rejects when it is over for good, or with the signal's reason. */
	whenUp(signal: AbortSignal): Promise<void>;
}
