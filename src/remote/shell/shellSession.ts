import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { unlessAborted } from '../../base/abort.ts';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuoteOne } from '../../base/shellQuote.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { ChannelUse } from '../link/channelUse.ts';
import type { Link } from '../link/link.ts';
import type { ExecResult } from '../remoteHost.ts';
import { type Frame, FrameReader, Mark } from './frames.ts';

/** How long output may still come when the shell has ended. */
const LAST_WORDS_MS = 1_000;

/** Start-up files may take their time on a busy login node, but not for ever. */
const START_SECONDS = 60;

/**
 * What the shell does at its end, which it reaches as soon as its channel or the connection ends: commands run beside it
 * (see `run`), so that it reads on. All that it started is asked to end, and made to two seconds later.
 */
const ENDING = `trap 'trap "" TERM; kill -TERM 0; ( sleep 2; kill -KILL 0 ) >/dev/null 2>&1 & wait $job; kill -KILL 0' EXIT; job=$$`;

/** One channel with a `/bin/sh` in it that takes its commands from standard input. */
export class ShellSession {
	readonly #channel: ClientChannel;
	readonly #mark = new Mark();
	#isOver = false;

	/**
	 * Opens the channel and runs `script` in it. What the login shell prints before is dropped. Throws ProblemError
	 * `channelRefused`, `connectionLost` or `timedOut`, or the signal's reason.
	 */
	static async open(link: Link, script: string, use: ChannelUse, signal: AbortSignal): Promise<ShellSession> {
		// The only words that the login shell itself reads: tcsh and fish understand them like any other.
		const channel = await link.open<ClientChannel>(
			(client, opened) => client.exec('exec /bin/sh', opened),
			use,
			signal,
		);
		const session = new ShellSession(channel);
		try {
			await unlessAborted(session.#start(link.hostName, script), signal);
			return session;
		} catch (error) {
			// A start-up file that hangs reads nothing: it is told as well (OpenSSH 7.9 and later).
			channel.signal('TERM');
			session.close();
			throw error;
		}
	}

	private constructor(channel: ClientChannel) {
		this.#channel = channel;
		const over = () => {
			this.#isOver = true;
		};
		let patience: NodeJS.Timeout | undefined;
		channel.once('end', over);
		channel.once('exit', () => {
			over();
			// sshd keeps the channel open as long as anything that the shell started holds its output.
			patience = setTimeout(() => this.close(), LAST_WORDS_MS);
		});
		channel.once('close', () => {
			over();
			clearTimeout(patience);
		});
	}

	/** True when the shell has ended, by itself, by a command that killed it, or by somebody else. */
	get isOver(): boolean {
		return this.#isOver;
	}

	async #start(host: string, script: string): Promise<void> {
		const late = AbortSignal.timeout(START_SECONDS * 1000);
		const [stdout, stderr] = this.#collect(1);
		this.#channel.write(`${script}\n${ENDING}\n${this.#marks('')}\n`);
		const facts = { host, command: '/bin/sh', seconds: START_SECONDS };
		const slow = new ProblemError({ kind: 'timedOut', ...facts });
		const [out, err] = await unlessAborted(Promise.all([stdout, stderr]), late).catch((error: unknown) => {
			throw late.aborted ? slow : error;
		});
		if (out.frames.length > 0) return;
		throw noShell(host, err.rest.length > 0 ? err.rest : out.rest);
	}

	/**
	 * To be called for one command at a time. The exit code is null when the shell ended under the command; undefined comes
	 * back when it had ended before and the command was never begun.
	 */
	async run(commandLine: string): Promise<ExecResult | undefined> {
		const [stdout, stderr] = this.#collect(2);
		// eval keeps a syntax error, and the parentheses keep `exit` and `cd`, away from those around.
		const command = `( eval ${shellQuoteOne(commandLine)} ) </dev/null`;
		// It runs in the background, so that the shell reads on and hears of the channel's end. The one around it waits for it
		// also when all are asked to end.
		const script = `${this.#marks('')}\n( trap : TERM; ${command}; ${this.#marks('$?')} ) & job=$!\n`;
		this.#channel.write(bytesOf(script));
		const [out, err] = await Promise.all([stdout, stderr]);
		if (out.frames.length === 0) return undefined;
		if (!this.#isOver) this.#channel.write('wait\n');
		const [, ended] = out.frames;
		return {
			stdout: textOf(ended?.bytes ?? out.rest),
			stderr: textOf(err.frames[1]?.bytes ?? err.rest),
			exitCode: ended ? Number(ended.value) : null,
		};
	}

	/** Ends the channel, and with it what runs in it. */
	close(): void {
		this.#isOver = true;
		this.#channel.close();
		this.#channel.resume();
		this.#channel.stderr.resume();
	}

	/** Prints a mark on each stream; `expression` gives the value of stdout's. */
	#marks(expression: string): string {
		return `${this.#mark.printing(expression)}; ${this.#mark.printing('')} >&2`;
	}

	/** Both streams up to so many marks. */
	#collect(count: number): [Promise<Collected>, Promise<Collected>] {
		const collected = (stream: Readable) => collect(stream, this.#channel, this.#mark, count);
		return [collected(this.#channel), collected(this.#channel.stderr)];
	}
}

/** What came up to each mark, and after the last one of them when the stream ended before all were there. */
interface Collected {
	readonly frames: readonly Frame[];
	readonly rest: Buffer;
}

/** Reads a stream up to so many marks or to its end, which may have come before. */
function collect(stream: Readable, channel: ClientChannel, mark: Mark, count: number): Promise<Collected> {
	return new Promise((resolve) => {
		const frames: Frame[] = [];
		let reader = new FrameReader(mark);
		const settle = () => {
			stream.off('data', onData);
			stream.off('end', settle);
			channel.off('close', onClose);
			resolve({ frames, rest: reader.bytes });
		};
		const onData = (chunk: Uint8Array) => {
			const frame = reader.push(chunk);
			if (!frame) return;
			frames.push(frame);
			reader = new FrameReader(mark);
			if (frames.length === count) settle();
			else onData(frame.rest);
		};
		// What came before the close is handed over first.
		const onClose = () => setImmediate(settle);
		stream.on('data', onData);
		stream.on('end', settle);
		channel.on('close', onClose);
		if (stream.readableEnded || stream.destroyed) settle();
	});
}

/** Some accounts allow file transfer only, and say so in place of a shell. */
function noShell(host: string, said: Buffer): ProblemError {
	const detail = said.toString().trim() || 'The login shell ended at once.';
	return new ProblemError({ kind: 'channelRefused', host, detail });
}
