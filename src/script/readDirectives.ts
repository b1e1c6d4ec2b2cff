import { type Lookup, lookUp } from './lookup.ts';
import { optionOfLetter } from './options.ts';
import type { Directive, MarkedLine, ReadingPlace, Setting, StrayWord } from './readScript.ts';
import { inStep, type Span } from './span.ts';
import type { Word } from './words.ts';

/** How getopt_long goes on: with options, with the value of the last one, or with none any more, behind `--`. */
type Stand = 'options' | 'value' | 'over';

/** With all that it depends on besides its line. */
export interface ReadDirective extends Directive {
	readonly place: ReadingPlace;
	readonly begin: Stand;
	readonly end: Stand;
	/** The first word of the lines behind it, which may be the value of its last option. */
	readonly next: Word | undefined;
}

/**
 * As getopt_long goes through all words of one job; a value may be the first word of the next line.
 * @param before what the lines said a moment ago, some of which are still the same
 */
export function readDirectives(
	marked: readonly MarkedLine[],
	place: ReadingPlace,
	before: readonly ReadDirective[],
): readonly ReadDirective[] {
	const known = inStep(before);
	const nextWords = wordsBehind(marked);
	const read: ReadDirective[] = [];
	for (const [index, line] of marked.entries()) {
		const above = read[index - 1];
		const begin = above && above.marked.component === line.component ? above.end : 'options';
		const next = nextWords[index];
		const old = known(line.line);
		const isSame =
			old?.marked === line && old.begin === begin && old.next === next && isLike(old.place, place);
		read.push(isSame ? old : readDirective(line, begin, next, place));
	}
	return read;
}

function isLike(place: ReadingPlace, { version, addedOptions }: ReadingPlace): boolean {
	return place.version === version && place.addedOptions === addedOptions;
}

/** Of each line the first word of those behind it in the same job. */
function wordsBehind(marked: readonly MarkedLine[]): readonly (Word | undefined)[] {
	const behind: (Word | undefined)[] = [];
	let first: Word | undefined;
	for (let index = marked.length - 1; index >= 0; index -= 1) {
		const isLast = marked[index + 1]?.component !== marked[index]?.component;
		if (isLast) first = undefined;
		behind[index] = first;
		first = marked[index]?.words[0] ?? first;
	}
	return behind;
}

function readDirective(
	marked: MarkedLine,
	begin: Stand,
	next: Word | undefined,
	place: ReadingPlace,
): ReadDirective {
	const { words, component } = marked;
	const settings: Setting[] = [];
	const stray: StrayWord[] = [];
	let isOver = begin === 'over';
	let index = begin === 'value' ? 1 : 0;
	for (; index < words.length; index += 1) {
		const word = words[index];
		if (!word) break;
		const behind = words[index + 1] ?? next;
		if (isOver || !word.text.startsWith('-') || word.text === '-') {
			stray.push({ word, after: settings.at(-1) });
		} else if (word.text === '--') {
			isOver = true;
		} else if (word.text.startsWith('--')) {
			index += readLong(word, behind, component, place, settings);
		} else {
			index += readLetters(word, behind, component, settings);
		}
	}
	const end = isOver ? 'over' : index > words.length ? 'value' : 'options';
	return { line: marked.line, marked, settings, stray, place, begin, end, next };
}

/** Returns how many of the following words it took. */
function readLong(
	word: Word,
	next: Word | undefined,
	component: number,
	place: ReadingPlace,
	read: Setting[],
): 0 | 1 {
	const equals = word.text.indexOf('=');
	const name = word.text.slice(2, equals < 0 ? undefined : equals);
	const lookup = lookUp(name, place.version, place.addedOptions);
	const option = 'option' in lookup ? lookup.option : undefined;
	const rawEquals = word.raw.indexOf('=');
	const { line, start, end } = word.span;
	const nameEnd = equals < 0 || rawEquals < 0 ? end : start + rawEquals;
	const takesNext = equals < 0 && option?.takes === 'value' ? next : undefined;
	read.push({
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
function readLetters(word: Word, next: Word | undefined, component: number, read: Setting[]): 0 | 1 {
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
			read.push({ ...common, value: undefined, valueSpan: undefined, span: nameSpan });
			// What stands behind a letter that nobody knows may be its value.
			if (!option) return 0;
			continue;
		}
		const rest = word.text.slice(at + 1);
		const taken = rest === '' ? next : undefined;
		read.push({
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
