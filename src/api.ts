/**
 * The public interface of AI Factory, version 1: what `extensions.getExtension('ai-factory.ai-factory').activate()`
 * resolves to. Within a version nothing is removed and no meaning changes; additions may come. Copy this file to get the types.
 *
 * Everything that waits takes an optional AbortSignal and rejects with its reason when it is aborted. Failures reject
 * with an Error whose `problem.kind` names the cause and whose `message` is for logs.
 */
export interface AiFactoryApi {
	readonly version: 1;

	/** Clusters of the settings and hosts of the SSH configuration. */
	listClusters(): Promise<readonly ClusterInfo[]>;

	/** Connects, asking the person for what the sign-in needs. Resolves at once when connected already. */
	connect(cluster: string, signal?: AbortSignal): Promise<void>;

	disconnect(cluster: string): Promise<void>;

	/**
	 * Runs a short program on the login node; each argument reaches it exactly as given, standard input is empty.
	 * A program that fails is a result, not an error. Heavy work belongs into a job.
	 */
	run(cluster: string, argv: readonly string[], signal?: AbortSignal): Promise<RunResult>;

	/** The person's waiting and running jobs and those that ended in the last day, asked for now. */
	listJobs(cluster: string, signal?: AbortSignal): Promise<readonly JobInfo[]>;

	/** Submits exactly once and resolves with the job's id. */
	submitJob(cluster: string, submission: JobSubmission, signal?: AbortSignal): Promise<string>;

	/** Resolves when Slurm has accepted the request; the job may take some seconds to end. */
	cancelJob(cluster: string, jobId: string, signal?: AbortSignal): Promise<void>;

	/**
	 * The job's standard output as raw bytes: from its last 256 KiB on, then as it is written, until the job has ended
	 * and everything has arrived. Waits for a job that has not started. Leaving the loop stops following.
	 */
	followOutput(cluster: string, jobId: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;

	/** The storage areas that exist for this person. */
	listStorageRoots(cluster: string, signal?: AbortSignal): Promise<readonly StorageRoot[]>;

	/** What the person's accounts may use and have used, as Slurm enforces it, asked for now. */
	readAllocation(cluster: string, signal?: AbortSignal): Promise<readonly AccountAllocation[]>;

	/** What this window asked of Slurm in the last hour, by whatever part of it; asks nothing. Rejects for a cluster that is not connected. */
	readLoad(cluster: string): Promise<LoadInfo>;
}

export interface ClusterInfo {
	readonly name: string;
	readonly host: string;
	/** `reconnecting` comes back by itself; `lost` waits for the person to connect again. */
	readonly state: 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'failed';
}

export interface RunResult {
	readonly stdout: string;
	readonly stderr: string;
	/** Null when the program ended without one. */
	readonly exitCode: number | null;
}

export interface JobInfo {
	/** `123`, `123_4`, or `123_[5-9]` for array tasks that still wait together. */
	readonly id: string;
	readonly name: string;
	/** Slurm's word, such as RUNNING. */
	readonly state: string;
	readonly phase: 'pending' | 'running' | 'finished';
	/** Slurm's code for why it waits; empty otherwise. */
	readonly reason: string;
	readonly account: string;
	readonly partition: string;
	/** Slurm's node list; empty while waiting. */
	readonly nodes: string;
	readonly elapsedSeconds: number;
	/** Undefined when unlimited. */
	readonly limitSeconds: number | undefined;
	/** Absolute; undefined when Slurm no longer tells. */
	readonly outputPath: string | undefined;
	/** Only of finished jobs. */
	readonly exitCode: number | undefined;
}

/** Either a script on the cluster, or the text of one that is not. */
export type JobSubmission = {
	/** Absolute directory on the cluster in which the job starts; the script's own folder, or the home directory, when absent. */
	readonly workDir?: string;
	/** Options for sbatch, such as `--time=10`. */
	readonly options?: readonly string[];
	/** Arguments for the script. */
	readonly arguments?: readonly string[];
} & ({ readonly scriptPath: string } | { readonly scriptName: string; readonly scriptText: string });

export interface StorageRoot {
	readonly label: string;
	/** Absolute path on the cluster. */
	readonly path: string;
	/** The address under which VS Code's file API reaches it. */
	readonly uri: string;
}

export interface LoadInfo {
	/** Slurm programs that were started. */
	readonly calls: number;
	/** By program, the most frequent first. */
	readonly callsByProgram: readonly { readonly program: string; readonly count: number }[];
	/** What they wrote. */
	readonly bytes: number;
	/** How long they took, all together, with the way over the network. */
	readonly seconds: number;
	/** Undefined when there was none. */
	readonly medianMilliseconds: number | undefined;
}

export interface AccountAllocation {
	readonly account: string;
	readonly isDefault: boolean;
	/** What Slurm itself limits; empty when nothing is, and where the site tells its budgets otherwise. */
	readonly limits: readonly {
		/** Slurm's name: `billing`, `gres/gpu`, `cpu`. */
		readonly resource: string;
		readonly limitMinutes: number;
		readonly usedMinutes: number;
		/** Claimed by running jobs until their time limits. */
		readonly committedMinutes: number;
	}[];
	/** Every budget as the site tells it. What is not told is undefined. */
	readonly figures: readonly {
		/** `gpu`, `cpu`, `storage`, or Slurm's name. */
		readonly resource: string;
		/** As the site says it, such as `SBU`; `h` for hours of the resource. */
		readonly unit: string;
		readonly granted: number | undefined;
		readonly used: number | undefined;
		readonly committed: number | undefined;
		readonly remaining: number | undefined;
		/** From 0 to 1. */
		readonly remainingShare: number | undefined;
		/** After which it is over. */
		readonly end: Date | undefined;
	}[];
}
