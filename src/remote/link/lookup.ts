import { lookup } from 'node:dns/promises';

/** The IP addresses of a name in the order to try; of an address, itself. Rejects with Node's codes. */
export type Lookup = (name: string, family: 4 | 6 | undefined) => Promise<readonly string[]>;

/** By the computer's own means, /etc/hosts and all, in the order that it prefers. */
export const lookUpAll: Lookup = async (name, family = undefined) => {
	const found = await lookup(name, { all: true, order: 'verbatim', family: family ?? 0 });
	return [...new Set(found.map(({ address }) => address))];
};
