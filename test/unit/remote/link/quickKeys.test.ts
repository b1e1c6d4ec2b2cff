import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2 from 'ssh2';
import { useQuickKeys } from '../../../../src/remote/link/quickKeys.ts';
import { startSshServer } from '../../../support/sshServer.ts';

describe('the keys of a link', () => {
	for (const cipher of ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'] as const) {
		it(`are objects where ssh2 makes a cipher for each packet: ${cipher}`, async () => {
			await signedIn(cipher, ({ _cipher, _decipher }) => {
				assert.ok(_cipher['_encKey'] instanceof KeyObject);
				assert.ok(_decipher['_decipherKey'] instanceof KeyObject);
			});
		});
	}

	it('are left alone where ssh2 keeps them otherwise', async () => {
		await signedIn('aes128-ctr', ({ _cipher }) => assert.equal(_cipher['_encKey'], undefined));
	});
});

interface Internals {
	readonly _cipher: Readonly<Record<string, unknown>>;
	readonly _decipher: Readonly<Record<string, unknown>>;
}

/** Signs in, which proves that both sides understand each other, and then looks at what ssh2 holds. */
async function signedIn(
	cipher: 'aes128-gcm@openssh.com' | 'aes256-gcm@openssh.com' | 'aes128-ctr',
	look: (protocol: Internals) => void,
): Promise<void> {
	const server = await startSshServer({ decide: () => true });
	const client = new ssh2.Client();
	try {
		useQuickKeys(client);
		const sock = connect(server.port, '127.0.0.1');
		client.connect({ sock, username: 'ada', algorithms: { cipher: [cipher] } });
		await once(client, 'ready');
		look((client as unknown as { readonly _protocol: Internals })._protocol);
	} finally {
		client.destroy();
		await server.close();
	}
}
