import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';

/** A release of Slurm as one number that can be compared: 2205 of 22.05.8. */
export type SlurmVersion = number & { readonly unit: 'slurmVersion' };

/** Says what the tools on this host are; asks no daemon. By squeue, which no site denies: some deny sinfo. */
export const readSlurmVersion: RemoteCommand<SlurmVersion> = {
	argv: ['squeue', '--version'],
	parse: parseSlurmVersion,
};

/** Reads `slurm 23.02.7` and a packager's `slurm-wlm 22.05.8`. */
function parseSlurmVersion(text: string): SlurmVersion {
	const match = /\b(\d\d)\.(\d\d)\b/.exec(text);
	if (!match)
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'squeue --version', detail: text });
	return (Number(match[1]) * 100 + Number(match[2])) as SlurmVersion;
}
