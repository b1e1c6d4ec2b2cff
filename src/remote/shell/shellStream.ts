import type { ClientChannel } from 'ssh2';
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
	pulse = PULSE,
): AsyncGenerator<StreamChunk, number | null> {
	const both = AbortSignal.any([signal, link.ended]);
	const channel = await link.open<ClientChannel>(
		(client, opened) => client.exec('exec /bin/sh', opened),
		{ kind: 'longLived' },
		both,
	);
	const heartbeat = setInterval(() => channel.write('.\n'), pulse.beatMs);
	both.addEventListener('abort', () => clearInterval(heartbeat));
	let exitCode: number | null = null;
	channel.on('exit', (code: number | null) => (exitCode = code));
	try {
		const mark = new Mark();
		const script = watched(commandLine, prelude, mark, pulse.silenceSeconds);
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
			if (frame.rest.length > 0) yield { from, bytes: frame.rest };
		}
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
