import type { Lookup } from './lookup.ts';
import type { SbatchOption } from './options.ts';
import { type ReadDirective, readDirectives } from './readDirectives.ts';
import { inStep, type Span } from './span.ts';
import { readWords, type Word, type WordFault } from './words.ts';

/** A line that sbatch reads for options. */
export interface MarkedLine {
	readonly line: number;
	readonly text: string;
	/** `#SBATCH`, or `#SLURM` as it was called long ago. */
	readonly marker: Span;
	readonly words: readonly Word[];
	readonly faults: readonly WordFault[];
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

/** What one marked line says. The same object as long as neither the line nor what it depends on changes. */
export interface Directive {
	readonly line: number;
	readonly marked: MarkedLine;
	readonly settings: readonly Setting[];
	readonly stray: readonly StrayWord[];
}

export interface Script {
	readonly lines: readonly string[];
	/** The lines that sbatch reads for options. */
	readonly marked: readonly MarkedLine[];
	/** What each of them says. */
	readonly directives: readonly ReadDirective[];
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

/**
 * Reads a batch script as sbatch does (src/sbatch/opt.c, Slurm 20.11 to 26.05; the tests ask a real one).
 *
 * @param before the script as it read a moment ago: of what is still the same in it nothing is read again
 */
export function readScript(text: string, place: ReadingPlace = NOWHERE, before?: Script): Script {
	const lines = text.split('\n');
	const hasDosLineEnds = text.includes('\r\n');
	const marked: MarkedLine[] = [];
	const missed: MissedLine[] = [];
	let firstCommand: number | undefined;
	let component = 0;
	const known = inStep(before?.marked ?? []);
	// A part of a text keeps all of it in memory: lines that stay take none of the next texts along.
	const kept = (line: string) => (before ? ` ${line}`.slice(1) : line);
	for (const [number, line] of lines.entries()) {
		if (firstCommand !== undefined) {
			if (line.startsWith('#SBATCH'))
				missed.push({ kind: 'afterCommand', marker: { line: number, start: 0, end: 7 } });
			continue;
		}
		const length = line.startsWith('#SBATCH') ? 7 : line.startsWith('#SLURM') ? 6 : 0;
		if (length > 0) {
			const old = known(number);
			const isSame = old?.text === line && old.component === component + (old.separator ? 1 : 0);
			const read = isSame ? old : markedLine(kept(line), number, length, component);
			component = read.component;
			marked.push(read);
		} else if (/^\s*[^#\s]/.test(line)) {
			firstCommand = number;
		} else {
			const near = LOOKS_LIKE_ONE.exec(line);
			if (near) missed.push(missedLine(near, number));
		}
	}
	const directives = readDirectives(marked, place, before?.directives ?? []);
	return {
		...{ lines, marked, directives, missed, firstCommand, hasDosLineEnds },
		settings: directives.flatMap(({ settings }) => settings),
		stray: directives.flatMap(({ stray }) => stray),
		faults: marked.flatMap(({ faults }) => faults),
	};
}

/** @param component of the line before */
function markedLine(text: string, line: number, length: number, component: number): MarkedLine {
	const { words, faults, comment } = readWords(text, length, line);
	const [first] = words;
	const separator = /^(?:het|pack)job$/i.test(first?.raw ?? '') ? first : undefined;
	return {
		...{ line, text, faults, comment, separator },
		marker: { line, start: 0, end: length },
		words: separator ? words.slice(1) : words,
		component: component + (separator ? 1 : 0),
	};
}

function missedLine([all, indent = '', blank = '', word = '']: RegExpExecArray, line: number): MissedLine {
	const kind = blank !== '' ? 'spaced' : word !== 'SBATCH' ? 'lowerCase' : 'indented';
	return { kind, marker: { line, start: indent.length, end: all.length } };
}

/** The settings that count in one job of a script, by the names that their options have today. */
type LastSettings = ReadonlyMap<string, Setting>;

const LAST = new WeakMap<readonly Setting[], ReadonlyMap<number, LastSettings>>();

/** What each job of a script sets, mostly the only one; of an option that is set several times the last one counts. */
export function lastSettings(settings: readonly Setting[]): ReadonlyMap<number, LastSettings> {
	const known = LAST.get(settings);
	if (known) return known;
	const last = new Map<number, Map<string, Setting>>();
	for (const setting of settings) {
		const { component, option } = setting;
		let own = last.get(component);
		if (!own) {
			own = new Map();
			last.set(component, own);
		}
		if (option) own.set(nameOf(option), setting);
	}
	LAST.set(settings, last);
	return last;
}

/** The setting that counts: of an option that is set several times the last one wins. */
export function lastSetting(settings: readonly Setting[], name: string, component = 0): Setting | undefined {
	return lastSettings(settings).get(component)?.get(name);
}

/** The name that an option has today. */
export function nameOf(option: SbatchOption): string {
	return option.instead ?? option.name;
}
