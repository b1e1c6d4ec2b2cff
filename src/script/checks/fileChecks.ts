import { type Finding, type Fix, replaceWith } from '../finding.ts';
import type { MarkedLine, Script } from '../readScript.ts';
import type { Span } from '../span.ts';
import { writeWord } from '../words.ts';

/** What holds for the script as a whole. */
export function* checkFile({ lines, marked, hasDosLineEnds }: Script): Iterable<Finding> {
	if (marked.length === 0) return;
	const first = lines[0] ?? '';
	const top: Span = { line: 0, start: 0, end: first.trimEnd().length };
	if (first.startsWith('\ufeff'))
		yield {
			...{ trouble: { kind: 'byteOrderMark' }, severity: 'error', span: top },
			fixes: [
				{
					kind: 'remove',
					changes: [{ span: { line: 0, start: 0, end: 1 }, text: '' }],
					isPreferred: true,
					shown: '',
				},
			],
		};
	else if (!first.startsWith('#!'))
		yield { trouble: { kind: 'noShebang' }, severity: 'error', span: top, fixes: [{ kind: 'addShebang' }] };
	if (hasDosLineEnds)
		yield {
			trouble: { kind: 'dosLineEnds' },
			severity: 'error',
			span: top,
			fixes: [{ kind: 'unixLineEnds' }],
		};
	const nul = lines.findIndex((line) => line.includes('\0'));
	if (nul >= 0) {
		const at = lines[nul]?.indexOf('\0') ?? 0;
		const span = { line: nul, start: at, end: at + 1 };
		yield { trouble: { kind: 'nulCharacter' }, severity: 'error', span, fixes: [] };
	}
}

/** Lines that look like directives and are none. */
export function* checkMissed({ missed, firstCommand }: Script): Iterable<Finding> {
	for (const { kind, marker } of missed) {
		const isLate = kind === 'afterCommand' && firstCommand !== undefined;
		const fixes: Fix[] = isLate
			? [{ kind: 'moveUp', line: marker.line }]
			: [replaceWith({ ...marker, start: 0 }, '#SBATCH')];
		const severity = kind === 'spaced' ? 'hint' : 'warning';
		yield { trouble: { kind: 'missed', why: kind }, severity, span: marker, fixes };
	}
}

/** Markers of long ago. */
export function* checkMarkers({ marker, separator }: MarkedLine): Iterable<Finding> {
	if (marker.end === 6)
		yield {
			trouble: { kind: 'oldMarker' },
			severity: 'warning',
			span: marker,
			fixes: [replaceWith(marker, '#SBATCH')],
		};
	if (separator && /^pack/i.test(separator.raw))
		yield {
			...{ trouble: { kind: 'oldSeparator' }, severity: 'hint', span: separator.span },
			fixes: [replaceWith(separator.span, 'hetjob')],
		};
}

/** Quotes, colons, backslashes and comments. */
export function* checkWords(
	{ faults, text: written }: MarkedLine,
	version: string | undefined,
): Iterable<Finding> {
	for (const fault of faults) {
		const { span } = fault;
		switch (fault.kind) {
			case 'unmatchedQuote':
				yield { trouble: { kind: 'unmatchedQuote', quote: fault.quote }, severity: 'error', span, fixes: [] };
				break;
			case 'strayColon':
				yield { trouble: { kind: 'strayColon' }, severity: 'error', span, fixes: [] };
				break;
			case 'escapedBlank':
				if (version === undefined || Number.parseFloat(version) < 24.05)
					yield { trouble: { kind: 'escapedBlank' }, severity: 'warning', span, fixes: [] };
				break;
			case 'cutByComment': {
				const { word } = fault;
				const whole = line(word.span.line, word.span.start, span.end);
				const text = written.slice(whole.start, whole.end);
				const [glued = ''] = text.split(/\s/);
				const fixes = [
					replaceWith({ ...whole, end: whole.start + glued.length }, quoted(glued), false),
					replaceWith({ ...span, end: span.start }, ' ', false, `${word.text} #`),
				];
				yield { trouble: { kind: 'cutByComment', read: word.text }, severity: 'warning', span, fixes };
				break;
			}
		}
	}
}

function line(number: number, start: number, end: number): Span {
	return { line: number, start, end };
}

/** `--name=a#b` in quotes, so that the sign is part of it. */
function quoted(word: string): string {
	const at = word.startsWith('--') ? word.indexOf('=') + 1 : 0;
	return `${word.slice(0, at)}${writeWord(word.slice(at))}`;
}

/** Where a directive that is moved up goes: behind the last one that is read. */
export function lineBehindDirectives(marked: readonly MarkedLine[], lines: readonly string[]): number {
	const last = marked.at(-1);
	if (last) return last.line + 1;
	return (lines[0] ?? '').startsWith('#!') ? 1 : 0;
}
