import { type Lookup, lookUp } from './lookup.ts';
import { optionOfLetter, type SbatchOption } from './options.ts';
import type { Span } from './span.ts';
import { readWords, type Word, type WordFault } from './words.ts';

/** A line that sbatch reads for options. */
export interface MarkedLine {
	readonly line: number;
	/** `#SBATCH`, or `#SLURM` as it was called long ago. */
	readonly marker: Span;
	readonly words: readonly Word[];
	readonly comment: Span | undefined;
	/** Which job of a heterogeneous one it is for; 0 for the first and mostly only one. */
	readonly component: number;
	/** The word that begins the next job: `hetjob`, or `packjob` as it was called before. */
	readonly separator: Word | undefined;
}

/** One option as the script sets it. */
export interface Setting {
	/** As it is written: `time`, or `t` for the letter. */
	readonly name: string;
	readonly isLong: boolean;
	readonly lookup: Lookup;
	/** Undefined when unknown or ambiguous. */
	readonly option: SbatchOption | undefined;
	/** With its dashes; of letters that share a dash only the letter. */
	readonly nameSpan: Span;
	/** Undefined where there is none; empty for `--name=`. */
	readonly value: string | undefined;
	/** May be on a later line than the name. */
	readonly valueSpan: Span | undefined;
	/** The value stands behind a sign of equality. */
	readonly isJoined: boolean;
	/** From the dash to the end of the value, when that is on the same line. */
	readonly span: Span;
	readonly component: number;
}

/** A word that is no option and no value: sbatch refuses the script. */
export interface StrayWord {
	readonly word: Word;
	/** The setting before it, when on the same line. */
	readonly after: Setting | undefined;
}

/** A line that looks like a directive, but that sbatch does not read. */
export interface MissedLine {
	readonly kind: 'afterCommand' | 'indented' | 'spaced' | 'lowerCase';
	readonly marker: Span;
}

export interface Script {
	readonly lines: readonly string[];
	/** The lines that sbatch reads for options. */
	readonly marked: readonly MarkedLine[];
	readonly settings: readonly Setting[];
	readonly stray: readonly StrayWord[];
	readonly faults: readonly WordFault[];
	readonly missed: readonly MissedLine[];
	/** The line of the first command, behind which sbatch reads no more; undefined when there is none. */
	readonly firstCommand: number | undefined;
	readonly hasDosLineEnds: boolean;
}

/** What is known of the place where the script will be read. */
export interface ReadingPlace {
	/** Of Slurm; undefined when it is not known. */
	readonly version: string | undefined;
	/** Options that the site adds by plug-ins; undefined when it is not known which. */
	readonly addedOptions: readonly string[] | undefined;
}

const NOWHERE: ReadingPlace = { version: undefined, addedOptions: undefined };
const LOOKS_LIKE_ONE = /^(\s*)#(\s*)(sbatch)(?=\s+-)/i;

