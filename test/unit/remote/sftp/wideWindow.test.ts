import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type ClientChannel, type ServerChannel } from 'ssh2';
import { widenWindow } from '../../../../src/remote/sftp/wideWindow.ts';
import { startSshServer } from '../../../support/sshServer.ts';

const MIB = 1024 * 1024;

describe('the window of a channel', () => {
	it('lets the server send twice as much before it waits, of which nothing is lost', async () => {
		let serverSide: ServerChannel | undefined;
		const server = await startSshServer({
			decide: () => true,
			onReady: (client) =>
				client.on('session', (accept) =>
					accept().on('exec', (acceptExec) => {
						serverSide = acceptExec();
					}),
				),
		});
		const client = new ssh2.Client();
		try {
			client.connect({ sock: connect(server.port, '127.0.0.1'), username: 'ada' });
			await once(client, 'ready');
			const channel = await new Promise<ClientChannel>((resolve, reject) =>
				client.exec('x', (error, opened) => (error ? reject(error) : resolve(opened))),
			);
			assert.equal(windowOf(serverSide), 2 * MIB, 'what ssh2 gives has changed');
			widenWindow(channel);
			while (windowOf(serverSide) !== 4 * MIB) await new Promise(setImmediate);
			let received = 0;
			channel.on('data', (bytes: Buffer) => {
				received += bytes.length;
			});
			serverSide?.end(Buffer.alloc(8 * MIB));
			await once(channel, 'end');
			assert.equal(received, 8 * MIB);
		} finally {
			client.destroy();
			await server.close();
		}
	});
});

/** How much the server may send, as it knows. */
function windowOf(channel: ServerChannel | undefined): number | undefined {
	return (channel as unknown as { readonly outgoing: { readonly window: number } } | undefined)?.outgoing
		.window;
}
