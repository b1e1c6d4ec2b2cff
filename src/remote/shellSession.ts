import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { unlessAborted } from '../base/abort.ts';
import { shellQuoteOne } from '../base/shellQuote.ts';
import { ProblemError } from '../problems/problem.ts';
import { FrameReader, Mark } from './frames.ts';
import type { Link } from './link.ts';
import type { ExecResult } from './remoteHost.ts';

/** What a turn left on each stream; the value of stdout's mark is null when the shell ended before it. */
interface Turn {
	readonly stdout: Buffer;
	readonly stderr: Buffer;
	readonly value: string | null;
}

/** How long output may still come when the shell has ended. */
const LAST_WORDS_MS = 1_000;

/** One channel with a `/bin/sh` in it that takes its commands from standard input. */
export class ShellSession {
	readonly #channel: ClientChannel;
	readonly #mark = new Mark();
	#processGroup = '';
	#isOver = false;
	#isClosed = false;

	/** Opens the channel and runs `script` in it. What the login shell prints before is dropped. */
	static async open(link: Link, script: string, signal: AbortSignal): Promise<ShellSession> {
		// The only words that the login shell itself reads: tcsh and fish understand them like any other.
		const channel = await link.open<ClientChannel>(
			(client, opened) => client.exec('exec /bin/sh', opened),
			signal,
		);
		const session = new ShellSession(channel);
		try {
			const { value, stdout, stderr } = await unlessAborted(session.#take(`${script}\n`, '$$'), signal);
			if (value === null) throw noShell(link.hostName, stderr.length > 0 ? stderr : stdout);
			session.#processGroup = value;
			return session;
		} catch (error) {
			session.kill();
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
			patience = setTimeout(() => channel.close(), LAST_WORDS_MS);
		});
		channel.once('close', () => {
			over();
			this.#isClosed = true;
			clearTimeout(patience);
		});
	}

	/** True when the shell has ended, by itself, by a command that killed it, or by somebody else. */
	get isOver(): boolean {
		return this.#isOver;
	}

	/** sshd makes each session a process group of its own, led by this shell. */
	get processGroup(): string {
		return this.#processGroup;
	}

	/** To be called for one command at a time. The exit code is null when the shell ended under the command. */
	async run(commandLine: string): Promise<ExecResult> {
		// eval keeps a syntax error, and the parentheses keep `exit` and `cd`, away from the shell itself.
		const script = `( eval ${shellQuoteOne(commandLine)} ) </dev/null\n`;
		const { stdout, stderr, value } = await this.#take(script, '$?');
		return {
			stdout: stdout.toString(),
			stderr: stderr.toString(),
			exitCode: value === null ? null : Number(value),
		};
	}

	/** Ends the channel and, where the server can (OpenSSH 7.9 and later, not for root), what runs in it. */
	kill(): void {
		if (this.#isClosed) return;
		this.#channel.signal('TERM');
		this.#channel.close();
	}

	/** Runs a script and waits for the marks after it; `expression` gives the value of stdout's mark. */
	#take(script: string, expression: string): Promise<Turn> {
		const channel = this.#channel;
		const stdout = collect(channel, channel, this.#mark);
		const stderr = collect(channel.stderr, channel, this.#mark);
		channel.write(`${script}{ ${this.#mark.printing(expression)}; ${this.#mark.printing('')} >&2; }\n`);
		return Promise.all([stdout, stderr]).then(([out, err]) => ({
			stdout: out.bytes,
			stderr: err.bytes,
			value: out.value,
		}));
	}
}

/** Reads a stream up to the next mark or, with value null, to its end, which may have come before. */
function collect(
	stream: Readable,
	channel: ClientChannel,
	mark: Mark,
): Promise<{ bytes: Buffer; value: string | null }> {
	return new Promise((resolve) => {
		const reader = new FrameReader(mark);
		const settle = (bytes: Buffer, value: string | null) => {
			stream.off('data', onData);
			stream.off('end', onEnd);
			channel.off('close', onClose);
			resolve({ bytes, value });
		};
		const onData = (chunk: Buffer) => {
			const frame = reader.push(chunk);
			if (frame) settle(frame.bytes, frame.value);
		};
		const onEnd = () => settle(reader.bytes, null);
		// What came before the close is handed over first.
		const onClose = () => setImmediate(onEnd);
		stream.on('data', onData);
		stream.on('end', onEnd);
		channel.on('close', onClose);
		if (stream.readableEnded || stream.destroyed) onEnd();
	});
}

/** Some accounts allow file transfer only, and say so in place of a shell. */
function noShell(host: string, said: Buffer): ProblemError {
	const detail = said.toString().trim() || 'The login shell ended at once.';
	return new ProblemError({ kind: 'channelRefused', host, detail });
}
