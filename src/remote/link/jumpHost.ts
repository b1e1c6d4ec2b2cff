import type { ClientChannel } from 'ssh2';
import type { Link } from './link.ts';

/**
 * Makes a jump host pass small answers on at once. sshd leaves Nagle's algorithm on until a session has run over a
 * connection (ssh_packet_set_interactive in packet.c), and one that only passes connections on has none: then the second
 * of two small packets waits for the acknowledgement of the first, which the other side's system delays by 40 ms. A jump
 * host that allows no session stays as it is. Never rejects.
 */
export async function hurryAnswers(link: Link, signal: AbortSignal): Promise<void> {
	try {
		const channel = await link.openOnce<ClientChannel>(
			(client, opened) => client.exec('true', opened),
			signal,
		);
		channel.on('error', () => {});
		channel.close();
	} catch {
		// slower, but as good
	}
}
