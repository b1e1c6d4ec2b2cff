import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type ParsedKey } from 'ssh2';

/** A server that shows an Ed25519 certificate of anybody's, and signs with a key that it has. */
export interface CertifiedServer {
	readonly port: number;
	/** The methods with which somebody tried to sign in. */
	readonly attempts: readonly string[];
	close(): Promise<void>;
}

const TYPE = 'ssh-ed25519-cert-v01@openssh.com';

/** The parts of ssh2's protocol object that must be led to show what ssh2 does not know. */
interface Protocol {
	_hostKeys: Readonly<Record<string, unknown>>;
	_offer: Offer;
	readonly _kex: { readonly negotiated: { serverHostKey: string } };
}

interface Offer {
	readonly constructor: new (lists: unknown) => Offer;
	readonly lists: { readonly kex: List; readonly cs: Direction; readonly sc: Direction };
}

type List = { readonly array: readonly string[] };

type Direction = Readonly<Record<'cipher' | 'mac' | 'compress' | 'lang', List>>;

/** @param privateKey in PEM or OpenSSH's format */
export async function startCertifiedServer(
	certificate: Buffer,
	privateKey: string,
): Promise<CertifiedServer> {
	const attempts: string[] = [];
	const clients = new Set<Connection>();
	const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
		clients.add(client);
		showCertificate(client, certificate, ssh2.utils.parseKey(privateKey) as ParsedKey);
		client.on('error', () => {});
		client.on('authentication', (context) => {
			attempts.push(context.method);
			context.accept();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		attempts,
		async close() {
			for (const client of clients) client.end();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

/** To be called before the server has sent its offer. */
function showCertificate(client: Connection, certificate: Buffer, key: ParsedKey): void {
	const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
	const offer = protocol._offer;
	const { kex, cs, sc } = offer.lists;
	const arrays = ({ cipher, mac, compress, lang }: Direction) => ({
		cipher: cipher.array,
		mac: mac.array,
		compress: compress.array,
		lang: lang.array,
	});
	protocol._offer = new offer.constructor({
		kex: kex.array,
		serverHostKey: [TYPE],
		cs: arrays(cs),
		sc: arrays(sc),
	});
	protocol._hostKeys = {
		[TYPE]: {
			type: 'ssh-ed25519',
			getPublicSSH: () => certificate,
			sign(data: Buffer) {
				protocol._kex.negotiated.serverHostKey = 'ssh-ed25519';
				return key.sign(data);
			},
		},
	};
}
