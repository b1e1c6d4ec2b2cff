import type { Finding } from '../finding.ts';
import { readPattern } from '../pattern.ts';
import type { Script } from '../readScript.ts';
import { nameOf } from '../readScript.ts';

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
		if (filled !== undefined)
			yield {
				trouble: { kind: 'notExpanded', what: filled, name },
				...{ severity: 'warning', span: valueSpan, fixes: [{ kind: 'expand', span: valueSpan, value }] },
			};
	}
	yield* checkSharedOutput(script);
}

/** All tasks of an array that write into one file. */
function* checkSharedOutput({ settings }: Script): Iterable<Finding> {
	for (const setting of settings) {
		const { option, value, valueSpan, component } = setting;
		if (!option || !['output', 'error'].includes(option.name) || !value || !valueSpan) continue;
		if (value.startsWith('/dev/')) continue;
		const isArray = settings.some((other) => other.component === component && other.option?.name === 'array');
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
