/** What to do about a host key that nothing is known of; see StrictHostKeyChecking in ssh_config(5). */
export type UnknownHostKey = 'ask' | 'accept' | 'refuse';

/** All that a connection needs to know about a host, with every default and token settled. Paths are absolute. */
export interface SshSettings {
	/** The name that was asked for. */
	readonly alias: string;
	/** HostName: what is dialled. */
	readonly address: string;
	readonly port: number;
	readonly user: string;
	/** In the order to try, whether or not the files exist. */
	readonly identityFiles: readonly string[];
	/** True where nobody named any: then they are OpenSSH's default ones. */
	readonly areIdentitiesDefault: boolean;
	/** The one of them that the person chose for this host in our own settings: a trouble with it is worth telling. */
	readonly namedIdentityFile?: string;
	readonly identitiesOnly: boolean;
	/** The agent's socket or named pipe; absent for none. */
	readonly identityAgent?: string;
	/** CertificateFile: certificates to offer besides those that stand beside a key as `<key>-cert.pub`. */
	readonly certificateFiles: readonly string[];
	/** Sign-in methods that the configuration turned off, as SSH names them: `publickey`, `password`, `keyboard-interactive`. */
	readonly methodsOff: readonly string[];
	/** PreferredAuthentications: the methods in the order to try; absent for the usual order. */
	readonly preferredMethods?: readonly string[];
	/** The first one is where an accepted key goes. */
	readonly userKnownHostsFiles: readonly string[];
	readonly globalKnownHostsFiles: readonly string[];
	readonly unknownHostKey: UnknownHostKey;
	/** The name to look up in known_hosts in place of address and port. */
	readonly hostKeyAlias?: string;
	readonly hashKnownHosts: boolean;
	/** Hops in the order they are passed, each `[user@]host[:port]`. */
	readonly proxyJump: readonly string[];
	readonly proxyCommand?: string;
	/** 0 for none of its own. */
	readonly serverAliveInterval: number;
	readonly serverAliveCountMax: number;
	/** In seconds; absent for none of its own. */
	readonly connectTimeout?: number;
	/** RevokedHostKeys: keys that are never accepted from any host. */
	readonly revokedHostKeysFiles: readonly string[];
	/** What the configuration says about algorithms, where that is not OpenSSH's own default; in OpenSSH's names. */
	readonly algorithms: AlgorithmSettings;
	/** AddressFamily; absent for any. */
	readonly addressFamily?: 4 | 6;
	/** BindAddress: the address of this computer to connect from. */
	readonly bindAddress?: string;
}

/** Lists of algorithm names, the preferred first; each absent where the configuration leaves OpenSSH's default. */
export interface AlgorithmSettings {
	readonly kex?: readonly string[];
	readonly hostKey?: readonly string[];
	readonly cipher?: readonly string[];
	readonly mac?: readonly string[];
	/** PubkeyAcceptedAlgorithms: with which a person's key may sign. */
	readonly publicKey?: readonly string[];
}
