import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { FileMatches, LineMatch } from '../storage/search/lineMatch.ts';
import { countLines } from '../storage/search/searchFiles.ts';
import type { SearchSnapshot } from '../storage/search/searchStore.ts';
import { problemLine } from './problemText.ts';
import { type HighlightedRow, markdownText, type Row } from './row.ts';

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

/** A line without its indentation, with … where it was cut, and what cannot be seen made visible. */
export function shownLine({ text, ranges, cutBefore, isCutAfter }: LineMatch): {
	readonly label: string;
	readonly highlights: readonly (readonly [number, number])[];
} {
	const firstMatch = ranges[0]?.[0] ?? text.length;
	const blanks = Math.min(/^\s*/.exec(text)?.[0].length ?? 0, firstMatch);
	const start = cutBefore > 0 ? '…' : '';
	const shown = (to: number) => shownName(text.slice(blanks, to).replaceAll('\t', ' '));
	const lengthTo = (at: number) => start.length + shown(Math.max(blanks, at)).length;
	return {
		label: `${start}${shown(text.length).trimEnd()}${isCutAfter ? '…' : ''}`,
		highlights: ranges.map(([from, to]) => [lengthTo(from), lengthTo(to)] as const),
	};
}

/** What stands above the results: how many, how it ended, and what was left out. */
export function searchMessage(snapshot: SearchSnapshot): string {
	const { search, state, files, limits } = snapshot;
	const sought = `"${shownName(search.query.text)}"`;
	const place = shownName(search.folder);
	const lines = countLines(files);
	const count =
		lines === 0
			? l10n.t('Nothing found for {0} in {1}', sought, place)
			: lines === 1
				? l10n.t('1 line with {0} in {1}', sought, place)
				: files.length === 1
					? l10n.t('{0} lines with {1} in 1 file of {2}', lines.toLocaleString(), sought, place)
					: l10n.t(
							'{0} lines with {1} in {2} files of {3}',
							lines.toLocaleString(),
							sought,
							files.length.toLocaleString(),
							place,
						);
	switch (state.kind) {
		case 'running':
			return lines === 0 ? l10n.t('Searching {0} for {1}…', place, sought) : l10n.t('{0} so far…', count);
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
	{ kind }: SearchSnapshot['search']['tool'],
	fileMiB: number,
): string {
	const folders = withSkipped ? '' : l10n.t(', and folders such as .git, node_modules and site-packages');
	return isRegex && kind !== 'rg'
		? l10n.t('Not searched: binary files, those that are not UTF-8, files over {0} MiB{1}.', fileMiB, folders)
		: l10n.t('Not searched: binary files, files over {0} MiB{1}.', fileMiB, folders);
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
