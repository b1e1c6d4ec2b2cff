import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';

/** The parts of the controller's configuration that matter to who runs jobs. */
export interface ClusterConfiguration {
	readonly clusterName: string;
	/** `22.05.8`. */
	readonly version: string;
	/** What accounting enforces, in small letters: `associations`, `limits`, `qos`, `safe`. Empty where it is not used. */
	readonly enforced: readonly string[];
	/** Whether a job beyond a partition's limits is refused at once (`ALL`, `ANY`) or waits (`NO`). */
	readonly enforcesPartitionLimits: boolean;
	/** What is hidden from ordinary users: `jobs`, `nodes`, `partitions`, `reservations`, `usage`, `users`, `accounts`. */
	readonly hidden: readonly string[];
	readonly maxArraySize: number | undefined;
	/** In MiB. */
	readonly defaultMemoryPerCpu: number | undefined;
	/** False where jobs start in the order in which they came (`priority/basic`). */
	readonly hasPriorities: boolean;
	/** Everything else, by Slurm's names. */
	readonly values: ReadonlyMap<string, string>;
}

export const readConfiguration: RemoteCommand<ClusterConfiguration> = {
	argv: ['scontrol', 'show', 'config'],
	parse: (stdout) => {
		const values = new Map<string, string>();
		for (const line of stdout.split('\n')) {
			const [, key, value = ''] = /^(\w+)\s*= ?(.*)$/.exec(line) ?? [];
			if (key !== undefined && !values.has(key)) values.set(key, value.trim());
		}
		const version = values.get('SLURM_VERSION');
		if (version === undefined)
			throw new ProblemError({
				kind: 'outputNotUnderstood',
				command: 'scontrol',
				detail: stdout.slice(0, 500),
			});
		return {
			clusterName: values.get('ClusterName') ?? '',
			version,
			enforced: words(values.get('AccountingStorageEnforce')),
			enforcesPartitionLimits: (values.get('EnforcePartLimits') ?? 'NO') !== 'NO',
			hidden: words(values.get('PrivateData')),
			maxArraySize: number(values.get('MaxArraySize')),
			defaultMemoryPerCpu: number(values.get('DefMemPerCPU')),
			hasPriorities: values.get('PriorityType') !== 'priority/basic',
			values,
		};
	},
};

function words(text = ''): readonly string[] {
	return text
		.toLowerCase()
		.split(',')
		.map((word) => word.trim())
		.filter((word) => !['', 'none', '(null)'].includes(word));
}

function number(text = ''): number | undefined {
	return /^\d+$/.test(text) ? Number(text) : undefined;
}
