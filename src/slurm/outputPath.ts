/** What the patterns of `--output` stand for, see sbatch(1) "filename pattern". */
export interface OutputFacts {
	readonly jobId: string;
	/** The array's id, or the job's own. */
	readonly arrayId: string;
	/** The task's number; undefined for jobs that are no array. */
	readonly arrayTask: string | undefined;
	readonly jobName: string;
	readonly user: string;
	readonly firstNode: string;
	readonly workDir: string;
}

/** What slurmstepd writes for `%a` of a job that is no array: the largest unsigned number but one. */
const NO_TASK = '4294967294';

/**
 * The file a batch script's output goes to. Follows what real files of Slurm 20.11 to 26.05 were named, because
 * Slurm's own expansion in `scontrol show job` is incomplete: a backslash anywhere switches patterns off, unknown
 * letters stay, and a number between the percent sign and the letter pads with zeros, up to ten digits.
 */
export function outputPathOf(pattern: string, facts: OutputFacts): string {
	const path = pattern.includes('\\')
		? pattern.replaceAll('\\', '')
		: expand(correctedDefault(pattern, facts), facts);
	return path.startsWith('/') ? path : `${facts.workDir.replace(/\/$/, '')}/${path}`;
}

/** Until 23.11 squeue names `slurm-<job>.out` for an array task, while the file is `slurm-<array>_<task>.out`. */
function correctedDefault(pattern: string, { jobId, arrayTask, workDir }: OutputFacts): string {
	const printed = `${workDir.replace(/\/$/, '')}/slurm-${jobId}.out`;
	return arrayTask !== undefined && pattern === printed
		? `${workDir.replace(/\/$/, '')}/slurm-%A_%a.out`
		: pattern;
}

function expand(pattern: string, facts: OutputFacts): string {
	const numbers: Readonly<Record<string, string>> = {
		A: facts.arrayId,
		a: facts.arrayTask ?? NO_TASK,
		j: facts.jobId,
		J: facts.jobId,
		n: '0',
		t: '0',
	};
	const words: Readonly<Record<string, string>> = {
		'%': '%',
		s: 'batch',
		N: facts.firstNode,
		u: facts.user,
		x: facts.jobName,
	};
	return pattern.replace(/%(\d*)([A-Za-z%])/g, (whole, width: string, letter: string) => {
		const number = numbers[letter];
		if (number !== undefined) return number.padStart(Math.min(Number(width || 0), 10), '0');
		return words[letter] ?? whole;
	});
}
