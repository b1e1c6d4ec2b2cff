import type { PathQuery } from './pathQuery.ts';

/** How well a path answers a query, the best first: in the file's name before in its folders, whole before in pieces. */
const TIER = {
	sameName: 0,
	nameBegins: 1,
	wordOfName: 2,
	inName: 3,
	piecesOfName: 4,
	inPath: 5,
	piecesOfPath: 6,
} as const;

/** Room for each smaller key in a larger one. */
const SHORT = 512;
const LONG = 8192;

/**
 * How far a path is from what was asked for: smaller is better; undefined where it is none of it. Within a tier fewer pieces go
 * first, then shorter names, then shorter paths.
 */
function rankOf({ parts, isCaseSensitive }: PathQuery, path: string): number | undefined {
	const text = isCaseSensitive ? path : path.toLowerCase();
	const nameAt = text.lastIndexOf('/') + 1;
	const lengths = (tier: number, pieces: number) =>
		((tier * SHORT + Math.min(pieces, SHORT - 1)) * SHORT + Math.min(text.length - nameAt, SHORT - 1)) *
			LONG +
		Math.min(path.length, LONG - 1);
	const last = parts.at(-1);
	if (last === undefined) return lengths(0, 0);
	// The cheapest look first: most paths hold not even the characters.
	const pieces = piecesIn(text, parts.join(''), 0);
	if (pieces === undefined) return undefined;
	const before = endOfParts(text, parts.slice(0, -1));
	if (before !== undefined) {
		const from = Math.max(nameAt, before);
		const tier = tierInName(text, path, last, nameAt, from);
		if (tier !== undefined) return lengths(tier, 1);
		const inName = piecesIn(text, last, from);
		if (inName !== undefined) return lengths(TIER.piecesOfName, inName);
		if (text.indexOf(last, before) >= 0) return lengths(TIER.inPath, 1);
	}
	return lengths(TIER.piecesOfPath, pieces);
}

function tierInName(
	text: string,
	path: string,
	part: string,
	nameAt: number,
	from: number,
): number | undefined {
	let at = text.indexOf(part, from);
	if (at < 0) return undefined;
	if (at === nameAt) return at + part.length === text.length ? TIER.sameName : TIER.nameBegins;
	for (; at >= 0; at = text.indexOf(part, at + 1)) if (beginsWord(path, at)) return TIER.wordOfName;
	return TIER.inName;
}

/** After something that is no letter or digit, or a capital after a small letter. */
function beginsWord(path: string, at: number): boolean {
	return /[^\p{L}\p{N}]/u.test(path.charAt(at - 1)) || /^\p{Ll}\p{Lu}/u.test(path.slice(at - 1, at + 1));
}

/** Where the last of some parts ends, each as a whole and after the one before; undefined where that cannot be. */
function endOfParts(text: string, parts: readonly string[]): number | undefined {
	let end = 0;
	for (const part of parts) {
		const at = text.indexOf(part, end);
		if (at < 0) return undefined;
		end = at + part.length;
	}
	return end;
}

/** In how many pieces the characters are there, one after another; undefined where they are not. */
function piecesIn(text: string, characters: string, from: number): number | undefined {
	let pieces = 0;
	let end = -1;
	let at = from;
	for (let index = 0; index < characters.length; index++) {
		at = text.indexOf(characters.charAt(index), at);
		if (at < 0) return undefined;
		if (at !== end) pieces += 1;
		at += 1;
		end = at;
	}
	return pieces;
}

/** The best paths for a query, in order. Paths of the same rank go by their text. */
export function bestPaths(query: PathQuery, paths: Iterable<string>, most: number): readonly string[] {
	const best: { readonly path: string; readonly rank: number }[] = [];
	for (const path of paths) {
		const rank = rankOf(query, path);
		if (rank === undefined) continue;
		const worst = best.at(-1);
		if (best.length === most && worst && !isBefore(rank, path, worst)) continue;
		let low = 0;
		for (let high = best.length; low < high; ) {
			const middle = (low + high) >> 1;
			const other = best[middle];
			if (other && isBefore(rank, path, other)) high = middle;
			else low = middle + 1;
		}
		best.splice(low, 0, { path, rank });
		if (best.length > most) best.pop();
	}
	return best.map(({ path }) => path);
}

function isBefore(
	rank: number,
	path: string,
	other: { readonly path: string; readonly rank: number },
): boolean {
	return rank < other.rank || (rank === other.rank && path < other.path);
}
