import type { Suggestion } from './rightSizing.ts';

/** A change within one line of a script, or a line before it. Lines and columns count from 0. */
export interface ScriptEdit {
	readonly line: number;
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

/** How a node of the job is shared out: some scripts ask for memory by CPU or by GPU. */
export interface NodeShape {
	readonly cpusPerNode: number;
	readonly gpusPerNode: number;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Options that ask for the same thing, by what of a node they count. */
const MEMORY_OPTIONS: Readonly<Record<string, (shape: NodeShape) => number>> = {
	'--mem': () => 1,
	'--mem-per-cpu': ({ cpusPerNode }) => Math.max(1, cpusPerNode),
	'--mem-per-gpu': ({ gpusPerNode }) => Math.max(1, gpusPerNode),
};

/**
 * The edits that make a batch script ask for what is suggested: the value of the line that asks now, or a line more after
 * the last `#SBATCH`. Undefined for a heterogeneous job, where each component asks for itself. Advice without an option
 * has no edit.
 */
export function editsFor(
	script: string,
	suggestions: readonly Suggestion[],
	shape: NodeShape,
): readonly ScriptEdit[] | undefined {
	const directives = directivesOf(script);
	if (directives.some(({ text }) => /^#SBATCH\s+(?:hetjob|packjob)\b/.test(text))) return undefined;
	const edits: ScriptEdit[] = [];
	const missing: string[] = [];
	for (const suggestion of suggestions) {
		const wanted = optionsFor(suggestion, shape);
		if (!wanted) continue;
		const edit = lastUse(directives, wanted.byOption);
		if (edit) edits.push(edit);
		else missing.push(`#SBATCH ${wanted.added}`);
	}
	if (missing.length > 0) edits.push(addedLines(script, directives, missing));
	return edits;
}

/** The option as it is written for a person: `--mem=16G`. */
export function optionText(suggestion: Suggestion): string {
	return optionsFor(suggestion, { cpusPerNode: 1, gpusPerNode: 1 })?.added ?? '';
}

interface Wanted {
	/** The new value for each option that may stand there. */
	readonly byOption: ReadonlyMap<string, string>;
	/** The option where none stands there. */
	readonly added: string;
}

function optionsFor(suggestion: Suggestion, shape: NodeShape): Wanted | undefined {
	switch (suggestion.kind) {
		case 'memory':
			return {
				byOption: new Map(
					Object.entries(MEMORY_OPTIONS).map(([option, parts]) => [
						option,
						memoryText(suggestion.bytes / parts(shape)),
					]),
				),
				added: `--mem=${memoryText(suggestion.bytes)}`,
			};
		case 'time': {
			const value = timeText(suggestion.seconds);
			return {
				byOption: new Map([
					['--time', value],
					['-t', value],
				]),
				added: `--time=${value}`,
			};
		}
		case 'cpus': {
			const value = String(suggestion.perTask);
			return {
				byOption: new Map([
					['--cpus-per-task', value],
					['-c', value],
				]),
				added: `--cpus-per-task=${value}`,
			};
		}
		case 'gpus':
			return undefined;
	}
}

/** `16G`, or `1536M` where it is no whole number of them. Slurm's units are those of 1024. */
function memoryText(bytes: number): string {
	const gib = bytes / GIB;
	return Number.isInteger(gib) ? `${gib}G` : `${Math.ceil(bytes / MIB)}M`;
}

/** `04:00:00`, `1-12:00:00`, as sbatch(1) takes it. */
function timeText(seconds: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const days = Math.floor(seconds / 86_400);
	const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
		.map(two)
		.join(':');
	return days > 0 ? `${days}-${clock}` : clock;
}

interface Directive {
	readonly line: number;
	/** Without the line's end and what follows a `#` as a comment. */
	readonly text: string;
}

/** sbatch reads `#SBATCH` lines up to the first command; what comes later is a comment to it. */
function directivesOf(script: string): readonly Directive[] {
	const directives: Directive[] = [];
	for (const [line, text] of script.split(/\r?\n/).entries()) {
		if (/^#SBATCH\s/.test(text)) directives.push({ line, text: text.replace(/\s#.*$/, '') });
		else if (!/^\s*(?:#|$)/.test(text)) break;
	}
	return directives;
}

/** Of options that are given twice the last one counts. */
function lastUse(
	directives: readonly Directive[],
	values: ReadonlyMap<string, string>,
): ScriptEdit | undefined {
	let last: ScriptEdit | undefined;
	for (const { line, text } of directives) {
		for (const [option, value] of values) {
			// -t10, -t 10; --time=10, --time 10; a value may be quoted
			const glue = option.startsWith('--') ? '(?:=|\\s+)' : '\\s*=?';
			const pattern = new RegExp(`(?<=\\s)${option}${glue}(?<value>"[^"]*"|'[^']*'|[^\\s"']+)(?=\\s|$)`, 'g');
			for (const match of text.matchAll(pattern)) {
				const end = match.index + match[0].length;
				const edit = { line, start: end - (match.groups?.['value'] ?? '').length, end, text: value };
				if (!last || last.line < line || last.start < edit.start) last = edit;
			}
		}
	}
	return last;
}

function addedLines(script: string, directives: readonly Directive[], added: readonly string[]): ScriptEdit {
	const lineEnd = script.includes('\r\n') ? '\r\n' : '\n';
	const lines = script.split(/\r?\n/);
	const after = directives.at(-1)?.line ?? (lines[0]?.startsWith('#!') ? 0 : -1);
	const before = after + 1;
	if (before < lines.length) {
		return { line: before, start: 0, end: 0, text: added.map((text) => text + lineEnd).join('') };
	}
	const column = lines[after]?.length ?? 0;
	return { line: after, start: column, end: column, text: added.map((text) => lineEnd + text).join('') };
}
