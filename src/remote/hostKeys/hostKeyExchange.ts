import type { Client } from 'ssh2';
import { certifiedKey, isCertificateName, plainName } from './hostCertificate.ts';

/** The parts of ssh2 1.17's protocol object that this file stands on. */
interface Protocol {
	/** What is proposed in every key exchange of the connection. */
	_offer: Offer;
	/** The latest key exchange. */
	_kex: KeyExchange | undefined;
}

interface Offer {
	readonly constructor: new (lists: Lists<readonly string[]>) => Offer;
	readonly lists: Lists<{ readonly array: readonly string[] }>;
}

interface Lists<T> {
	readonly kex: T;
	readonly serverHostKey: T;
	readonly cs: Direction<T>;
	readonly sc: Direction<T>;
}

type Direction<T> = Readonly<Record<'cipher' | 'mac' | 'compress' | 'lang', T>>;

interface KeyExchange {
	readonly negotiated: { serverHostKey: string };
	/** What the server sent as its host key (K_S). */
	_hostKey: Buffer | undefined;
	getPublicKey(): Buffer | undefined;
}

/**
 * Sets the host key algorithms that a client offers, among them those of certified keys, which ssh2 does not know:
 * its `hostVerifier` gets the certificate then, and ssh2 checks the server's signature with the key inside. To be
 * called right after `client.connect`, which makes the protocol object and cannot have sent the offer yet.
 */
export function useHostKeyAlgorithms(client: Client, algorithms: readonly string[]): void {
	const protocol = (client as unknown as { readonly _protocol: Protocol })._protocol;
	const { kex, cs, sc } = protocol._offer.lists;
	const offer = { kex: kex.array, serverHostKey: algorithms, cs: arraysOf(cs), sc: arraysOf(sc) };
	protocol._offer = new protocol._offer.constructor(offer);
	let current = protocol._kex;
	Object.defineProperty(protocol, '_kex', {
		get: () => current,
		set: (exchange: KeyExchange | undefined) => {
			if (exchange && isCertificateName(exchange.negotiated.serverHostKey)) takeCertificate(exchange);
			current = exchange;
		},
	});
}

function arraysOf({ cipher, mac, compress, lang }: Offer['lists']['cs']): Direction<readonly string[]> {
	return { cipher: cipher.array, mac: mac.array, compress: compress.array, lang: lang.array };
}

/**
 * The hash that both sides sign is over the host key as it was sent, here the certificate, followed by the client's own
 * number for the exchange (RFC 4253, section 8). So when ssh2 asks for that number after the server's answer, it has
 * taken in the certificate, and what is left is to check the signature: with the plain key and algorithm. Should a
 * later ssh2 go about it in another order, the hash comes out wrong and every such signature is refused.
 */
function takeCertificate(exchange: KeyExchange): void {
	const { negotiated } = exchange;
	const signature = plainName(negotiated.serverHostKey);
	// What the server must send as the type of its key; the algorithm says with which hash an RSA key is to sign.
	negotiated.serverHostKey = negotiated.serverHostKey.replace(/^rsa-sha2-(256|512)/, 'ssh-rsa');
	const original = exchange.getPublicKey;
	exchange.getPublicKey = () => {
		const plain = exchange._hostKey && certifiedKey(exchange._hostKey);
		if (plain) {
			exchange._hostKey = plain.blob;
			negotiated.serverHostKey = signature;
		}
		return original.call(exchange);
	};
}
