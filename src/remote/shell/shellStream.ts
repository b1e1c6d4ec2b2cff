import type { ClientChannel } from 'ssh2';
import { unlessAborted } from '../../base/abort.ts';
import { bytesOf } from '../../base/rawText.ts';
import { shellQuoteOne } from '../../base/shellQuote.ts';
import type { Link } from '../link/link.ts';
import type { StreamChunk } from '../remoteHost.ts';
import { FrameReader, Mark } from './frames.ts';
import { scriptStart } from './shellScript.ts';

/** How the two sides know of each other's life. */
export interface Pulse {
	/** A sign of life goes out this often. */
	readonly beatMs: number;
	/** The remote side gives up after so many seconds without one. */
	readonly silenceSeconds: number;
}

const PULSE: Pulse = { beatMs: 30_000, silenceSeconds: 90 };

export interface StreamOptions {
	readonly pulse?: Pulse;
	/** What the command reads; it has none without. */
	readonly input?: AsyncIterable<Uint8Array>;
}

/**
 * Runs a long command in a channel of its own and hands over its output as it comes, no faster than it is read. Returns
 * the exit code, or null when the command ended without one. The remote side watches the channel: when that ends or stays
 * silent, the whole process group goes.
 */
export async function* streamShell(
	link: Link,
	prelude: string,
	commandLine: string,
	signal: AbortSignal,
	{ pulse = PULSE, input }: StreamOptions = {},
): AsyncGenerator<StreamChunk, number | null> {
	const both = AbortSignal.any([signal, link.ended]);
	const channel = await link.open<ClientChannel>(
		(client, opened) => client.exec('exec /bin/sh', opened),
		{ kind: 'longLived' },
		both,
	);
	const feed = new Feed(channel, input !== undefined);
	const heartbeat = setInterval(() => feed.beat(), pulse.beatMs);
	both.addEventListener('abort', () => clearInterval(heartbeat));
	let feeding: Promise<unknown> = Promise.resolve();
	let exitCode: number | null = null;
	channel.on('exit', (code: number | null) => (exitCode = code));
	try {
		const mark = new Mark();
		const script = (input ? fed : watched)(commandLine, prelude, mark, pulse.silenceSeconds);
		channel.write(bytesOf(`exec /bin/sh -c ${shellQuoteOne(script)}\n`));
		const readers = { stdout: new FrameReader(mark), stderr: new FrameReader(mark) };
		const started = { stdout: false, stderr: false };
		for await (const chunk of outputOf(channel, both)) {
			const { from } = chunk;
			if (started[from]) {
				yield chunk;
				continue;
			}
			const frame = readers[from].push(chunk.bytes);
			if (!frame) continue;
			started[from] = true;
			// Not before: the shell that reads the script would take the beginning of the input with it.
			if (input && from === 'stdout') {
				feeding = feed.all(input, both).catch((error: unknown) => {
					// The command must not take a part for the whole.
					channel.destroy();
					throw error;
				});
				feeding.catch(() => {});
			}
			if (frame.rest.length > 0) yield { from, bytes: frame.rest };
		}
		// A command that ended has read enough.
		if (exitCode === null) await feeding;
		return exitCode;
	} finally {
		clearInterval(heartbeat);
		channel.end();
		channel.close();
	}
}

/**
 * The script around a command. The watcher reads our signs of life from the channel; when there is none it ends the process
 * group, which sshd makes for each session. When the command ends, what it left in the group goes as well. No terminal:
 * that would mix the streams and change line ends, and survives a dead link no better.
 */
function watched(commandLine: string, prelude: string, mark: Mark, silenceSeconds: number): string {
	return `${scriptStart(prelude)}
exec 3<&0 </dev/null
command -v timeout >/dev/null || timeout() { shift; "$@"; }
alive() { timeout ${silenceSeconds} /bin/sh -c 'read -r beat' <&3; }
{ ${mark.printing('')}; ${mark.printing('')} >&2; }
( eval ${shellQuoteOne(commandLine)} ) 3<&- & command=$!
( while alive; do :; done; trap '' TERM; kill -TERM 0; sleep 2; kill -KILL 0 ) >/dev/null 2>&1 &
wait $command
code=$?
trap '' TERM
kill -TERM 0
exit $code`;
}

