import { nameOf, readScript, type Script, type Setting } from './readScript.ts';
import { writeWord } from './words.ts';

/** One change of a text, by offsets in UTF-16 units; an insertion has no length. */
export interface OffsetEdit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
}

/**
 * The edits that make the first, mostly only, job of a script set an option, or set it nowhere. All other options keep
 * their values, and all other text stays as it is: each way to write it is read again before it is taken.
 *
 * @param name of an option that takes a value, as it is called today
 * @param value undefined takes the option out
 * @returns undefined where the script is written so that none of the ways does it
 */
export function setOption(
	text: string,
	name: string,
	value: string | undefined,
): readonly OffsetEdit[] | undefined {
	const script = readScript(text);
	const own = settingsOf(script, name);
	if (own.at(-1)?.value === value) return [];
	const place = new Places(script);
	const ways =
		value === undefined
			? [() => own.flatMap((setting) => removal(place, setting))]
			: [
					...own.slice(-1).map((last) => () => [replacement(place, last, value)]),
					() => [behindDirectives(place, `#SBATCH --${name}=${writeWord(value)}`)],
					() => [beforeDirectives(place, `#SBATCH --${name}=${writeWord(value)}`)],
				];
	for (const way of ways) {
		const edits = way();
		const after = readScript(withEdits(text, edits));
		if (settingsOf(after, name).at(-1)?.value === value && isElseSame(script, after, name)) return edits;
	}
	return undefined;
}

/** A text with edits that do not overlap. */
export function withEdits(text: string, edits: readonly OffsetEdit[]): string {
	return edits
		.toSorted((a, b) => b.start - a.start)
		.reduce((made, edit) => made.slice(0, edit.start) + edit.text + made.slice(edit.end), text);
}

function settingsOf({ settings }: Script, name: string): readonly Setting[] {
	return settings.filter(
		({ option, component }) => component === 0 && option !== undefined && nameOf(option) === name,
	);
}

/** Whether two scripts ask for the same but for one option of their first job. */
function isElseSame(before: Script, after: Script, name: string): boolean {
	return restOf(before, name) === restOf(after, name);
}

function restOf(script: Script, name: string): string {
	const own = settingsOf(script, name);
	return JSON.stringify([
		script.settings
			.filter((setting) => !own.includes(setting))
			.map((setting) => [setting.component, setting.name, setting.value ?? null]),
		script.stray.map(({ word }) => word.text),
		script.faults.map(({ kind }) => kind),
		script.missed.map(({ kind }) => kind),
		script.lines.slice(script.firstCommand ?? script.lines.length),
	]);
}

/** Where lines begin, and how they end. */
class Places {
	readonly script: Script;
	readonly lineEnd: string;
	readonly #starts: number[] = [];

	constructor(script: Script) {
		this.script = script;
		this.lineEnd = script.hasDosLineEnds ? '\r\n' : '\n';
		let start = 0;
		for (const line of script.lines) {
			this.#starts.push(start);
			start += line.length + 1;
		}
	}

	at(line: number, column: number): number {
		return (this.#starts[line] ?? 0) + column;
	}

	textOf(line: number): string {
		return (this.script.lines[line] ?? '').replace(/\r$/, '');
	}
}

/** In place, in the spelling that is there: `-p gpu`, `-pgpu`, `--partition gpu`, `--part=gpu`. */
function replacement(place: Places, setting: Setting, value: string): OffsetEdit {
	const { valueSpan, nameSpan, span, isLong, name } = setting;
	const written = writeWord(value);
	if (isLong && valueSpan?.line === nameSpan.line) {
		const between = setting.isJoined ? '=' : ' ';
		return {
			start: place.at(span.line, span.start),
			end: place.at(span.line, span.end),
			text: `--${name}${between}${written}`,
		};
	}
	if (valueSpan)
		return {
			start: place.at(valueSpan.line, valueSpan.start),
			end: place.at(valueSpan.line, valueSpan.end),
			text: written,
		};
	const end = place.at(nameSpan.line, nameSpan.end);
	return { start: end, end, text: isLong ? `=${written}` : ` ${written}` };
}

/** With the blanks before it; with the whole line where nothing else stands on it. */
function removal(place: Places, { span, valueSpan }: Setting): readonly OffsetEdit[] {
	const parts = valueSpan && valueSpan.line !== span.line ? [span, valueSpan] : [span];
	return parts.map(({ line, start, end }) => {
		const text = place.textOf(line);
		const before = text.slice(0, start).trimEnd();
		const isLast = line === place.script.lines.length - 1;
		if (/^#(?:SBATCH|SLURM)$/.test(before) && text.slice(end).trim() === '')
			return isLast
				? { start: Math.max(0, place.at(line, 0) - 1), end: place.at(line, text.length), text: '' }
				: { start: place.at(line, 0), end: place.at(line + 1, 0), text: '' };
		// A letter behind others, as in `-HN2`, has no blank before it.
		return { start: place.at(line, before.length), end: place.at(line, end), text: '' };
	});
}

/** On a line of its own behind those of the first job; below the `#!` where there are none. */
function behindDirectives(place: Places, directive: string): OffsetEdit {
	const { marked, lines } = place.script;
	const last = marked.findLast(({ component }) => component === 0)?.line;
	const line = last ?? (lines[0]?.startsWith('#!') ? 0 : undefined);
	if (line === undefined) return { start: 0, end: 0, text: `${directive}${place.lineEnd}` };
	const at = place.at(line, place.textOf(line).length);
	return { start: at, end: at, text: `${place.lineEnd}${directive}` };
}

function beforeDirectives(place: Places, directive: string): OffsetEdit {
	const at = place.at(place.script.marked[0]?.line ?? 0, 0);
	return { start: at, end: at, text: `${directive}${place.lineEnd}` };
}
