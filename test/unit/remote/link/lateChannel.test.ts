import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type Client, type ClientChannel, type Connection } from 'ssh2';
import { Link } from '../../../../src/remote/link/link.ts';
import type { OpenChannel } from '../../../../src/remote/link/sessionChannels.ts';
import { type SshServer, startSshServer } from '../../../support/sshServer.ts';

const ANSWER_MS = 30;

describe('a channel that comes after it was given up, and has something to say', () => {
	let server: SshServer;
	let link: Link;

	beforeEach(async () => {
		server = await startSshServer({ decide: () => true, onReady: answerLate });
		const sock = connect(server.port, '127.0.0.1');
		const client = new ssh2.Client().connect({ sock, username: 'ada' });
		await once(client, 'ready');
		link = new Link('host', client, sock);
	});
	afterEach(async () => {
		await link.dispose();
		await server.close();
	});

	it('is closed to its end when it is a session', async () => {
		const late = new LateChannel((client, opened) => client.exec('noise', opened));
		const opening = link.open(late.open, { kind: 'longLived' }, AbortSignal.timeout(1));
		await assert.rejects(opening, { name: 'TimeoutError' });
		await late.closed();
	});

	it('is closed to its end when it leads to another host', async () => {
		const late = new LateChannel((client, opened) => client.forwardOut('127.0.0.1', 0, 'there', 22, opened));
		await assert.rejects(link.openOnce(late.open, AbortSignal.timeout(1)), { name: 'TimeoutError' });
		await late.closed();
	});
});

/** Hears of the channel, whoever gets it. */
class LateChannel {
	readonly #closed = Promise.withResolvers<void>();
	readonly open: OpenChannel<ClientChannel>;

	constructor(open: OpenChannel<ClientChannel>) {
		this.open = (client: Client, opened) =>
			open(client, (error, channel) => {
				if (error) this.#closed.reject(error);
				else channel.once('close', () => this.#closed.resolve());
				opened(error, channel);
			});
	}

	closed(): Promise<void> {
		setTimeout(() => this.#closed.reject(new Error('It was never closed.')), 2_000).unref();
		return this.#closed.promise;
	}
}

/** Says something on every channel, and goes on until the client closes it. */
function answerLate(client: Connection): void {
	client.on('session', (accept) => {
		accept().on('exec', (acceptExec) => {
			setTimeout(() => {
				const channel = acceptExec();
				channel.write('noise from a start-up file');
				channel.stderr.write('and more of it');
			}, ANSWER_MS);
		});
	});
	client.on('tcpip', (accept) => {
		setTimeout(() => accept().write('SSH-2.0-there\r\n'), ANSWER_MS);
	});
}
