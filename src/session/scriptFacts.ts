import { optionOf } from '../script/options.ts';
import type { Admission, NodeFacts, ScriptFacts } from '../script/scriptFacts.ts';

interface Fact<T> {
	readonly value: T | undefined;
	readonly at: Date | undefined;
}

/** What is needed here of the facts of a cluster, as slurm/cluster knows them. */
export interface KnownOfCluster {
	readonly partitions: Fact<
		readonly {
			readonly name: string;
			readonly isDefault: boolean;
			readonly state: string;
			readonly maxTime: number | undefined;
			readonly defaultTime: number | undefined;
			readonly maxNodes: number | undefined;
			readonly accounts: Admission;
			readonly qos: Admission;
			readonly nodes: string;
		}[]
	>;
	readonly nodes: Fact<
		readonly {
			readonly partitions: readonly string[];
			readonly cpus: { readonly total: number };
			readonly memory: { readonly total: number };
			readonly gpus: readonly { readonly type: string; readonly total: number }[];
			readonly features: readonly string[];
		}[]
	>;
	readonly reservations: Fact<
		readonly {
			readonly name: string;
			readonly start: Date | undefined;
			readonly end: Date | undefined;
			readonly nodes: string;
			readonly partition: string;
			readonly flags: readonly string[];
			readonly isMaintenance: boolean;
		}[]
	>;
	readonly configuration: Fact<{
		readonly version: string;
		readonly enforced: readonly string[];
		readonly enforcesPartitionLimits: boolean;
		readonly maxArraySize: number | undefined;
	}>;
	readonly qos: Fact<
		readonly {
			readonly name: string;
			readonly maxTime: number | undefined;
			readonly deniesOnLimit: boolean;
		}[]
	>;
	readonly associations: Fact<
		readonly {
			readonly account: string;
			readonly partition: string;
			readonly qos: readonly string[];
			readonly defaultQos: string;
		}[]
	>;
}

/** The parts that a script is compared with. */
export const SCRIPT_PARTS = [
	'partitions',
	'nodes',
	'reservations',
	'configuration',
	'qos',
	'associations',
] as const;

/** What else a cluster told; each is undefined when it did not. */
export interface AlsoTold {
	/** Long options that its sbatch lists. */
	readonly sbatchOptions: readonly string[] | undefined;
	/** Names of all partitions, also of those that it does not list otherwise. */
	readonly allPartitions: readonly string[] | undefined;
	/** Options that every job has to have, as the site's profile says. */
	readonly required?: readonly string[];
}

/** The facts of a cluster as scripts are compared with them. */
export function scriptFactsOf(
	cluster: string,
	known: KnownOfCluster,
	{ sbatchOptions, allPartitions, required = [] }: AlsoTold,
	now: Date,
): ScriptFacts {
	const { partitions, nodes, reservations, configuration, qos, associations } = known;
	const times = [partitions, nodes, reservations, configuration, qos, associations].flatMap(({ at }) =>
		at ? [at.getTime()] : [],
	);
	return {
		cluster,
		at: Math.min(now.getTime(), ...times),
		version: configuration.value?.version,
		addedOptions: sbatchOptions?.filter((name) => optionOf(name) === undefined),
		...(required.length > 0 && { required }),
		enforced: configuration.value?.enforced,
		refusesBeyondLimits: configuration.value?.enforcesPartitionLimits,
		maxArraySize: configuration.value?.maxArraySize,
		partitions: partitions.value?.map(
			({ name, isDefault, state, maxTime, defaultTime, maxNodes, accounts, qos: takes }) => ({
				...{ name, isDefault, state, maxTime, defaultTime, maxNodes, accounts, qos: takes },
				nodes: shapesOf((nodes.value ?? []).filter((node) => node.partitions.includes(name))),
			}),
		),
		allPartitions,
		accounts: associations.value?.map(({ account, partition, qos: allowed, defaultQos }) => ({
			...{ name: account, partition, qos: allowed, defaultQos },
		})),
		qos: qos.value?.map(({ name, maxTime, deniesOnLimit }) => ({ name, maxTime, deniesOnLimit })),
		reservations: reservations.value?.map(
			({ name, start, end, isMaintenance, flags, nodes: held, partition }) => ({
				...{ name, start: start?.getTime(), end: end?.getTime(), isMaintenance },
				fills: (partitions.value ?? [])
					.filter(
						(each) =>
							flags.includes('ALL_NODES') || each.nodes === held || (held === '' && each.name === partition),
					)
					.map((each) => each.name),
			}),
		),
	};
}

/** Nodes that are alike, counted: a cluster has thousands, and few kinds. */
function shapesOf(nodes: NonNullable<KnownOfCluster['nodes']['value']>): readonly NodeFacts[] {
	const shapes = new Map<string, NodeFacts>();
	for (const node of nodes) {
		const shape = {
			cpus: node.cpus.total,
			memory: node.memory.total,
			gpus: node.gpus.map(({ type, total }) => ({ type, count: total })),
			features: node.features,
		};
		const key = JSON.stringify(shape);
		shapes.set(key, { ...shape, count: (shapes.get(key)?.count ?? 0) + 1 });
	}
	return [...shapes.values()];
}
