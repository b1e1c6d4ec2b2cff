import { cancelled, isAbort } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import type { FileMatches } from './lineMatch.ts';
import { SEARCH_LIMITS, type SearchEnd, type SearchLimits, searchFiles } from './searchFiles.ts';
import type { SearchQuery } from './searchQuery.ts';
import type { SearchTool } from './searchTool.ts';

/** What is looked for, and where. */
export interface Search {
	readonly cluster: string;
	/** Absolute. */
	readonly folder: string;
	readonly query: SearchQuery;
	readonly tool: SearchTool;
}

export type SearchState =
	| { readonly kind: 'running' }
	/** The person ended it. */
	| { readonly kind: 'stopped' }
	| { readonly kind: 'over'; readonly end: SearchEnd }
	| { readonly kind: 'failed'; readonly error: unknown };

/** The last search, and what it found so far; files in the order of their paths. */
export interface SearchSnapshot {
	readonly search: Search;
	readonly state: SearchState;
	readonly files: readonly FileMatches[];
	readonly limits: SearchLimits;
}

/** So often at most the view is told of what was found. */
const TELL_MS = 150;

/** One search at a time: the next one ends the one before. What was found stays until then, or until it is cleared. */
export class SearchStore {
	readonly #limits: SearchLimits;
	readonly #changed = new Emitter<void>();
	readonly #files = new Map<string, FileMatches>();
	#search: Search | undefined;
	#state: SearchState = { kind: 'running' };
	#running = new AbortController();
	#telling: NodeJS.Timeout | undefined;

	/** Fires when the snapshot changed. */
	readonly onDidChange = this.#changed.event;

	constructor(limits = SEARCH_LIMITS) {
		this.#limits = limits;
	}

	/** Undefined before the first search, and after it was cleared. */
	get snapshot(): SearchSnapshot | undefined {
		if (!this.#search) return undefined;
		const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
		return { search: this.#search, state: this.#state, files, limits: this.#limits };
	}

	/** Resolves when the search is over, however it ended; never rejects. */
	async search(host: Pick<RemoteHost, 'name' | 'stream'>, search: Search): Promise<void> {
		const running = this.#begin();
		this.#search = search;
		this.#tell({ kind: 'running' });
		const state = await this.#run(host, search, running.signal);
		if (this.#running === running) this.#tell(state);
	}

	/** Ends the search on the login node; what it found stays. */
	stop(): void {
		this.#running.abort(cancelled());
	}

	/** Ends the search and forgets it. */
	clear(): void {
		this.#begin();
		this.#search = undefined;
		this.#tell({ kind: 'stopped' });
	}

	/** Takes a file, or one line of it, out of the results. */
	dismiss(path: string, line?: number): void {
		const file = this.#files.get(path);
		if (!file) return;
		const lines = line === undefined ? [] : file.lines.filter((one) => one.line !== line);
		if (lines.length === 0) this.#files.delete(path);
		else this.#files.set(path, { path, lines });
		this.#changed.fire();
	}

	dispose(): void {
		this.clear();
		clearTimeout(this.#telling);
		this.#changed.dispose();
	}

	/** Leaves nothing of the search before. */
	#begin(): AbortController {
		this.stop();
		this.#running = new AbortController();
		this.#files.clear();
		return this.#running;
	}

	async #run(
		host: Pick<RemoteHost, 'name' | 'stream'>,
		search: Search,
		signal: AbortSignal,
	): Promise<SearchState> {
		const pieces = searchFiles(host, search, this.#limits, signal);
		try {
			for (;;) {
				const { done, value } = await pieces.next();
				if (signal.aborted) return { kind: 'stopped' };
				if (done) return { kind: 'over', end: value };
				for (const file of value) this.#add(file);
			}
		} catch (error) {
			return isAbort(error) ? { kind: 'stopped' } : { kind: 'failed', error };
		} finally {
			await pieces.return({ unreadable: 0 }).catch(() => undefined);
		}
	}

	#add({ path, lines }: FileMatches): void {
		const before = this.#files.get(path)?.lines ?? [];
		this.#files.set(path, { path, lines: [...before, ...lines] });
		this.#telling ??= setTimeout(() => this.#tell(this.#state), TELL_MS);
	}

	#tell(state: SearchState): void {
		clearTimeout(this.#telling);
		this.#telling = undefined;
		this.#state = state;
		this.#changed.fire();
	}
}
