import type { JsonSchema } from './jobFileSchema.ts';
import { below, forms } from './jobFileSchema.ts';

/** What the cursor stands on in a job file that may be half written, found by the indentation alone. */
export interface JobFilePlace {
	/** The keys above it, outermost first; a number stands for an item of a list. */
	readonly path: readonly (string | number)[];
	/** Whether a key is being written there, or the value of the last key of `path`. */
	readonly part: 'key' | 'value';
	/** The word under the cursor, and where it stands in its line. */
	readonly word: string;
	readonly from: number;
	readonly to: number;
	/** Keys that the same map has already. */
	readonly siblings: readonly string[];
}

const KEY = /^(\s*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s#'"[{:][^:#]*?)):(?:\s|$)/;

/** @param line counted from 0. @param column counted from 0, in UTF-16 units */
export function placeIn(text: string, line: number, column: number): JobFilePlace {
	const lines = text.split(/\r?\n/);
	const current = lines[line] ?? '';
	const key = keyOf(current);
	const before = current.slice(0, column);
	const [wordBefore = ''] = /[^\s:,[\]{}#"']*$/.exec(before) ?? [];
	const [wordAfter = ''] = /^[^\s:,[\]{}#"']*/.exec(current.slice(column)) ?? [];
	const from = column - wordBefore.length;
	const span = { word: wordBefore + wordAfter, from, to: column + wordAfter.length };
	const indent = key?.indent ?? /^(?:\s*- +)?\s*/.exec(current)?.[0].length ?? 0;
	const above = keysAbove(lines, line, indent);
	if (key && column > key.end) {
		const inside = flowPath(before.slice(key.end + 1));
		const path = [...above, key.name, ...inside.path];
		return { path, part: inside.part, ...span, siblings: inside.siblings };
	}
	const isItem = /^\s*- /.test(current) && !key;
	if (isItem) return { path: [...above, 0], part: 'value', ...span, siblings: [] };
	return { path: above, part: 'key', ...span, siblings: keysBeside(lines, line, indent) };
}

/** The keys in whose block a line of that indentation stands. */
function keysAbove(lines: readonly string[], line: number, indent: number): readonly string[] {
	const path: string[] = [];
	let limit = indent;
	for (let at = line - 1; at >= 0 && limit > 0; at -= 1) {
		const key = keyOf(lines[at] ?? '');
		if (!key || key.indent >= limit) continue;
		path.unshift(key.name);
		limit = key.indent;
	}
	return path;
}

function keysBeside(lines: readonly string[], line: number, indent: number): readonly string[] {
	const found: string[] = [];
	for (const step of [-1, 1])
		for (let at = line + step; at >= 0 && at < lines.length; at += step) {
			const text = lines[at] ?? '';
			if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
			const key = keyOf(text);
			const own = key?.indent ?? /^\s*/.exec(text)?.[0].length ?? 0;
			if (own < indent) break;
			if (key && own === indent) found.push(key.name);
		}
	return found;
}

/** Where a cursor stands after `key:` in `{ a: 1, b: ` or `[a, `; nesting beyond one pair of brackets is not looked into. */
function flowPath(
	text: string,
): Pick<JobFilePlace, 'part' | 'siblings'> & { path: readonly (string | number)[] } {
	const open = /^\s*([[{])/.exec(text)?.[1];
	if (open === '[') return { path: [0], part: 'value', siblings: [] };
	if (open !== '{') return { path: [], part: 'value', siblings: [] };
	const siblings = [...text.matchAll(/[{,]\s*([\w.-]+)\s*:/g)].map(([, name]) => name ?? '');
	const last = /[{,]\s*(?:([\w.-]+)\s*:\s)?[^{},]*$/.exec(text);
	const name = last?.[1];
	return name === undefined
		? { path: [], part: 'key', siblings }
		: { path: [name], part: 'value', siblings: [] };
}

function keyOf(
	line: string,
): { readonly name: string; readonly indent: number; readonly end: number } | undefined {
	const match = KEY.exec(line);
	if (!match) return undefined;
	const [, lead = '', double, single, plain = ''] = match;
	const end = line.indexOf(':', lead.length + (double ?? single ?? plain).length);
	return { name: double ?? single ?? plain, indent: lead.length, end };
}

/** What could be written at a place. */
export interface Proposal {
	readonly label: string;
	/** In the editor's snippet language. */
	readonly insert: string;
	readonly documentation: string;
}

/** Keys or values that fit at a place, from the schema; for `after` also the names of jobs. */
export function proposalsAt(
	place: JobFilePlace,
	schema: JsonSchema,
	jobNames: readonly string[],
): readonly Proposal[] {
	const here = schemasAt(place.path, schema);
	if (place.part === 'key') {
		const isAfter = place.path.length === 3 && place.path[0] === 'jobs' && place.path[2] === 'after';
		const names = isAfter ? jobNames.map((name) => proposal(name, `${name}: `, '')) : [];
		const keys = here.flatMap(({ properties = {} }) =>
			Object.entries(properties).flatMap(([name, value]) =>
				place.siblings.includes(name) && name !== place.word
					? []
					: proposal(name, insertFor(name, forms([value], schema)), descriptionOf(value, schema)),
			),
		);
		return [...names, ...keys];
	}
	const isAfter = place.path[2] === 'after' && place.path[3] === 0;
	if (isAfter)
		return jobNames.filter((name) => name !== place.path[1]).map((name) => proposal(name, name, ''));
	return here.flatMap(({ enum: words = [], examples = [], type }) => [
		...words.map((word) => proposal(word, word, '')),
		...examples.map((example) => proposal(String(example), String(example), '')),
		...(type === 'boolean' ? ['true', 'false'].map((word) => proposal(word, word, '')) : []),
	]);
}

/** What the schema says of a key or of a value, the nearer description first; undefined where it says nothing. */
export function descriptionAt(place: JobFilePlace, schema: JsonSchema): string | undefined {
	const path = place.part === 'key' ? [...place.path, place.word] : place.path;
	for (let length = path.length; length > 0; length -= 1) {
		const parents = schemasAt(path.slice(0, length - 1), schema);
		const [found] = below(parents, path[length - 1] ?? '', schema);
		const words = found && descriptionOf(found, schema);
		if (words) return words;
		if (place.part === 'key') return undefined;
	}
	return undefined;
}

function schemasAt(path: readonly (string | number)[], schema: JsonSchema): readonly JsonSchema[] {
	return path.reduce((found, key) => forms(below(found, key, schema), schema), forms([schema], schema));
}

function descriptionOf(schema: JsonSchema, root: JsonSchema): string {
	return schema.description ?? forms([schema], root)[0]?.description ?? '';
}

function proposal(label: string, insert: string, documentation: string): Proposal {
	return { label, insert: insert.replaceAll('$NAME', '\\$NAME'), documentation };
}

function insertFor(name: string, possible: readonly JsonSchema[]): string {
	const [first] = possible;
	if (first?.type === 'array') return `${name}: [$0]`;
	return first?.type === 'object' ? `${name}:\n  $0` : `${name}: $0`;
}
