/** What to run and on what: one job of a job file, or what the person chose for a file. Texts keep `$NAME` as written; see `shellText`. */
export interface Recipe {
	/** Letters, digits, `_`, `.` and `-`. */
	readonly name: string;
	readonly description: string | undefined;
	readonly program: Program;
	readonly args: readonly string[];
	readonly resources: Resources;
	readonly environment: Environment;
	/** Where the program starts; undefined for the folder in which the job was submitted. */
	readonly workDir: string | undefined;
	/** As sbatch takes it, with `%j` and the like; undefined for Slurm's own choice. */
	readonly output: string | undefined;
	readonly tasks: Tasks | undefined;
	readonly after: readonly After[];
	readonly checkpoint: Checkpoint | undefined;
	/** Whether the workspace is synced before the job, where it has a place on the cluster. */
	readonly sync: boolean;
	/** Patterns of what is fetched when the job has ended. */
	readonly results: readonly string[];
	/** More options for sbatch, as they are. */
	readonly options: readonly string[];
}

export type Program =
	/** Lines for bash, as they are. */
	| { readonly kind: 'command'; readonly text: string }
	/** A file by its path in the project; what runs it follows from its name. */
	| { readonly kind: 'script'; readonly path: string }
	/** A text that travels in the batch script and is run as a file of that name. */
	| { readonly kind: 'inline'; readonly name: string; readonly text: string };

export interface Resources {
	readonly partition?: string;
	readonly account?: string;
	readonly qos?: string;
	/** As sbatch takes it. */
	readonly time?: string;
	readonly nodes?: number;
	readonly tasks?: number;
	readonly tasksPerNode?: number;
	/** For each task. */
	readonly cpus?: number;
	/** For each node, as sbatch takes it: `64G`. */
	readonly memory?: string;
	/** Of the whole job. */
	readonly gpus?: number;
	readonly gpusPerNode?: number;
	/** Slurm's name of the kind: `h100`. */
	readonly gpuType?: string;
	readonly constraint?: string;
	readonly reservation?: string;
	readonly exclusive?: boolean;
}

export interface Environment {
	readonly modules: readonly string[];
	/** A folder with `bin/activate` in it. */
	readonly venv: string | undefined;
	/** A name or a folder. */
	readonly conda: string | undefined;
	readonly container: Container | undefined;
	readonly variables: Readonly<Record<string, string>>;
}

/** An Apptainer image in which the program runs. */
export interface Container {
	readonly image: string;
	/** As `--bind` takes them. */
	readonly binds: readonly string[];
	/** Whether the program sees NVIDIA's GPUs; undefined for where the job asks for GPUs. */
	readonly nv?: boolean;
}

/** An array of tasks. */
export type Tasks =
	/** As sbatch takes it: `0-9`, `1,3,7`. */
	| { readonly kind: 'array'; readonly indices: string; readonly atOnce: number | undefined }
	| { readonly kind: 'sweep'; readonly sweep: Sweep; readonly atOnce: number | undefined };

/** Each parameter with its values; the tasks are all combinations. */
export type Sweep = Readonly<Record<string, readonly string[]>>;

export interface After {
	/** Another job of the same file. */
	readonly job: string;
	readonly when: 'ok' | 'any' | 'notOk';
}

export interface Checkpoint {
	/** Such as `USR1`. */
	readonly signal: string;
	/** How long before the end of the time the program is told, in seconds. */
	readonly secondsBefore: number;
	/** After how many times in the queue the job gives up. */
	readonly restarts: number;
}

export const PLAIN_ENVIRONMENT: Environment = {
	modules: [],
	venv: undefined,
	conda: undefined,
	container: undefined,
	variables: {},
};

/** A recipe that says only what to run. */
export function plainRecipe(name: string, program: Program): Recipe {
	return {
		...{ name, program, description: undefined, args: [], resources: {}, environment: PLAIN_ENVIRONMENT },
		...{ workDir: undefined, output: undefined, tasks: undefined, after: [], checkpoint: undefined },
		...{ sync: true, results: [], options: [] },
	};
}
