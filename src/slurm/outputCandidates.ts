import type { Job } from './job.ts';
import { firstNodeOf } from './nodeList.ts';
import { outputPathOf } from './outputPath.ts';
import { defaultOutputs } from './outputPaths.ts';
import type { EndedJob } from './sacct.ts';

/** Where the output of an ended job may be, the surest place first. */
export function outputCandidates(job: Job): readonly string[] {
	const named = outputOptionIn('submitLine' in job ? (job as EndedJob).submitLine : '');
	const path = named === undefined ? undefined : expandOutput(named, job);
	return [...new Set([job.outputPath, path, ...defaultOutputs(job)].filter((one) => one !== undefined))];
}

/** The path that a pattern of `--output` stands for in this job. */
export function expandOutput(pattern: string, job: Job): string {
	const { array, recordId, name, user, nodes, workDir } = job;
	return outputPathOf(pattern, {
		jobId: recordId,
		arrayId: array?.id ?? recordId,
		arrayTask: array && /^\d+$/.test(array.tasks) ? array.tasks : undefined,
		jobName: name,
		...{ user, workDir, firstNode: firstNodeOf(nodes) },
	});
}

/** The words of `sbatch`'s own options stand before the script; accounting keeps no quotes, so a path with a blank is cut. */
function outputOptionIn(submitLine: string): string | undefined {
	const match = /^\S*sbatch\s(?:.*?\s)?(?:--output[= ]|-o ?)(\S+)/s.exec(submitLine);
	return match?.[1];
}

/** Files that may be the batch script of a job, from its command line: words that are no options. */
export function scriptCandidates({ submitLine, workDir }: EndedJob): readonly string[] {
	const [program = '', ...words] = submitLine.split(/\s+/);
	if (!/(^|\/)sbatch$/.test(program) || submitLine.includes('--wrap')) return [];
	const paths = words
		.filter((word) => word !== '' && !word.startsWith('-') && !/^[\d:.,%-]+$/.test(word))
		.map((word) => (word.startsWith('/') ? word : `${workDir.replace(/\/$/, '')}/${word}`));
	return [...new Set(paths)].slice(0, MOST_SCRIPTS);
}

/** Each costs a look at the file system. */
const MOST_SCRIPTS = 6;

/** What `#SBATCH` lines at the head of a batch script say of the output; undefined where they say nothing or it is no script. */
export function outputDirectiveIn(script: string): string | undefined {
	if (!script.startsWith('#!')) return undefined;
	let found: string | undefined;
	for (const line of script.split('\n')) {
		if (line.trim() !== '' && !line.startsWith('#')) break;
		const match = /^#SBATCH\s(?:.*\s)?(?:--output[= ]|-o\s*)(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(line);
		if (match) found = match[1] ?? match[2] ?? match[3];
	}
	return found;
}
