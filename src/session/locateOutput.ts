import { ProblemError } from '../problems/problem.ts';
import type { RemoteFiles } from '../remote/remoteFiles.ts';
import type { Job } from '../slurm/job.ts';
import {
	expandOutput,
	outputCandidates,
	outputDirectiveIn,
	scriptCandidates,
} from '../slurm/outputCandidates.ts';
import type { EndedJob } from '../slurm/sacct.ts';

const HEAD_BYTES = 65_536;

/**
 * The output file of an ended job whose path Slurm no longer tells: looks at the places where it may be, and last at
 * what the job's script says of it. Undefined where there is no such file.
 */
export async function locateOutput(
	files: RemoteFiles,
	job: Job,
	signal: AbortSignal,
): Promise<string | undefined> {
	for (const path of outputCandidates(job)) if (await isFile(files, path, signal)) return path;
	if (!('submitLine' in job)) return undefined;
	for (const script of scriptCandidates(job as EndedJob)) {
		const pattern = outputDirectiveIn(await headOf(files, script, signal));
		if (pattern === undefined) continue;
		const path = expandOutput(pattern, job);
		if (await isFile(files, path, signal)) return path;
	}
	return undefined;
}

async function isFile(files: RemoteFiles, path: string, signal: AbortSignal): Promise<boolean> {
	try {
		return (await files.stat(path, signal)).type === 'file';
	} catch (error) {
		if (isAboutTheFile(error)) return false;
		throw error;
	}
}

/** Empty where there is no such file, or none that can be read. */
async function headOf(files: RemoteFiles, path: string, signal: AbortSignal): Promise<string> {
	if (!(await isFile(files, path, signal))) return '';
	try {
		return new TextDecoder().decode(await files.read(path, signal, { offset: 0, length: HEAD_BYTES }));
	} catch (error) {
		if (isAboutTheFile(error)) return '';
		throw error;
	}
}

/** A lost link says nothing of a file. */
function isAboutTheFile(error: unknown): boolean {
	return error instanceof ProblemError && error.problem.kind === 'remoteFile';
}
