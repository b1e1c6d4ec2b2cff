import { lstat, mkdir } from 'node:fs/promises';
import { atATime } from '../transfer/atATime.ts';
import { download } from '../transfer/download.ts';
import { entryOf, localPath } from '../transfer/localFiles.ts';
import { roomHere, type Shortage, shortageOf } from '../transfer/prepare.ts';
import type { TransferFailure, TransferProgress } from '../transfer/progress.ts';
import { steadily } from '../transfer/transferHost.ts';
import type { TransferPlan } from '../transfer/transferPlan.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { treeOver } from '../transfer/upload.ts';
import { alikeFiles } from './compareContents.ts';
import { type FetchPlan, foldersAbove, planFetch, settledFetch, toLookIntoFetch } from './fetchPlan.ts';
import { knownOf } from './rememberSync.ts';
import { resultPatterns } from './resultPatterns.ts';
import type { SyncMemories, SyncMemory, SyncPair } from './syncMemory.ts';
import type { SyncRequest } from './syncUp.ts';
import { linkHere } from './workspaceTree.ts';

export interface FetchRequest extends Pick<SyncRequest, 'host'> {
	readonly pair: SyncPair;
	/** Lines as of a `.gitignore`; what they match is fetched. */
	readonly patterns: readonly string[];
	readonly memories: SyncMemories;
	/** Fetches also what was fetched before and deleted here since. */
	readonly again: boolean;
}

/** What a look at both sides found. Nothing was changed yet. */
export interface PreparedFetch extends FetchPlan {
	readonly request: FetchRequest;
	readonly memory: SyncMemory;
	/** Present where this computer has less room than this needs. */
	readonly shortage: Shortage | undefined;
	/** What over there could not be read. */
	readonly troubles: readonly string[];
}

export interface FetchOutcome {
	readonly fetched: TransferPlan;
	readonly failures: readonly TransferFailure[];
}

const AT_A_TIME = 64;
const NOTHING: SyncMemory = { entries: new Map(), pending: new Map() };

/** Looks for what the patterns match over there, and plans what of it is to come; changes nothing. */
export async function planFetchResults(request: FetchRequest, signal: AbortSignal): Promise<PreparedFetch> {
	const { host, pair, memories, again } = request;
	const patterns = resultPatterns(request.patterns);
	const memory = (await memories.read(pair)) ?? NOTHING;
	const { entries, troubles } = await steadily(
		host,
		() => false,
		signal,
		() => treeOver(host, pair.remote, patterns.tops, signal),
	);
	const wanted = entries.filter(({ path, type }) => type !== 'directory' && patterns.matches(path));
	const there = [...foldersOf(wanted, entries), ...wanted];
	const here = await statesHere(
		pair.local,
		there.map(({ path }) => path),
		signal,
	);
	const sides = { there, here, memory, again };
	const plan = planFetch(sides, await alikeFiles(host, pair, toLookIntoFetch(sides), signal));
	const shortage = shortageOf(plan.transfer, await roomHere(pair.local));
	return { ...plan, request, memory, shortage, troubles };
}

/** True for what only the person can decide. */
export function fetchNeedsWord({ overwrites, shortage }: PreparedFetch): boolean {
	return overwrites.length > 0 || shortage !== undefined;
}

/** Fetches what was planned, and of what needs the person's word that which has it. Goes on after a lost link. */
export async function runFetch(
	prepared: PreparedFetch,
	overwrite: ReadonlySet<string>,
	progress: TransferProgress,
	signal: AbortSignal,
): Promise<FetchOutcome> {
	const { host, pair, memories } = prepared.request;
	const plan = settledFetch(prepared, overwrite);
	await mkdir(pair.local, { recursive: true });
	const failures = await download({ host, remote: pair.remote, local: pair.local, plan, progress }, signal);
	const failed = new Set(failures.map(({ path }) => path));
	const came = [...plan.files, ...plan.links].filter(({ entry }) => !failed.has(entry.path));
	const now = await statesHere(
		pair.local,
		came.map(({ entry }) => entry.path),
		signal,
	);
	const entries = new Map(prepared.memory.entries);
	const fromOf = (path: string) => prepared.memory.entries.get(path)?.from ?? 'there';
	for (const { entry } of came) {
		const here = now.get(entry.path);
		if (here?.type === entry.type) entries.set(entry.path, knownOf(here, entry, fromOf(entry.path)));
	}
	for (const { entry, existing } of prepared.same)
		entries.set(entry.path, knownOf(existing, entry, fromOf(entry.path)));
	await memories.write(pair, { entries, pending: prepared.memory.pending });
	return { fetched: plan, failures };
}

/** The folders on the way to some files, as far as they were listed. */
function foldersOf(files: readonly TreeEntry[], entries: readonly TreeEntry[]): readonly TreeEntry[] {
	const above = foldersAbove(files);
	return entries.filter(({ path, type }) => type === 'directory' && above.has(path));
}

/** What is at some paths here, those that exist. */
async function statesHere(
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<ReadonlyMap<string, TreeEntry>> {
	const found = new Map<string, TreeEntry>();
	await atATime(AT_A_TIME, paths, async (path) => {
		signal.throwIfAborted();
		const facts = await lstat(localPath(folder, path)).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
		});
		if (facts) found.set(path, entryOf(path, facts, await linkHere(folder, path, facts)));
	});
	return found;
}
