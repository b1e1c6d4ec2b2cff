import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseDuration } from '../../slurm/duration.ts';

/** How Slurm lets use count less as time goes by. */
export interface Decay {
	/** Seconds after which use counts half; 0 where it does not decay. */
	readonly halfLifeSeconds: number;
	/** Slurm's word, such as MONTHLY, where use begins at nothing again; undefined where it does not. */
	readonly reset: string | undefined;
}

/** From `scontrol show config`. What it does not tell counts as Slurm's own default: a half-life of seven days. */
export const readDecay: RemoteCommand<Decay> = {
	argv: ['scontrol', 'show', 'config'],
	parse: (stdout) => {
		const setting = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*?)\\s*$`, 'm').exec(stdout)?.[1];
		const reset = setting('PriorityUsageResetPeriod');
		return {
			halfLifeSeconds: parseDuration(setting('PriorityDecayHalfLife') ?? '7-00:00:00') ?? 0,
			reset: reset === undefined || reset === 'NONE' || reset === '(null)' ? undefined : reset,
		};
	},
};
