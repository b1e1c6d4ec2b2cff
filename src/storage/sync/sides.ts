import { isSame, type TreeEntry } from '../transfer/tree.ts';
import type { KnownEntry } from './syncMemory.ts';

/** What is to become of something that both sides have. `look`: only its content can tell. */
export type Fate = 'same' | 'move' | 'ask' | 'look';

export const secondsOf = (ms: number): number => Math.floor(ms / 1000);

export function isAsKnownHere(entry: TreeEntry, known: KnownEntry | undefined): boolean {
	if (!known || entry.type !== known.type) return false;
	if (entry.type === 'link') return entry.target === known.target;
	return entry.type !== 'file' || (entry.size === known.size && entry.modified === known.here);
}

export function isAsKnownThere(entry: TreeEntry, known: KnownEntry | undefined): boolean {
	if (!known || entry.type !== known.type) return false;
	if (entry.type === 'link') return entry.target === known.target;
	return entry.type !== 'file' || (entry.size === known.size && secondsOf(entry.modified) === known.there);
}

/**
 * What is to become of a file or link that is to go from one side to the other and that both have.
 *
 * @param isKnown whether each is as it was when both were the same
 */
export function fateOf(
	source: TreeEntry,
	target: TreeEntry,
	isKnown: { readonly source: boolean; readonly target: boolean },
): Fate {
	if (isKnown.source && isKnown.target) return 'same';
	if (isKnown.target) return 'move';
	if (isSame(source, target)) return 'same';
	if (source.type === 'file' && target.type === 'file' && source.size === target.size) return 'look';
	return 'ask';
}
