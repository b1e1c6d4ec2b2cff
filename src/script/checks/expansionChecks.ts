import { type Finding, type Fix, replaceWith } from '../finding.ts';
import { readPattern } from '../pattern.ts';
import { lastSettings, nameOf, type Script, type Setting } from '../readScript.ts';
import { writeWord } from '../words.ts';

/** Places that a shell would fill in; sbatch reads directives itself, before any shell does. */
const FILLED_IN = /^~(?=\/|$)|^~\w+(?=\/|$)|\$(?:\{\w+[^}]*\}?|\([^)]*\)?|[A-Za-z_]\w*)|`[^`]*`?/;

/** Where free text may hold such a sign without meaning it. */
const FREE_TEXT = new Set(['comment', 'wrap', 'extra']);

export function* checkExpansion(settings: readonly Setting[]): Iterable<Finding> {
	for (const { option, value, valueSpan } of settings) {
		if (!option || value === undefined || !valueSpan || FREE_TEXT.has(option.name)) continue;
		const name = `--${nameOf(option)}`;
		const filled = FILLED_IN.exec(value)?.[0];
		if (filled === undefined) continue;
		const asPattern = option.form === 'pattern' ? withPlaces(value) : value;
		const fix: Fix = FILLED_IN.test(asPattern)
			? { kind: 'expand', span: valueSpan, value: asPattern }
			: replaceWith(valueSpan, writeWord(asPattern));
		yield {
			trouble: { kind: 'notExpanded', what: filled, name },
			...{ severity: 'warning', span: valueSpan, fixes: [fix] },
		};
	}
}

/** What a file name pattern has for variables that Slurm sets in a job. */
const PLACES: Readonly<Record<string, string>> = {
	SLURM_JOB_ID: '%j',
	SLURM_JOBID: '%j',
	SLURM_ARRAY_JOB_ID: '%A',
	SLURM_ARRAY_TASK_ID: '%a',
	SLURM_JOB_NAME: '%x',
	SLURM_JOB_USER: '%u',
	SLURMD_NODENAME: '%N',
	HOSTNAME: '%N',
	USER: '%u',
};

function withPlaces(value: string): string {
	return value.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, plain) => PLACES[braced ?? plain] ?? all);
}

/** All tasks of an array that write into one file. */
export function* checkSharedOutput({ settings }: Script): Iterable<Finding> {
	const jobs = lastSettings(settings);
	if (![...jobs.values()].some((job) => job.has('array'))) return;
	for (const { option, value, valueSpan, component } of settings) {
		if (option?.name !== 'output' && option?.name !== 'error') continue;
		if (!value || !valueSpan || value.startsWith('/dev/')) continue;
		const { places } = readPattern(value);
		if (!jobs.get(component)?.has('array') || places.some(({ letter }) => 'ajJNnt'.includes(letter)))
			continue;
		const dot = value.lastIndexOf('.') > value.lastIndexOf('/') ? value.lastIndexOf('.') : value.length;
		const mended = `${value.slice(0, dot)}${places.some(({ letter }) => letter === 'A') ? '_%a' : '-%A_%a'}${value.slice(dot)}`;
		yield {
			trouble: { kind: 'sharedOutput', name: `--${option.name}` },
			...{ severity: 'warning', span: valueSpan },
			fixes: [
				{ kind: 'replace', changes: [{ span: valueSpan, text: mended }], isPreferred: true, shown: mended },
			],
		};
	}
}
