import type { ClientChannel } from 'ssh2';

/** What ssh2 1.17 knows of a channel's flow control; `wideWindow.test.ts` guards it. */
interface Internals {
	readonly incoming: { window: number };
	readonly outgoing: { readonly id: number; readonly state: string };
	readonly _client: {
		readonly _protocol: { channelWindowAdjust(id: number, bytes: number): void };
	};
}

/** Twice what ssh2 gives: with more, sshd spends its time moving what it holds back. */
const WINDOW = 4 * 1024 * 1024;
const STEP = 512 * 1024;

/**
 * Lets a server send more before it must wait for word from here, and gives word early. ssh2 tops up its window of 2 MiB
 * when half of it is used, which at a distance is what bounds a transfer. Only for a reader that takes what comes: there is
 * no other bound on what is held here.
 */
export function widenWindow(channel: ClientChannel): void {
	const { incoming, outgoing, _client: client } = channel as unknown as Internals;
	const topUp = () => {
		if (outgoing.state === 'closed' || incoming.window > WINDOW - STEP) return;
		const more = WINDOW - incoming.window;
		incoming.window += more;
		client._protocol.channelWindowAdjust(outgoing.id, more);
	};
	topUp();
	channel.on('data', topUp);
}
