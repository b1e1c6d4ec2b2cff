import { type Finding, type Fix, replaceWith } from '../finding.ts';
import { readPattern } from '../pattern.ts';
import { lastSetting, nameOf, type Script } from '../readScript.ts';
import { writeWord } from '../words.ts';

/** Places that a shell would fill in; sbatch reads directives itself, before any shell does. */
const FILLED_IN = /^~(?=\/|$)|^~\w+(?=\/|$)|\$(?:\{\w+[^}]*\}?|\([^)]*\)?|[A-Za-z_]\w*)|`[^`]*`?/;

/** Where free text may hold such a sign without meaning it. */
const FREE_TEXT = new Set(['comment', 'wrap', 'extra']);

export function* checkExpansion(script: Script): Iterable<Finding> {
	for (const setting of script.settings) {
		const { option, value, valueSpan } = setting;
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
	yield* checkSharedOutput(script);
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
function* checkSharedOutput({ settings }: Script): Iterable<Finding> {
	for (const setting of settings) {
		const { option, value, valueSpan, component } = setting;
		if (!option || !['output', 'error'].includes(option.name) || !value || !valueSpan) continue;
		if (value.startsWith('/dev/')) continue;
		const isArray = lastSetting(settings, 'array', component) !== undefined;
		const { places } = readPattern(value);
		if (!isArray || places.some(({ letter }) => 'ajJNnt'.includes(letter))) continue;
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
