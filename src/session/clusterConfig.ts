/** A cluster as the person configured it, or a host of their SSH configuration taken as one. */
export interface ClusterConfig {
	/** The cluster's name, and the authority of its `aifactory:` addresses: letters, digits, `.`, `_`, `-`. */
	readonly name: string;
	/** Its login nodes, at least one: host names, or `Host`s of the SSH configuration. */
	readonly hosts: readonly string[];
	/** Where files go through instead of the login node: a data mover. */
	readonly transferHost?: string;
	readonly user?: string;
	readonly port?: number;
	readonly identityFile?: string;
	/** A host to go through, also as `user@host`. */
	readonly jump?: string;
	/** Name of a site profile; found by the host's name when absent. */
	readonly profile?: string;
}

/** True for names that can stand in an address. */
export function isClusterName(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}
