import { cancelled, unlessAborted } from '../../base/abort.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Link } from '../link/link.ts';
import type { ExecResult } from '../remoteHost.ts';
import { scriptStart } from './shellScript.ts';
import { ShellSession } from './shellSession.ts';

/** How many shells in a row may be found dead before a command is not tried in another one. */
const MOST_DEATHS = 4;

/** A session that is open or about to be, and the means to stop it before. */
interface Opening {
	readonly session: Promise<ShellSession>;
	readonly lifetime: AbortController;
	/** True when somebody else waits for its channel. */
	isWanted: boolean;
}

/**
 * A shell that runs one command at a time. It opens at once unless told otherwise, so that it is there for the first command; anew after a command
 * that had to be given up and after its own end; and when it is needed after it gave its channel to others.
 */
export class ShellLane {
	readonly #link: Link;
	readonly #prelude: string;
	#current: Opening | undefined;
	#isTaken = false;
	#runningSince: number | undefined;

	constructor(link: Link, prelude: string, opensAtOnce = true) {
		this.#link = link;
		this.#prelude = prelude;
		if (opensAtOnce) this.#open();
	}

	/** How long the command of this moment has been running; 0 without one, and while the shell opens. */
	get runningMs(): number {
		return this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince;
	}

	/** Runs a command. Throws what `RemoteHost.exec` throws. */
	async run(commandLine: string, signal: AbortSignal, onStart?: () => void): Promise<ExecResult> {
		this.#isTaken = true;
		try {
			for (let deaths = 0; deaths < MOST_DEATHS; deaths++) {
				const opening = this.#current ?? this.#open();
				const session = await unlessAborted(opening.session, signal);
				// Login nodes have programs that kill what is idle.
				const result = session.isOver ? undefined : await this.#runIn(session, commandLine, signal, onStart);
				if (session.isOver || opening.isWanted) this.#close(opening);
				if (result) return result;
			}
			const detail = 'The shell ends before it runs a command.';
			throw new ProblemError({ kind: 'channelRefused', host: this.#link.hostName, detail });
		} finally {
			this.#isTaken = false;
			if (this.#current?.isWanted) this.#close(this.#current);
		}
	}

	async #runIn(
		session: ShellSession,
		commandLine: string,
		signal: AbortSignal,
		onStart: (() => void) | undefined,
	): Promise<ExecResult | undefined> {
		this.#runningSince = performance.now();
		onStart?.();
		try {
			return await unlessAborted(session.run(commandLine), signal);
		} catch (error) {
			const current = this.#current;
			this.close();
			if (!this.#link.ended.aborted && !current?.isWanted) this.#open();
			throw error;
		} finally {
			this.#runningSince = undefined;
		}
	}

	/** Ends the shell with what runs in it. */
	close(): void {
		if (this.#current) this.#close(this.#current);
	}

	#open(): Opening {
		const lifetime = new AbortController();
		const use = {
			kind: 'service',
			isUrgent: false,
			isIdle: () => !this.#isTaken,
			giveBack: () => {
				opening.isWanted = true;
				if (!this.#isTaken) this.#close(opening);
			},
		} as const;
		const session = ShellSession.open(this.#link, scriptStart(this.#prelude), use, lifetime.signal);
		const opening: Opening = { session, lifetime, isWanted: false };
		this.#current = opening;
		// A failure is told to the command that waits for it, and the next command tries again.
		session.catch(() => this.#forget(opening));
		return opening;
	}

	#close(opening: Opening): void {
		this.#forget(opening);
		opening.lifetime.abort(cancelled());
		opening.session.then(
			(session) => session.close(),
			() => {},
		);
	}

	#forget(opening: Opening): void {
		if (this.#current === opening) this.#current = undefined;
	}
}
