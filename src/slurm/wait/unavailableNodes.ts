import type { ClusterNode } from '../cluster/nodes.ts';
import { nodeNames } from '../nodeNames.ts';

/** Why Slurm says that nodes which a job needs are not available. */
export interface UnavailableNodes {
	/** As Slurm's compact list; empty where it names none. */
	readonly list: string;
	readonly isMaintenance: boolean;
	/** Those that are out of order, as far as the site tells. */
	readonly broken: readonly ClusterNode[];
}

/** Reads `ReqNodeNotAvail, UnavailableNodes:gcn[1-2]`, `ReqNodeNotAvail, Reserved for maintenance`, or the code alone. */
export function unavailableNodes(reason: string, nodes: readonly ClusterNode[]): UnavailableNodes {
	const list = /UnavailableNodes:\s*(\S+)/.exec(reason)?.[1] ?? '';
	const named = new Set(nodeNames(list));
	return {
		list,
		isMaintenance: /maintenance/i.test(reason),
		broken: nodes.filter(({ name, state }) => named.has(name) && state === 'down'),
	};
}
