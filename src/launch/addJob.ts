import { Document, isMap, isScalar, type Pair, parseDocument, visit } from 'yaml';
import type { JsonSchema } from './jobFileSchema.ts';
import type { JobValues } from './jobOfScript.ts';
import { readJobFile } from './readJobFile.ts';

/** A job file with one more job, and what the readers of it make of that job. */
export interface JobAdded {
	readonly text: string;
	/** Where the job stands in it, as offsets. */
	readonly from: number;
	/** What is wrong with the job; undefined for nothing. */
	readonly mistake: string | undefined;
}

/** Whether a job file has a job of that name. */
export function hasJob(file: string, name: string): boolean {
	return jobsIn(file)?.some((pair) => nameOf(pair) === name) ?? false;
}

/** A job as a text of its own, without an indentation. */
export function jobText(name: string, values: JobValues): string {
	const document = new Document({ [name]: values });
	// Lists as people write short ones: `[a, b]`.
	visit(document, {
		Seq: (_key, node) => {
			node.flow = true;
		},
	});
	return document.toString({ lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: false });
}

/**
 * A job file with a job added behind the others, or in the place of the one of the same name. All other text stays as it is. Undefined
 * where that cannot be done by changing lines: where `jobs` is not a block of lines, or the file cannot be read.
 */
export function withJob(
	file: string,
	name: string,
	values: JobValues,
	schema: JsonSchema,
): JobAdded | undefined {
	const text = addedTo(file, name, values);
	if (text === undefined || !keepsOthers(file, text, name)) return undefined;
	const { jobs, mistakes } = readJobFile(text, schema);
	const job = jobs.find((each) => each.name === name);
	if (!job) return undefined;
	const next = jobs.find(({ from }) => from > job.from)?.from ?? text.length;
	const own = mistakes.find(({ from }) => from >= job.from && from < next);
	return { text, from: job.from, mistake: own?.detail };
}

function addedTo(file: string, name: string, values: JobValues): string | undefined {
	const lineEnd = file.includes('\r\n') ? '\r\n' : '\n';
	const written = jobText(name, values);
	const withIndent = (indent: string) => written.replaceAll(/^(?=.)/gm, indent).replaceAll('\n', lineEnd);
	if (file.trim() === '') return `jobs:${lineEnd}${withIndent('  ')}`;
	const pairs = jobsIn(file);
	const last = pairs?.at(-1);
	if (!pairs || !last) {
		const isBare = pairs !== undefined && /^jobs:[ \t]*(?:#.*)?\r?$/m.test(file);
		return isBare
			? file.replace(/^jobs:.*(?:\r?\n|$)/m, (line) => `${withEnd(line, lineEnd)}${withIndent('  ')}`)
			: undefined;
	}
	const first = startOf(file, pairs[0] ?? last);
	if (first === undefined) return undefined;
	const same = pairs.find((pair) => nameOf(pair) === name);
	const start = same ? startOf(file, same) : undefined;
	const end = endOf(file, same ?? last, first.indent);
	if (same && start === undefined) return undefined;
	const head = file.slice(0, same ? start?.at : end);
	return `${withEnd(head, lineEnd)}${withIndent(first.indent)}${file.slice(end)}`;
}

function withEnd(text: string, lineEnd: string): string {
	return text === '' || text.endsWith('\n') ? text : `${text}${lineEnd}`;
}

/** The jobs of a file as the YAML has them; none where the value is empty, undefined where it is no map in a block of lines. */
function jobsIn(file: string): readonly Pair[] | undefined {
	try {
		const { contents, errors } = parseDocument(file, { prettyErrors: false });
		if (errors.length > 0 || !isMap(contents) || contents.flow) return undefined;
		const jobs = contents.get('jobs', true) as unknown;
		if (isMap(jobs)) return jobs.flow ? undefined : jobs.items;
		return contents.has('jobs') && (jobs === null || (isScalar(jobs) && jobs.value === null))
			? []
			: undefined;
	} catch {
		return undefined;
	}
}

function nameOf({ key }: Pair): string {
	return isScalar(key) ? String(key.value) : '';
}

/** Where the line of a key begins; undefined where something else stands before the key. */
function startOf(file: string, { key }: Pair): { readonly at: number; readonly indent: string } | undefined {
	const from = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
	const at = file.lastIndexOf('\n', from - 1) + 1;
	const indent = file.slice(at, from);
	return /^ +$/.test(indent) ? { at, indent } : undefined;
}

/** Behind the last line of a job, and behind the remarks that stand deeper than its name; other lines belong to what follows. */
function endOf(file: string, { key, value }: Pair, indent: string): number {
	const own = (value as { readonly range?: readonly number[] } | null)?.range?.[1];
	const name = isScalar(key) ? key.range?.[1] : undefined;
	const to = file.slice(0, own ?? name ?? file.length).trimEnd().length;
	const newline = file.indexOf('\n', to);
	const end = newline < 0 ? file.length : newline + 1;
	const remarks = new RegExp(`^(?:[ \\t]*\\r?\\n)*(?:${indent}[ \\t]+#.*(?:\\r?\\n|$))+`).exec(
		file.slice(end),
	);
	return end + (remarks?.[0].length ?? 0);
}

/** Whether all but one job of a file says the same as before. */
function keepsOthers(before: string, after: string, name: string): boolean {
	const rest = (file: string) => {
		const values = file.trim() === '' ? {} : parseDocument(file).toJS();
		return JSON.stringify([
			{ ...values, jobs: undefined },
			Object.entries(values.jobs ?? {}).filter(([key]) => key !== name),
		]);
	};
	return rest(before) === rest(after);
}
