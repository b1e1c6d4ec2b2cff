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
	/** The one of them that the person chose for this host in our own settings: a trouble with it is worth telling. */
	readonly namedIdentityFile?: string;
	readonly identitiesOnly: boolean;
	/** The agent's socket or named pipe; absent for none. */
	readonly identityAgent?: string;
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
}
