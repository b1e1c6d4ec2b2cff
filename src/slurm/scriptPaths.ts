import type { Job } from './job.ts';
import { COPY_FOLDER, SUBMIT_FOLDER } from './sbatch.ts';

/**
 * Where the batch script of a job may be, the likeliest first, as absolute paths. From the queue's `Command`, and from the
 * line of its submission, which accounting keeps without quotes: both may go on with the script's arguments, and paths
 * may hold spaces. What was copied there only to be submitted comes last, for its name.
 */
export function scriptPaths(job: Pick<Job, 'command' | 'workDir'>, submitLine: string): readonly string[] {
	const absolute = (path: string) =>
		path.startsWith('/') ? path : `${job.workDir.replace(/\/$/, '')}/${path}`;
	const told = [...beginnings(job.command), ...beginnings(operandsOf(submitLine))].map(absolute);
	const unique = [...new Set(told)];
	return [...unique.filter((path) => !isCopy(path)), ...unique.filter(isCopy)];
}

/** True for a script that was copied to the cluster to be submitted: the person's own is elsewhere. */
export function isCopy(path: string): boolean {
	return [COPY_FOLDER, SUBMIT_FOLDER].some((folder) => path.includes(`/${folder}/`));
}

/** The first word, the first two words, and so on up to four: `a b c` may be a script `a b` with an argument `c`. */
function beginnings(text: string): readonly string[] {
	const words = text.trim().split(' ');
	if (words[0] === '') return [];
	return words.slice(0, 4).map((_, index) => words.slice(0, index + 1).join(' '));
}

/** Options of sbatch that are one letter and take a value as the next word. */
const WITH_VALUE = /^-[aAbBcCdDeFGiJkLmMnNopqStwx]$/;

/** `train.sbatch 3` of `sbatch -p gpu --time=10 train.sbatch 3`. */
function operandsOf(submitLine: string): string {
	const words = submitLine.trim().split(' ').slice(1);
	let at = 0;
	while (words[at]?.startsWith('-')) at += WITH_VALUE.test(words[at] ?? '') ? 2 : 1;
	return words.slice(at).join(' ');
}