/** Reads a batch script as sbatch does (src/sbatch/opt.c, Slurm 20.11 to 26.05; the tests ask a real one). */
export function readScript(text: string, place: ReadingPlace = NOWHERE): Script {
	const lines = text.split('\n');
	const hasDosLineEnds = text.includes('\r\n');
	const marked: MarkedLine[] = [];
	const missed: MissedLine[] = [];
	const faults: WordFault[] = [];
	let firstCommand: number | undefined;
	let component = 0;
	for (const [number, line] of lines.entries()) {
		if (firstCommand !== undefined) {
			if (line.startsWith('#SBATCH'))
				missed.push({ kind: 'afterCommand', marker: { line: number, start: 0, end: 7 } });
			continue;
		}
		const length = line.startsWith('#SBATCH') ? 7 : line.startsWith('#SLURM') ? 6 : 0;
		if (length > 0) {
			const read = readWords(line, length, number);
			const separator = read.words[0];
			const isSeparator = /^(?:het|pack)job$/i.test(separator?.raw ?? '');
			if (isSeparator) component += 1;
			marked.push({
				line: number,
				marker: { line: number, start: 0, end: length },
				words: isSeparator ? read.words.slice(1) : read.words,
				comment: read.comment,
				component,
				separator: isSeparator ? separator : undefined,
			});
			faults.push(...read.faults);
		} else if (/^\s*[^#\s]/.test(line)) {
			firstCommand = number;
		} else {
			const near = LOOKS_LIKE_ONE.exec(line);
			if (near) missed.push(missedLine(near, number));
		}
	}
	const { settings, stray } = readSettings(marked, place);
	return { lines, marked, settings, stray, faults, missed, firstCommand, hasDosLineEnds };
}

function missedLine([all, indent = '', blank = '', word = '']: RegExpExecArray, line: number): MissedLine {
	const kind = blank !== '' ? 'spaced' : word !== 'SBATCH' ? 'lowerCase' : 'indented';
	return { kind, marker: { line, start: indent.length, end: all.length } };
}

interface Read {
	readonly settings: Setting[];
	readonly stray: StrayWord[];
}

/** As getopt_long goes through all words of one job; a value may be the first word of the next line. */
function readSettings(marked: readonly MarkedLine[], place: ReadingPlace): Read {
	const read: Read = { settings: [], stray: [] };
	const components = new Map<number, Word[]>();
	for (const { component, words } of marked) {
		const known = components.get(component);
		if (known) known.push(...words);
		else components.set(component, [...words]);
	}
	for (const [component, words] of components) readComponent(words, component, place, read);
	return read;
}

function readComponent(words: readonly Word[], component: number, place: ReadingPlace, read: Read): void {
	let areOptionsOver = false;
	for (let index = 0; index < words.length; index += 1) {
		const word = words[index];
		if (!word) break;
		const before = read.settings.at(-1);
		if (areOptionsOver || !word.text.startsWith('-') || word.text === '-') {
			const isNear = before?.component === component && before.span.line === word.span.line;
			read.stray.push({ word, after: isNear ? before : undefined });
		} else if (word.text === '--') {
			areOptionsOver = true;
		} else if (word.text.startsWith('--')) {
			index += readLong(word, words[index + 1], component, place, read);
		} else {
			index += readLetters(word, words[index + 1], component, read);
		}
	}
}

/** Returns how many of the following words it took. */
function readLong(
	word: Word,
	next: Word | undefined,
	component: number,
	place: ReadingPlace,
	read: Read,
): 0 | 1 {
	const equals = word.text.indexOf('=');
	const name = word.text.slice(2, equals < 0 ? undefined : equals);
	const lookup = lookUp(name, place.version, place.addedOptions);
	const option = 'option' in lookup ? lookup.option : undefined;
	const rawEquals = word.raw.indexOf('=');
	const { line, start, end } = word.span;
	const nameEnd = equals < 0 || rawEquals < 0 ? end : start + rawEquals;
	const takesNext = equals < 0 && option?.takes === 'value' ? next : undefined;
	read.settings.push({
		...{ name, isLong: true, lookup, option, component },
		nameSpan: { line, start, end: nameEnd },
		value: equals >= 0 ? word.text.slice(equals + 1) : takesNext?.text,
		valueSpan: equals >= 0 ? { line, start: Math.min(nameEnd + 1, end), end } : takesNext?.span,
		isJoined: equals >= 0,
		span: spanWith(word.span, takesNext),
	});
	return takesNext ? 1 : 0;
}

/** `-N2`, `-N 2`, and several in one word, `-HN2`. */
function readLetters(word: Word, next: Word | undefined, component: number, read: Read): 0 | 1 {
	const { line, start, end } = word.span;
	const isPlain = word.raw === word.text;
	for (let at = 1; at < word.text.length; at += 1) {
		const letter = word.text[at] ?? '';
		const option = optionOfLetter(letter);
		const lookup: Lookup = option ? { kind: 'exact', option } : { kind: 'unknown' };
		const nameSpan = {
			line,
			start: at === 1 || !isPlain ? start : start + at,
			end: isPlain ? start + at + 1 : end,
		};
		const common = { name: letter, isLong: false, lookup, option, nameSpan, isJoined: false, component };
		if (option?.takes !== 'value') {
			read.settings.push({ ...common, value: undefined, valueSpan: undefined, span: nameSpan });
			// What stands behind a letter that nobody knows may be its value.
			if (!option) return 0;
			continue;
		}
		const rest = word.text.slice(at + 1);
		const taken = rest === '' ? next : undefined;
		read.settings.push({
			...common,
			value: rest === '' ? taken?.text : rest,
			valueSpan: rest === '' ? taken?.span : { line, start: isPlain ? start + at + 1 : start, end },
			span: spanWith({ line, start: nameSpan.start, end }, taken),
		});
		return taken ? 1 : 0;
	}
	return 0;
}

function spanWith(span: Span, value: Word | undefined): Span {
	return value?.span.line === span.line ? { ...span, end: value.span.end } : span;
}

/** The value that counts: of an option that is set several times the last one wins. */
export function lastSetting(settings: readonly Setting[], name: string, component = 0): Setting | undefined {
	return settings.findLast(
		(setting) =>
			setting.component === component && setting.option !== undefined && nameOf(setting.option) === name,
	);
}

/** The name that an option has today. */
export function nameOf(option: SbatchOption): string {
	return option.instead ?? option.name;
}
