import type { ClusterFacts, Fact } from '../../src/slurm/cluster/clusterFacts.ts';

/** When all that is known was asked. */
export const ASKED = new Date(2026, 10, 23, 11, 59, 0);

/** Facts of which only the named ones are known. */
export function factsWith(
	known: {
		readonly [Name in keyof ClusterFacts]?: ClusterFacts[Name]['value'] | Error;
	},
): ClusterFacts {
	const fact = (name: keyof ClusterFacts) => {
		const value: unknown = known[name];
		if (value instanceof Error) return { value: undefined, at: undefined, error: value };
		return { value, at: value === undefined ? undefined : ASKED, error: undefined };
	};
	return {
		partitions: fact('partitions') as Fact<never>,
		nodes: fact('nodes') as Fact<never>,
		reservations: fact('reservations') as Fact<never>,
		configuration: fact('configuration') as Fact<never>,
		qos: fact('qos') as Fact<never>,
		associations: fact('associations') as Fact<never>,
		licenses: fact('licenses') as Fact<never>,
		limits: fact('limits') as Fact<never>,
		accountLimits: fact('accountLimits') as Fact<never>,
	};
}
