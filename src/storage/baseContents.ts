import { createHash } from 'node:crypto';

/** What a content is known by. */
interface Mark {
	readonly size: number;
	readonly hash: string;
}

interface Base {
	/** What the open document began from; absent as long as nothing was read. */
	mark?: Mark;
	/** What was read or written after that, by whomever, and may have reached the document. */
	later?: Uint8Array;
}

/**
 * What the content was that each open document began from, so that a save never goes over somebody else's change. The editor
 * tells neither who reads a file nor when a document took the new content over; so a content that was read while the document
 * is open counts only once the document holds it.
 */
export class BaseContents {
	readonly #bases = new Map<string, Base>();

	/** A file was read. Returns whether it holds something else than its open document began from. */
	read(key: string, content: Uint8Array, isOpen: boolean): 'same' | 'other' {
		const base = this.#bases.get(key);
		if (!isOpen || !base?.mark) {
			this.#bases.set(key, { mark: markOf(content) });
			return 'same';
		}
		if (isMarkOf(base.mark, content)) return 'same';
		base.later = content;
		return 'other';
	}

	/** This window wrote it, after a look at what was there. */
	written(key: string, content: Uint8Array): void {
		this.#bases.set(key, { mark: markOf(content) });
	}

	/** True where something was read that a document may have taken over. */
	isUnsettled(key: string): boolean {
		return this.#bases.get(key)?.later !== undefined;
	}

	/** A document without unsaved changes holds a content. */
	async settled(key: string, holds: (content: Uint8Array) => PromiseLike<boolean>): Promise<void> {
		const base = this.#bases.get(key);
		const later = base?.later;
		if (!base || !later || !(await holds(later)) || base.later !== later) return;
		this.#bases.set(key, { mark: markOf(later) });
	}

	closed(key: string): void {
		this.#bases.delete(key);
	}

	/** Whether a save may replace that content. True where nothing is known of it. */
	mayReplace(key: string, current: Uint8Array): boolean {
		const mark = this.#bases.get(key)?.mark;
		return !mark || isMarkOf(mark, current);
	}

	/** True where a save has to look first. */
	has(key: string): boolean {
		return this.#bases.get(key)?.mark !== undefined;
	}
}

function markOf(content: Uint8Array): Mark {
	return { size: content.length, hash: createHash('sha256').update(content).digest('base64') };
}

function isMarkOf(mark: Mark, content: Uint8Array): boolean {
	return mark.size === content.length && mark.hash === markOf(content).hash;
}
