import type { ClusterConfiguration } from '../../slurm/cluster/config.ts';
import { parseDuration } from '../../slurm/duration.ts';

/**
 * Whether use counts less as time goes by. Slurm's own default is a half-life of seven days; a configuration that is not
 * known says nothing.
 */
export function decaysIn(configuration: ClusterConfiguration | undefined): boolean {
	if (!configuration) return false;
	const halfLife = configuration.values.get('PriorityDecayHalfLife') ?? '7-00:00:00';
	return (parseDuration(halfLife) ?? 0) > 0;
}
