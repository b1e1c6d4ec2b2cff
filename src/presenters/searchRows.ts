import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { FileMatches, LineMatch } from '../storage/search/lineMatch.ts';
import { countLines } from '../storage/search/searchFiles.ts';
import type { SearchSnapshot } from '../storage/search/searchStore.ts';
import { problemLine } from './problemText.ts';
import { type HighlightedRow, markdownText, type Row } from './row.ts';
import { dialect } from './searchDialect.ts';

/** A row of the Storage Search view leads to a file, or to one line of it. */
export interface SearchRowPlace {
	readonly file: FileMatches;
	readonly line?: LineMatch;
}

/** The results of a search, grouped by file; each row's place by its id. */
export function searchRows({ search, files }: SearchSnapshot): {
	readonly rows: readonly Row[];
	readonly places: ReadonlyMap<string, SearchRowPlace>;
} {
	const places = new Map<string, SearchRowPlace>();
	const rows = files.map((file) => {
		const row = fileRow(search.folder, file);
		places.set(row.id, { file });
		const children = file.lines.map((line) => {
			const child = lineRow(file, line);
			places.set(child.id, { file, line });
			return child;
		});
		return { ...row, children };
	});
	return { rows, places };
}

function fileRow(folder: string, { path, lines }: FileMatches): Row {
	const slash = path.lastIndexOf('/');
	const name = shownName(path.slice(slash + 1));
	const place = shownName(path.slice(0, Math.max(0, slash)));
	const count = lines.length === 1 ? l10n.t('1 line') : l10n.t('{0} lines', lines.length);
	return {
		id: `file:${path}`,
		label: name,
		description: [count, place].filter((text) => text !== '').join(' · '),
		icon: '',
		contextValue: 'searchFile',
		spoken: [name, place, count].filter((text) => text !== '').join(', '),
		tooltip: markdownText(shownName(`${folder === '/' ? '' : folder}/${path}`)),
		expanded: true,
	};
}

function lineRow({ path }: FileMatches, match: LineMatch): HighlightedRow {
	const { label, highlights } = shownLine(match);
	return {
		id: `line:${match.line}:${path}`,
		label,
		highlights,
		description: String(match.line),
		icon: '',
		contextValue: 'searchLine',
		spoken: l10n.t('Line {0}: {1}', match.line, label),
	};
}

/** More than this before the first match would push it out of a narrow side bar. */
const MOST_BEFORE = 24;

/** A line without its indentation, with … where it was cut, and what cannot be seen made visible. */
function shownLine({ text, ranges, cutBefore, isCutAfter }: LineMatch): {
	readonly label: string;
	readonly highlights: readonly (readonly [number, number])[];
} {
	const firstMatch = ranges[0]?.[0] ?? 0;
	const indentation = /^\s*/.exec(text)?.[0].length ?? 0;
	const isFar = ranges.length > 0 && firstMatch - indentation > MOST_BEFORE;
	const from = isFar
		? characterAt(text, firstMatch - MOST_BEFORE)
		: ranges.length > 0
			? Math.min(indentation, firstMatch)
			: indentation;
	const start = isFar || cutBefore > 0 ? '…' : '';
	const shown = (to: number) => shownName(text.slice(from, to).replaceAll('\t', ' '));
	const lengthTo = (at: number) => start.length + shown(Math.max(from, at)).length;
	return {
		label: `${start}${shown(text.length).trimEnd()}${isCutAfter ? '…' : ''}`,
		highlights: ranges.map(([begin, end]) => [lengthTo(begin), lengthTo(end)] as const),
	};
}

/** Not between the halves of a character. */
function characterAt(text: string, at: number): number {
	return /^[\udc00-\udfff]/.test(text.slice(at, at + 1)) ? at - 1 : at;
}

/** What is looked for and in which folder, for the title of the view. */
export function searchTitle({ search: { query, folder } }: SearchSnapshot): string {
	return l10n.t('{0} in {1}', shownName(query.text), shownName(folder.split('/').at(-1) || '/'));
}

/** What stands above the results: how many, how it ended, and what was left out. */
export function searchMessage(snapshot: SearchSnapshot): string {
	const { search, state, files, limits } = snapshot;
	const count = countText(countLines(files), files.length);
	switch (state.kind) {
		case 'running':
			return l10n.t('Searching {0}: {1} so far…', shownName(search.folder), count);
		case 'stopped':
			return l10n.t('{0}. The search was stopped.', count);
		case 'failed':
			return l10n.t('{0}. {1}', count, problemLine(state.error));
		case 'over':
			return [
				`${count}.`,
				...endings(snapshot, state.end),
				leftOut(search.query, search.tool, limits.fileMiB),
			].join(' ');
	}
}

function countText(lines: number, files: number): string {
	if (lines === 0) return l10n.t('Nothing found');
	if (lines === 1) return l10n.t('1 line');
	return files === 1
		? l10n.t('{0} lines in 1 file', lines.toLocaleString())
		: l10n.t('{0} lines in {1} files', lines.toLocaleString(), files.toLocaleString());
}

function endings({ limits }: SearchSnapshot, { cut, unreadable }: SearchEndFacts): readonly string[] {
	const why =
		cut === undefined
			? []
			: [
					cut === 'time'
						? l10n.t(
								'Stopped after {0} seconds: choose a folder further down, or name the files to include.',
								limits.seconds,
							)
						: cut === 'number'
							? l10n.t(
									'Only the first {0}: narrow the search to see the others.',
									limits.lines.toLocaleString(),
								)
							: l10n.t('Stopped because the lines found are very long: exclude such files.'),
				];
	return [...why, ...unreadableText(unreadable)];
}

type SearchEndFacts = { readonly cut?: 'time' | 'number' | 'size'; readonly unreadable: number };

/** What permissions kept from being looked at, if anything. */
export function unreadableText(unreadable: number): readonly string[] {
	if (unreadable === 0) return [];
	return [
		unreadable === 1
			? l10n.t('1 folder or file could not be read.')
			: l10n.t('{0} folders or files could not be read.', unreadable.toLocaleString()),
	];
}

function leftOut(
	{ withSkipped, isRegex }: SearchSnapshot['search']['query'],
	tool: SearchSnapshot['search']['tool'],
	fileMiB: number,
): string {
	const folders = withSkipped ? '' : l10n.t(', folders such as .git and node_modules');
	const files =
		isRegex && tool.kind !== 'rg'
			? l10n.t(
					'Not searched: binary files, those that are not UTF-8, files over {0} MiB, other file systems{1}.',
					fileMiB,
					folders,
				)
			: l10n.t('Not searched: binary files, files over {0} MiB, other file systems{1}.', fileMiB, folders);
	return isRegex ? `${files} ${l10n.t('The regular expression was read by {0}.', dialect(tool))}` : files;
}

/** The results as text to paste: `path:line: text`, a line each. */
export function searchText({ search, files }: SearchSnapshot): string {
	const base = search.folder === '/' ? '' : search.folder;
	return files
		.flatMap(({ path, lines }) =>
			lines.map((match) => `${shownName(`${base}/${path}`)}:${match.line}: ${shownLine(match).label}`),
		)
		.join('\n');
}
