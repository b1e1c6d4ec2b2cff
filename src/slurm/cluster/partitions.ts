import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseDuration, type Seconds } from '../duration.ts';
import { wordOrEmpty } from '../fieldText.ts';
import { parseTres, type Tres } from '../tres.ts';
import { type KeyValues, keyValueLines, required } from './keyValues.ts';

/** Who may use something: everybody, only those named, or everybody but those named. */
export type Access =
	| { readonly kind: 'all' }
	| { readonly kind: 'only'; readonly names: readonly string[] }
	| { readonly kind: 'except'; readonly names: readonly string[] };

/** A partition (queue) and its limits. */
export interface Partition {
	readonly name: string;
	readonly isDefault: boolean;
	/** Slurm's word: UP, DOWN (takes jobs, starts none), DRAIN (starts jobs, takes none), INACTIVE (neither). */
	readonly state: string;
	/** Undefined when unlimited. */
	readonly maxTime: Seconds | undefined;
	/** What a job gets that names no time; undefined where it gets the longest. */
	readonly defaultTime: Seconds | undefined;
	readonly minNodes: number;
	/** Undefined when unlimited. */
	readonly maxNodes: number | undefined;
	readonly maxCpusPerNode: number | undefined;
	/** In MiB; undefined where none is set. */
	readonly memory: {
		readonly defaultPerCpu: number | undefined;
		readonly defaultPerNode: number | undefined;
		readonly maxPerCpu: number | undefined;
		readonly maxPerNode: number | undefined;
	};
	readonly accounts: Access;
	readonly qos: Access;
	/** Unix groups. */
	readonly groups: Access;
	/** A QOS whose limits hold for all its jobs; undefined for none. */
	readonly ownQos: string | undefined;
	/** Its nodes as Slurm's compact list. */
	readonly nodes: string;
	readonly nodeCount: number;
	readonly cpuCount: number;
	/** All it has; empty before Slurm 22.05. */
	readonly tres: Tres;
	/** What one of each resource costs, in billing units: by `cpu`, `mem` (a MiB), `gres/gpu`. Empty where nothing is set. */
	readonly billingWeights: ReadonlyMap<string, number>;
	/** What goes with each GPU of a job that does not say otherwise; memory in MiB. */
	readonly perGpu: { readonly cpus: number | undefined; readonly memory: number | undefined };
	/** Its jobs get whole nodes, whatever they ask for. */
	readonly givesWholeNodes: boolean;
	/** Only jobs in a reservation may use it. */
	readonly needsReservation: boolean;
	readonly isRootOnly: boolean;
}

/** All partitions that the person may see. */
export const listPartitions: RemoteCommand<readonly Partition[]> = {
	argv: ['scontrol', '--oneliner', 'show', 'partition'],
	parse: (stdout) => keyValueLines(stdout, 'PartitionName').map(parsePartition),
};

function parsePartition(record: KeyValues): Partition {
	const text = (key: string) => wordOrEmpty(record.get(key) ?? '');
	const count = (key: string) => {
		const value = record.get(key) ?? '';
		return /^\d+$/.test(value) ? Number(value) : undefined;
	};
	return {
		name: required(record, 'PartitionName', 'scontrol'),
		isDefault: text('Default') === 'YES',
		state: required(record, 'State', 'scontrol'),
		maxTime: parseDuration(text('MaxTime')),
		defaultTime: parseDuration(text('DefaultTime')),
		minNodes: count('MinNodes') ?? 0,
		maxNodes: count('MaxNodes'),
		maxCpusPerNode: count('MaxCPUsPerNode'),
		memory: {
			defaultPerCpu: count('DefMemPerCPU'),
			defaultPerNode: count('DefMemPerNode'),
			maxPerCpu: count('MaxMemPerCPU'),
			maxPerNode: count('MaxMemPerNode'),
		},
		accounts: access(text('AllowAccounts'), text('DenyAccounts')),
		qos: access(text('AllowQos'), text('DenyQos')),
		groups: access(text('AllowGroups'), ''),
		ownQos: text('QoS') || undefined,
		nodes: text('Nodes'),
		nodeCount: count('TotalNodes') ?? 0,
		cpuCount: count('TotalCPUs') ?? 0,
		tres: parseTres(text('TRES')),
		billingWeights: parseWeights(text('TRESBillingWeights')),
		perGpu: {
			cpus: jobDefault(text('JobDefaults'), 'DefCpuPerGPU'),
			memory: jobDefault(text('JobDefaults'), 'DefMemPerGPU'),
		},
		givesWholeNodes: /^EXCLUSIVE/.test(text('OverSubscribe')),
		needsReservation: text('ReqResv') === 'YES',
		isRootOnly: text('RootOnly') === 'YES',
	};
}

/** One of `DefCpuPerGPU=16,DefMemPerGPU=64000`. */
function jobDefault(text: string, name: string): number | undefined {
	const [, value] = new RegExp(`(?:^|,)${name}=(\\d+)`, 'i').exec(text) ?? [];
	return value === undefined ? undefined : Number(value);
}

function access(allowed: string, denied: string): Access {
	if (allowed !== '' && allowed !== 'ALL') return { kind: 'only', names: allowed.split(',') };
	return denied === '' ? { kind: 'all' } : { kind: 'except', names: denied.split(',') };
}

/** Whether one of these names is let in. */
export function admits(allowed: Access, names: readonly string[]): boolean {
	switch (allowed.kind) {
		case 'all':
			return true;
		case 'only':
			return names.some((name) => allowed.names.includes(name));
		case 'except':
			return names.some((name) => !allowed.names.includes(name));
	}
}

const MIB_OF_UNIT: Readonly<Record<string, number>> = {
	'': 1,
	K: 1 / 1024,
	M: 1,
	G: 1024,
	T: 1024 ** 2,
	P: 1024 ** 3,
};

/** `CPU=1.0,Mem=0.1G,GRES/gpu=32`: a unit behind the number says what one unit of memory is. */
function parseWeights(text: string): ReadonlyMap<string, number> {
	const weights = new Map<string, number>();
	for (const item of text.split(',')) {
		const [, name = '', number, unit = ''] = /^([^=]+)=(\d+(?:\.\d+)?)([KMGTP]?)$/i.exec(item.trim()) ?? [];
		if (number !== undefined)
			weights.set(name.toLowerCase(), Number(number) / (MIB_OF_UNIT[unit.toUpperCase()] ?? 1));
	}
	return weights;
}
