import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Link } from './link.ts';
import type { SshSettings } from './sshSettings.ts';

/** Opens the byte stream to a host's SSH port, directly or through a host that is signed in to already. */
export function dial(settings: SshSettings, via: Link | undefined, signal: AbortSignal): Promise<Duplex> {
	return via ? dialThrough(via, settings, signal) : dialDirectly(settings, signal);
}

async function dialDirectly({ address, port }: SshSettings, signal: AbortSignal): Promise<Duplex> {
	// noDelay, because ssh2 writes small packets: with Nagle's algorithm a sign-in takes nearly twice as long.
	const socket = connect({ host: address, port, noDelay: true });
	try {
		await once(socket, 'connect', { signal });
		return socket;
	} catch (error) {
		socket.destroy();
		signal.throwIfAborted();
		throw error;
	}
}

async function dialThrough(via: Link, { address, port }: SshSettings, signal: AbortSignal): Promise<Duplex> {
	const channel = await via.openOnce<ClientChannel>(
		(client, opened) => client.forwardOut('127.0.0.1', 0, address, port, opened),
		signal,
	);
	// A channel of a link that breaks just ends; ssh2 then reports the loss on the connection inside.
	via.ended.addEventListener('abort', () => channel.destroy(), { once: true });
	return channel;
}
