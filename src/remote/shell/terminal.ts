import type { ClientChannel, PseudoTtyOptions } from 'ssh2';
import { isAbort } from '../../base/abort.ts';
import { Emitter, type Event } from '../../base/event.ts';
import type { Link } from '../link/link.ts';
import type { RemoteTerminal, TerminalEnd, TerminalOptions, TerminalSize } from '../remoteTerminal.ts';
import { plainly } from './plainly.ts';

/** IUTF8 of RFC 8160, on: so that erasing a character takes all of its bytes. ssh2 has no name for it and takes bytes as they are. */
const MODES = Buffer.from([42, 0, 0, 0, 1, 0]);

/** A terminal that is closed while sshd still sets it up is gone without a hang-up: then the command is not to begin. */
const ONLY_IF_THERE = '[ -t 0 ] || exit; ';

/** Opens a terminal in a channel of its own. Throws ProblemError `channelRefused` or `connectionLost`, or the signal's reason. */
export async function openTerminal(
	link: Link,
	{ size, command }: TerminalOptions,
	signal: AbortSignal,
): Promise<RemoteTerminal> {
	const { columns: cols, rows } = size;
	const pty = { term: 'xterm-256color', cols, rows, modes: MODES } as PseudoTtyOptions;
	const channel = await link.open<ClientChannel>(
		(client, opened) =>
			command === undefined
				? client.shell(pty, opened)
				: client.exec(`exec /bin/sh -c '${ONLY_IF_THERE}${plainly(command)}'`, { pty }, opened),
		{ kind: 'longLived' },
		signal,
	);
	return new ChannelTerminal(channel, link);
}

/** A terminal over a channel that has one. */
class ChannelTerminal implements RemoteTerminal {
	readonly #channel: ClientChannel;
	readonly #written = new Emitter<string>();
	readonly #ended = new Emitter<TerminalEnd>();
	readonly #decoder = new TextDecoder();
	/** What came since the last turn of the event loop: a program that floods the terminal is told of in large pieces. */
	#pending: Uint8Array[] = [];
	#isReading = false;
	#isOver = false;
	#exitCode: number | null = null;

	readonly onDidWrite: Event<string> = (listener) => {
		const subscription = this.#written.event(listener);
		this.#read();
		return subscription;
	};
	readonly onDidEnd = this.#ended.event;

	constructor(channel: ClientChannel, link: Link) {
		this.#channel = channel;
		const end = () => {
			link.ended.removeEventListener('abort', end);
			this.#end(link.ended);
		};
		link.ended.addEventListener('abort', end);
		channel.once('close', (code: number | null | undefined) => {
			this.#exitCode = code ?? null;
			// What ends with the link is told so: the link's end may be told just after this.
			setImmediate(end);
		});
	}

	write(text: string): void {
		if (!this.#isOver) this.#channel.write(text);
	}

	resize({ columns, rows }: TerminalSize): void {
		if (!this.#isOver) this.#channel.setWindow(rows, columns, 0, 0);
	}

	dispose(): void {
		this.#channel.close();
		// A channel closes when its output was read.
		this.#read();
	}

	/** Until now ssh2's window holds back what comes. */
	#read(): void {
		if (this.#isReading) return;
		this.#isReading = true;
		this.#channel.on('data', (chunk: Uint8Array) => {
			if (this.#pending.push(chunk) === 1) setImmediate(() => this.#show());
		});
		this.#channel.stderr.resume();
	}

	#show(isLast = false): void {
		const text = this.#decoder.decode(Buffer.concat(this.#pending), { stream: !isLast });
		this.#pending = [];
		if (text) this.#written.fire(text);
	}

	#end(linkEnded: AbortSignal): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#show(true);
		const { aborted, reason } = linkEnded;
		const isLost = aborted && !isAbort(reason) && this.#exitCode === null;
		this.#ended.fire(isLost ? { kind: 'lost', error: reason } : { kind: 'exited', exitCode: this.#exitCode });
	}
}
