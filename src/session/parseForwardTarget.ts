/** A port somewhere on a cluster. */
export interface PortOfNode {
	readonly host: string;
	readonly port: number;
}

/** Reads `gcn3:8888`, `8888` (on the login node itself), and the address of a page such as `http://gcn3:8888/?token=…`. */
export function parseForwardTarget(text: string): PortOfNode | undefined {
	const bare = text.trim().replace(/^https?:\/\//, '');
	const [, host, digits] = /^(?:([A-Za-z0-9._-]+):)?(\d{1,5})(?:[/?#].*)?$/.exec(bare) ?? [];
	const port = Number(digits);
	return port >= 1 && port <= 65_535 ? { host: host ?? 'localhost', port } : undefined;
}
