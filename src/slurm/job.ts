import type { Seconds } from './duration.ts';
import type { JobPhase } from './jobState.ts';
import type { GpuCount } from './tres.ts';

/** As squeue prints it: `123`, `123_4` for an array task, `123_[5-9%2]` for tasks still pending, `63+1` for a part of a heterogeneous job. */
export type JobId = string & { readonly entity: 'job' };

/** How a job's batch script ended; `signal` is 0 unless a signal ended it. */
export interface JobExit {
	readonly code: number;
	readonly signal: number;
}

/** A job as Slurm's queue or its accounting tells of it. Texts that users choose (name, comment, paths) may hold any character. */
export interface Job {
	readonly id: JobId;
	/** The number that Slurm's own commands take for this record. */
	readonly recordId: string;
	readonly name: string;
	/** Slurm's word, such as RUNNING. */
	readonly state: string;
	readonly phase: JobPhase;
	/** Why it waits or failed, as Slurm's code or sentence; empty when there is nothing to say. */
	readonly reason: string;
	readonly exit: JobExit | undefined;
	readonly account: string;
	readonly partition: string;
	readonly qos: string;
	readonly submitted: Date | undefined;
	readonly started: Date | undefined;
	/** For a running job the time at which its limit ends it. */
	readonly ended: Date | undefined;
	/** Undefined when unlimited. */
	readonly limit: Seconds | undefined;
	readonly elapsed: Seconds;
	readonly nodeCount: number;
	readonly cpuCount: number;
	/** Asked for while pending, given once running. */
	readonly gpus: readonly GpuCount[];
	/** Slurm's node list, such as `gcn[1-2]`; empty while pending. */
	readonly nodes: string;
	readonly dependency: string;
	readonly comment: string;
	/** Empty where accounting does not know it. */
	readonly workDir: string;
	/** Absolute path of the standard output with all patterns filled in; undefined when Slurm no longer knows it. */
	readonly outputPath: string | undefined;
}
