import * as l10n from '@vscode/l10n';
import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { checkBySchema, type Flaw, rangeOf } from './checkBySchema.ts';
import { flawsInJob, flawsInOrder } from './checkJobs.ts';
import type { JsonSchema } from './jobFileSchema.ts';
import type { Recipe } from './recipe.ts';
import { recipeOf } from './recipeOf.ts';

/** What a job file says. */
export interface JobFile {
	/** In the file's order. */
	readonly jobs: readonly JobInFile[];
	/** All of them, in the file's order. */
	readonly mistakes: readonly Mistake[];
}

export interface JobInFile {
	readonly name: string;
	/** Where its name stands. */
	readonly from: number;
	readonly to: number;
	/** Undefined where the job, or what holds for all jobs, has a mistake. */
	readonly recipe: Recipe | undefined;
}

export interface Mistake extends Flaw {
	/** Of `from`, counted from 1. */
	readonly line: number;
	readonly column: number;
}

/** Far more than anybody writes by hand; what a parser does with so much is over in the blink of an eye. */
const LONGEST = 64 * 1024;

/** Reads a job file. What is wrong is told with its place, all at once; it never throws for any text. */
export function readJobFile(text: string, schema: JsonSchema): JobFile {
	const lines = new LineCounter();
	const { jobs, flaws } = read(text, schema, lines);
	const mistakes = flaws
		.toSorted((a, b) => a.from - b.from || b.to - a.to)
		.map((flaw) => {
			const { line, col } = lines.linePos(flaw.from);
			return { ...flaw, line: Math.max(line, 1), column: Math.max(col, 1) };
		});
	return { jobs, mistakes };
}

interface Read {
	readonly jobs: readonly JobInFile[];
	readonly flaws: readonly Flaw[];
}

function read(text: string, schema: JsonSchema, lines: LineCounter): Read {
	const only = (detail: string): Read => ({ jobs: [], flaws: [{ from: 0, to: 1, detail }] });
	if (text.length > LONGEST) return only(l10n.t('A job file is shorter than {0} kB.', LONGEST / 1024));
	let document: ReturnType<typeof parseDocument>;
	try {
		document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	} catch {
		return only(l10n.t('This is nested too deeply to be read.'));
	}
	const syntax = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
		from: pos[0],
		to: Math.max(pos[1], pos[0] + 1),
		detail: message.split('\n')[0] ?? '',
	}));
	const root = document.contents;
	if (root === null) return syntax.length > 0 ? { jobs: [], flaws: syntax } : { jobs: [], flaws: [] };
	const bySchema = checkBySchema(root, schema, schema);
	const pairs = jobPairs(root);
	const names = pairs.map(nameOf);
	const general = [...syntax, ...bySchema];
	const judged = pairs.map((pair) => {
		const isWhole = isMap(pair.value) && !general.some((flaw) => concerns(flaw, pair));
		return { pair, flaws: isWhole ? flawsInJob(pair.value as YAMLMap, nameOf(pair), names) : undefined };
	});
	const flaws = [...general, ...judged.flatMap((one) => one.flaws ?? [])];
	const inOrder = flaws.length === 0 ? flawsInOrder(pairs) : [];
	const circular = new Set(inOrder.map(({ job }) => job));
	const outside = general.some((flaw) => !pairs.some((pair) => concerns(flaw, pair)));
	const defaults = isMap(root) ? root.get('defaults', true) : undefined;
	const jobs = judged.map(({ pair, flaws: own }) => {
		const name = nameOf(pair);
		const isRight = !outside && own?.length === 0 && !circular.has(name);
		return {
			name,
			...rangeOf(pair.key),
			recipe: isRight ? recipeOf(name, pair.value as YAMLMap, defaults) : undefined,
		};
	});
	return { jobs, flaws: [...flaws, ...inOrder] };
}

function jobPairs(root: unknown): readonly Pair[] {
	const jobs = isMap(root) ? root.get('jobs', true) : undefined;
	return isMap(jobs) ? jobs.items.filter(({ key }) => isScalar(key)) : [];
}

function nameOf({ key }: Pair): string {
	return isScalar(key) ? String(key.value) : '';
}

/** True for a flaw that is within a job. */
function concerns({ from }: Flaw, { key, value }: Pair): boolean {
	const end = (value as { readonly range?: readonly number[] } | null)?.range?.[2] ?? rangeOf(key).to;
	return from >= rangeOf(key).from && from <= end;
}
