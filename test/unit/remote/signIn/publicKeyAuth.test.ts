import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Identity } from '../../../../src/remote/keys/identity.ts';
import { publicKeyOf } from '../../../../src/remote/keys/publicKey.ts';
import { signatureOf } from '../../../../src/remote/keys/signature.ts';
import { loadSsh2 } from '../../../../src/remote/loadSsh2.ts';
import { usePublicKeys } from '../../../../src/remote/signIn/publicKeyAuth.ts';
import { isProved, type SshServer, startSshServer } from '../../../support/sshServer.ts';

const KINDS: Readonly<Record<string, () => KeyObject>> = {
	'ssh-ed25519': () => generateKeyPairSync('ed25519').privateKey,
	'ssh-rsa sha256': () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
	'ecdsa-sha2-nistp256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
	'ecdsa-sha2-nistp384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
	'ecdsa-sha2-nistp521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
};

const { signal } = new AbortController();

describe('public keys with ssh2', () => {
	let server: SshServer | undefined;
	afterEach(() => server?.close());

	for (const [algorithm, generate] of Object.entries(KINDS)) {
		it(`sign in at once with ${algorithm}`, async () => {
			server = await startSshServer({ decide: (context) => isProved(context) || ['publickey'] });
			await offer(server, [identityOf(generate(), { signsSilently: true })]);
			assert.deepEqual(server.attempts, [`publickey ${algorithm} signed`]);
		});
	}

	it('are not signed with before the server would take them', async () => {
		server = await startSshServer({ decide: (context) => isProved(context) || ['publickey'] });
		await offer(server, [identityOf(KINDS['ssh-ed25519']!(), { signsSilently: false })]);
		assert.deepEqual(server.attempts, ['publickey ssh-ed25519 query', 'publickey ssh-ed25519 signed']);
	});

	it('are not signed with at all when the server does not take them', async () => {
		let signatures = 0;
		const count = () => void signatures++;
		server = await startSshServer({ decide: () => ['publickey'] });
		const keys = [1, 2].map(() =>
			identityOf(KINDS['ssh-ed25519']!(), { signsSilently: false, onSign: count }),
		);
		await assert.rejects(offer(server, keys));
		assert.equal(signatures, 0);
		assert.deepEqual(server.attempts, ['publickey ssh-ed25519 query', 'publickey ssh-ed25519 query']);
	});

	it('lead on to the next one when the signature cannot be made', async () => {
		server = await startSshServer({ decide: (context) => isProved(context) || ['publickey'] });
		const locked = identityOf(KINDS['ssh-rsa sha256']!(), {
			signsSilently: false,
			onSign: () => fail('locked'),
		});
		const failures: unknown[] = [];
		await offer(server, [locked, identityOf(KINDS['ssh-ed25519']!(), { signsSilently: true })], failures);
		assert.deepEqual(failures.map(String), ['Error: locked']);
		assert.deepEqual(server.attempts, ['publickey ssh-rsa sha256 query', 'publickey ssh-ed25519 signed']);
	});
});

function identityOf(
	key: KeyObject,
	{ signsSilently, onSign }: { readonly signsSilently: boolean; readonly onSign?: () => void },
): Identity {
	const sign = async (data: Uint8Array, algorithm: string) => {
		onSign?.();
		return signatureOf(key, data, algorithm);
	};
	const publicKey = publicKeyOf(key) ?? assert.fail();
	return { label: 'key', publicKey, signsSilently, needsPerson: false, sign };
}

/** Signs in with the identities in turn. Rejects when none is left. */
async function offer(
	{ port }: SshServer,
	identities: readonly Identity[],
	failures: unknown[] = [],
): Promise<void> {
	const library = await loadSsh2();
	const client = new library.ssh2.Client();
	const left = [...identities];
	try {
		await new Promise<void>((resolve, reject) => {
			client.on('error', reject);
			client.once('ready', resolve);
			client.connect({
				host: '127.0.0.1',
				port,
				username: 'ada',
				authHandler: (_methods, _isPartial, next) => {
					const identity = left.shift();
					if (identity) next({ type: 'publickey', username: 'ada', key: keyOf(identity) });
					else reject(new Error('none left'));
				},
			});
			const keyOf = usePublicKeys(client, library, (_identity, error) => failures.push(error), signal);
		});
	} finally {
		client.end();
	}
}

function fail(message: string): never {
	throw new Error(message);
}
