import { unlessAborted } from '../base/abort.ts';
import type { Link } from './link.ts';
import type { ExecResult } from './remoteHost.ts';
import { scriptStart } from './shellScript.ts';
import { ShellSession } from './shellSession.ts';

/**
 * One `/bin/sh` on a login node that runs one command after the other: a round trip each, where a channel of its own costs
 * two and a login shell's start-up. It is opened by the first command, and anew after one that had to be given up.
 */
export class RemoteShell {
	readonly #link: Link;
	readonly #prelude: string;
	#running: Promise<void> = Promise.resolve();
	#session: Promise<ShellSession> | undefined;
	/** The process group of a shell that was given up with its command. */
	#leftBehind: string | undefined;

	constructor(link: Link, prelude: string) {
		this.#link = link;
		this.#prelude = prelude;
	}

	/**
	 * Runs a command when those before it are done. Aborting a command that runs gives up its shell, not the others' turns.
	 * Throws ProblemError `connectionLost` or `channelRefused`, or the signal's reason.
	 */
	async exec(commandLine: string, signal: AbortSignal): Promise<ExecResult> {
		const both = this.#link.during(signal);
		const before = this.#running;
		let done = () => {};
		this.#running = new Promise<void>((resolve) => {
			done = () => void before.then(resolve);
		});
		try {
			await unlessAborted(before, both);
			return await this.#execNow(commandLine, both);
		} finally {
			done();
		}
	}

	async #execNow(commandLine: string, signal: AbortSignal): Promise<ExecResult> {
		this.#session ??= ShellSession.open(
			this.#link,
			`${this.#cleanUp()}${scriptStart(this.#prelude)}`,
			signal,
		);
		try {
			const session = await this.#session;
			const result = await unlessAborted(session.run(commandLine), signal);
			if (session.isOver) this.#session = undefined;
			return result;
		} catch (error) {
			await this.#giveUp();
			throw error;
		}
	}

	/** Closing a channel does not always end what runs in it: the next shell makes sure. */
	async #giveUp(): Promise<void> {
		const session = await this.#session?.catch(() => undefined);
		this.#session = undefined;
		if (!session || session.isOver) return;
		session.kill();
		this.#leftBehind = session.processGroup;
	}

	#cleanUp(): string {
		const group = this.#leftBehind;
		this.#leftBehind = undefined;
		return group ? `kill -TERM -${group} 2>/dev/null\n` : '';
	}
}