/**
 * As `watched`, for a command that reads. What it reads comes in frames, a line with the number of bytes before each, so that
 * the end of the input is told from the end of the link; a frame without bytes is a sign of life.
 */
function fed(commandLine: string, prelude: string, mark: Mark, silenceSeconds: number): string {
	const frame = `IFS= read -r n || exit ${LINK_ENDED}; [ "$n" = end ] && exit ${INPUT_ENDED}; [ "$n" = 0 ] || exec head -c "$n"`;
	return `${scriptStart(prelude)}
exec 3<&0 </dev/null
command -v timeout >/dev/null || timeout() { shift; "$@"; }
{ ${mark.printing('')}; ${mark.printing('')} >&2; }
{ while :; do
  timeout ${silenceSeconds} /bin/sh -c ${shellQuoteOne(frame)} <&3 2>/dev/null; code=$?
  case $code in
  0) ;;
  ${LINK_ENDED}|124) trap '' TERM; kill -TERM 0; sleep 2; kill -KILL 0 ;;
  *) break ;;
  esac
done; } | ( eval ${shellQuoteOne(commandLine)} ) 3<&-
code=$?
trap '' TERM
kill -TERM 0
exit $code`;
}

/** Exit codes of one frame's reader, that no signal and no tool of it has. */
const LINK_ENDED = 71;
const INPUT_ENDED = 72;

/** As much as one process of the remote side hands on. */
const FRAME_BYTES = 1024 * 1024;

/** What we write into a stream's channel. */
class Feed {
	readonly #channel: ClientChannel;
	readonly #isFramed: boolean;
	#isOver = false;

	constructor(channel: ClientChannel, isFramed: boolean) {
		this.#channel = channel;
		this.#isFramed = isFramed;
	}

	/** A sign of life. Between two frames only, which one call to `write` makes sure of. */
	beat(): void {
		if (!this.#isOver) this.#channel.write(this.#isFramed ? '0\n' : '.\n');
	}

	async all(input: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
		let pieces: Uint8Array[] = [];
		let size = 0;
		for await (const piece of input) {
			signal.throwIfAborted();
			pieces.push(piece);
			size += piece.length;
			if (size < FRAME_BYTES) continue;
			await this.#frame(pieces, size, signal);
			[pieces, size] = [[], 0];
		}
		if (size > 0) await this.#frame(pieces, size, signal);
		this.#isOver = true;
		this.#channel.write('end\n');
	}

	async #frame(pieces: readonly Uint8Array[], size: number, signal: AbortSignal): Promise<void> {
		const isTaken = this.#channel.write(Buffer.concat([Buffer.from(`${size}\n`), ...pieces]));
		if (!isTaken) await unlessAborted(drained(this.#channel), signal);
	}
}

/** Also where the command reads no more: then nobody waits for room. */
function drained(channel: ClientChannel): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			channel.off('drain', done).off('close', done);
			resolve();
		};
		channel.on('drain', done).on('close', done);
	});
}

/** Both streams of a channel until they end. Bytes that nobody asks for stay in ssh2's window, which stops the sender. */
async function* outputOf(channel: ClientChannel, signal: AbortSignal): AsyncGenerator<StreamChunk, void> {
	let wake = () => {};
	let isOver = false;
	const onClose = () => {
		isOver = true;
		wake();
	};
	const onReadable = () => wake();
	channel.on('readable', onReadable).on('close', onClose);
	channel.stderr.on('readable', onReadable);
	signal.addEventListener('abort', onReadable);
	try {
		for (;;) {
			signal.throwIfAborted();
			const news = new Promise<void>((resolve) => (wake = resolve));
			const out: Buffer | null = channel.read();
			if (out) yield { from: 'stdout', bytes: out };
			const err: Buffer | null = channel.stderr.read();
			if (err) yield { from: 'stderr', bytes: err };
			if (out || err) continue;
			if (isOver) return;
			await news;
		}
	} finally {
		signal.removeEventListener('abort', onReadable);
		// A channel closes when its output was read, also that which nobody wants any more.
		channel.off('readable', onReadable).resume();
		channel.stderr.off('readable', onReadable).resume();
	}
}
