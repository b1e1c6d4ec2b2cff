import { ProblemError } from '../problems/problem.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';

/** When Slurm would start a job that were submitted now, by its own estimate. */
export type StartEstimate =
	| { readonly kind: 'start'; readonly at: Date; readonly nodes: string; readonly partition: string }
	/** Slurm would not take it, in its own words. */
	| { readonly kind: 'refused'; readonly said: string };

/**
 * Asks for the start of a job with such options. An estimate and no check: it also takes jobs beyond limits, and it uses
 * up a job id. The answer comes on stderr (Slurm 20.11 to 26.05).
 */
export function estimateStart(options: readonly string[]): RemoteCommand<StartEstimate> {
	return {
		argv: ['sh', '-c', 'exec 2>&1; sbatch "$@" || :', 'sh', '--test-only', ...options, '--wrap=true'],
		env: { SLURM_TIME_FORMAT: '%s' },
		parse: parseEstimate,
	};
}

function parseEstimate(text: string): StartEstimate {
	const [, seconds, nodes = '', partition = ''] =
		/\bJob \d+ to start at (\d+)\b.*? on nodes (\S+) in partition (\S+)/.exec(text) ?? [];
	if (seconds !== undefined) return { kind: 'start', at: new Date(Number(seconds) * 1000), nodes, partition };
	const said = text.trim();
	if (/^(?:allocation failure|sbatch: (?:error|unrecognized|option))/m.test(said))
		return { kind: 'refused', said };
	throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sbatch --test-only', detail: text });
}
