import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';

/** An SSH server of ssh2's own on a free port of this machine: for answers that no real sshd can be brought to give. */
export interface SshServer {
	readonly port: number;
	/** What clients tried, as `publickey ssh-ed25519 query`, `publickey ssh-rsa sha256 signed`, `password`. */
	readonly attempts: readonly string[];
	/** Cuts all connections. */
	close(): Promise<void>;
}

export interface SshServerOptions {
	/**
	 * Decides about an attempt: true lets in, an array refuses with these methods left, `goodbye` ends it all, `hangUp` does
	 * so without a word, and after `later` whoever decides must answer.
	 */
	readonly decide: (context: AuthContext) => true | 'goodbye' | 'hangUp' | 'later' | string[];
	/** What happens to a client that is in. */
	readonly onReady?: (client: Connection) => void;
	/** Knows only a key exchange that clients of today do not take. */
	readonly isAncient?: boolean;
}

export async function startSshServer({ decide, onReady, isAncient }: SshServerOptions): Promise<SshServer> {
	const hostKey = readableKey();
	const attempts: string[] = [];
	const clients = new Set<Connection>();
	const algorithms = isAncient ? { algorithms: { kex: ['diffie-hellman-group1-sha1' as const] } } : {};
	const server = new ssh2.Server({ hostKeys: [hostKey], ...algorithms }, (client) => {
		clients.add(client);
		client.on('error', () => {});
		client.on('close', () => clients.delete(client));
		client.on('authentication', (context) => {
			attempts.push(wordsOf(context));
			const verdict = decide(context);
			if (verdict === 'later') return;
			if (verdict === 'goodbye') sayGoodbye(client);
			else if (verdict === 'hangUp') hangUp(client);
			else if (verdict === true) context.accept();
			else context.reject(verdict as never);
		});
		client.on('ready', () => onReady?.(client));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const close = async () => {
		for (const client of clients) client.end();
		await new Promise<void>((resolve) => server.close(() => resolve()));
	};
	return { port: (server.address() as AddressInfo).port, attempts, close };
}

/** ssh2 1.17 now and then makes a key that it cannot read itself: it drops a zero byte. */
function readableKey(): string {
	for (;;) {
		const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
		if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
	}
}

/** True when a public key attempt carries a signature that its key made; of a query, that the key may be used. */
export function isProved(context: AuthContext): boolean {
	if (context.method !== 'publickey') return false;
	if (!context.signature || !context.blob) return true;
	const key = ssh2.utils.parseKey(context.key.data);
	return !(key instanceof Error) && key.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function wordsOf(context: AuthContext): string {
	if (context.method !== 'publickey') return context.method;
	const algorithm = [context.key.algo, context.hashAlgo].filter(Boolean).join(' ');
	return `publickey ${algorithm} ${context.signature ? 'signed' : 'query'}`;
}

/** As sshd after too many tries: SSH_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, RFC 4253 section 11.1. */
function sayGoodbye(client: Connection): void {
	(client as unknown as { _protocol: { disconnect(reason: number): void } })._protocol.disconnect(14);
}

/** As sshd where PAM does not allow the account: the connection just ends. */
function hangUp(client: Connection): void {
	(client as unknown as { _sock: Socket })._sock.destroy();
}
