import type { Seconds } from './duration.ts';
import type { JobPhase } from './jobState.ts';
import type { GpuCount, Tres } from './tres.ts';

/** As squeue prints it: `123`, `123_4` for an array task, `123_[5-9%2]` for tasks still pending, `63+1` for a part of a heterogeneous job. */
export type JobId = string & { readonly entity: 'job' };

/** How a job's batch script ended; `signal` is 0 unless a signal ended it. */
export interface JobExit {
	readonly code: number;
	readonly signal: number;
}

/** What an array's row stands for. */
export interface ArrayPart {
	/** The array's own id. */
	readonly id: string;
	/** One number for a task with a row of its own, else those that wait together, such as `5-9,12`. */
	readonly tasks: string;
	/** How many tasks may run at a time, of `[5-9%2]`; undefined where nobody set it. */
	readonly throttle: number | undefined;
}

/** One component of a heterogeneous job. */
export interface HetPart {
	/** The id of the first component, which stands for all. */
	readonly id: string;
	readonly offset: number;
}

/** A job as Slurm's queue or its accounting tells of it. Texts that users choose (name, comment, paths) may hold any character. */
export interface Job {
	readonly id: JobId;
	/** The number that Slurm's own commands take for this record. */
	readonly recordId: string;
	/** Undefined for a job that is no array. */
	readonly array: ArrayPart | undefined;
	/** Undefined for an ordinary job. */
	readonly het: HetPart | undefined;
	readonly user: string;
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
	/** From when on it could have started; undefined while something else, such as a dependency, keeps it from the queue. */
	readonly eligible: Date | undefined;
	/** For a waiting job the start that Slurm expects, where it says one. */
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
	/** All resources by Slurm's names, asked for while pending, given once running. */
	readonly tres: Tres;
	/** Slurm's node list, such as `gcn[1-2]`; empty while pending. */
	readonly nodes: string;
	/** The nodes that the scheduler plans for a waiting job; empty where it says none. */
	readonly plannedNodes: string;
	/** Slurm's priority; undefined where it is not told. */
	readonly priority: number | undefined;
	/** How often Slurm started it again. */
	readonly restarts: number;
	readonly dependency: string;
	readonly comment: string;
	/** Empty where accounting does not know it. */
	readonly workDir: string;
	/** Absolute path of the standard output with all patterns filled in; undefined when Slurm no longer knows it. */
	readonly outputPath: string | undefined;
	/** As `outputPath`, for the standard error; the same path where both go into one file. */
	readonly errorPath: string | undefined;
	/** The script and its arguments, as Slurm keeps them; empty for interactive jobs and where it is not told. */
	readonly command: string;
}
