import { cancelled, unlessAborted } from '../base/abort.ts';
import type { Link } from './link.ts';
import type { ExecResult } from './remoteHost.ts';
import { scriptStart } from './shellScript.ts';
import { ShellSession } from './shellSession.ts';
import { underAll } from './underAll.ts';

/** A session that is open or about to be, and the means to stop it before. */
interface Opening {
	readonly session: Promise<ShellSession>;
	readonly lifetime: AbortController;
}

/**
 * One `/bin/sh` on a login node that runs one command after the other: a round trip each, where a channel of its own costs
 * two and a login shell's start-up. It opens at once, so that it is there for the first command, and anew after a
 * command that had to be given up and after its own end.
 */
export class RemoteShell {
	readonly #link: Link;
	readonly #prelude: string;
	#running: Promise<void> = Promise.resolve();
	#current: Opening | undefined;
	/** The process group of a shell that was given up with its command. */
	#leftBehind: string | undefined;

	constructor(link: Link, prelude: string) {
		this.#link = link;
		this.#prelude = prelude;
		this.#open();
	}

	/**
	 * Runs a command when those before it are done. Aborting a command that runs gives up its shell, not the others' turns.
	 * Throws ProblemError `connectionLost` or `channelRefused`, or the signal's reason.
	 */
	exec(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult> {
		const before = this.#running;
		let done = () => {};
		this.#running = new Promise<void>((resolve) => {
			done = () => void before.then(resolve);
		});
		return underAll([signal, this.#link.ended], async (both) => {
			await unlessAborted(before, both);
			onStart?.();
			return this.#execNow(commandLine, both);
		}).finally(done);
	}

	async #execNow(commandLine: string, signal: AbortSignal): Promise<ExecResult> {
		try {
			const session = await this.#liveSession(signal);
			const result = await unlessAborted(session.run(commandLine), signal);
			if (session.isOver) this.#current = undefined;
			return result;
		} catch (error) {
			await this.#giveUp();
			throw error;
		}
	}

	/** A shell may have ended while nobody used it: login nodes have programs that kill what is idle. */
	async #liveSession(signal: AbortSignal): Promise<ShellSession> {
		const session = await unlessAborted((this.#current ?? this.#open()).session, signal);
		return session.isOver ? unlessAborted(this.#open().session, signal) : session;
	}

	#open(): Opening {
		const cleanUp = this.#leftBehind ? `${endingGroup(this.#leftBehind)}\n` : '';
		this.#leftBehind = undefined;
		const lifetime = new AbortController();
		const session = ShellSession.open(this.#link, `${cleanUp}${scriptStart(this.#prelude)}`, lifetime.signal);
		const opening: Opening = { session, lifetime };
		this.#current = opening;
		// A failure is told to the command that waits for it, and the next command tries again.
		session.catch(() => {
			if (this.#current === opening) this.#current = undefined;
		});
		return opening;
	}

	/** Closing a channel does not always end what runs in it: the next shell makes sure. */
	async #giveUp(): Promise<void> {
		const current = this.#current;
		this.#current = undefined;
		current?.lifetime.abort(cancelled());
		const session = await current?.session.catch(() => undefined);
		if (!session) return;
		session.kill();
		this.#leftBehind = session.processGroup;
		if (!this.#link.ended.aborted) this.#open();
	}
}

/** A script that asks a process group to end, and makes it two seconds later, without a wait for whoever runs it. */
function endingGroup(group: string): string {
	const insist = `trap '' TERM HUP; sleep 2; kill -KILL -${group}`;
	return `kill -TERM -${group} 2>/dev/null\n( ${insist} ) </dev/null >/dev/null 2>&1 &`;
}
