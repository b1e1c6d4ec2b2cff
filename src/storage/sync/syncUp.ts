import { sep } from 'node:path';
import { shellQuote } from '../../base/shellQuote.ts';
import type { AreaSpace } from '../space/spaceStore.ts';
import { roomThere, type Shortage, shortageOf } from '../transfer/prepare.ts';
import type { TransferFailure, TransferProgress } from '../transfer/progress.ts';
import { steadily, type TransferHost } from '../transfer/transferHost.ts';
import type { TransferPlan } from '../transfer/transferPlan.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { feed, upload } from '../transfer/upload.ts';
import { deleteThere, setModesThere } from './changeThere.ts';
import { alikeFiles } from './compareContents.ts';
import { entriesThere, foldersThere } from './lookThere.ts';
import { afterSync, pendingOf } from './rememberSync.ts';
import type { SyncMemories, SyncMemory, SyncPair } from './syncMemory.ts';
import { planSyncUp, type Sides, type SyncDecision, type SyncPlan, settledTransfer } from './syncPlan.ts';
import { readWorkspace, type WorkspaceTree } from './workspaceTree.ts';

/** What is to be kept alike, and how. */
export interface SyncRequest {
	readonly host: TransferHost;
	readonly pair: SyncPair;
	/** What stays here, as lines of a `.gitignore` of their own: see `readWorkspace`. */
	readonly exclude: readonly string[];
	/** With `never` nothing is deleted there, nor asked about. */
	readonly delete: 'ask' | 'never';
	readonly memories: SyncMemories;
}

/** What a look at both sides found. Nothing was changed yet. */
export interface PreparedSync extends SyncPlan {
	readonly request: SyncRequest;
	/** True when these two folders were never synced. */
	readonly isFirst: boolean;
	/** True when the folder over there does not exist yet. */
	readonly isFolderMissing: boolean;
	/** Present where the other side has less room than this needs. */
	readonly shortage: Shortage | undefined;
	/** What of the workspace could not be read. */
	readonly troubles: readonly string[];
}

export interface SyncOutcome {
	readonly sent: TransferPlan;
	readonly deleted: number;
	/** What was not sent although it should have been. */
	readonly failures: readonly TransferFailure[];
}

/** How names of unfinished uploads begin: see `transfer/upload.ts`. */
const PART = '.aif-part-';

const NOTHING: SyncMemory = { entries: new Map(), pending: new Map() };

/**
 * Looks at both sides and plans; changes nothing. Over there it lists only the folders that exist here too, or that came from
 * here: what jobs make in folders of their own is not even looked at. Throws what `node:fs` says of the folder here.
 */
export async function planSync(
	request: SyncRequest,
	spaceOf: (path: string) => AreaSpace | undefined,
	signal: AbortSignal,
): Promise<PreparedSync> {
	const { host, pair, exclude } = request;
	const remembered = await request.memories.read(pair);
	const memory = remembered ?? NOTHING;
	const list = (folders: readonly string[]) =>
		steady(host, signal, () => foldersThere(host, pair.remote, folders, signal));
	const known = foldersKnown(memory);
	const [here, tree, room] = await Promise.all([
		readWorkspace(pair.local, exclude, signal),
		list([...known]),
		roomThere(host.files, pair.remote, spaceOf(pair.remote), signal),
	]);
	const found = tree ? [tree] : [];
	const there = new Map((tree?.entries ?? []).map((entry) => [entry.path, entry]));
	const more = foldersOnBothSides(here, known, there);
	if (tree && more.length > 0) {
		const others = await list(more);
		for (const entry of others?.entries ?? []) there.set(entry.path, entry);
		if (others) found.push(others);
	}
	const sides = { here, there, memory, knowsModes: sep === '/' };
	const first = planSyncUp(sides, new Set());
	const alike = await alikeFiles(host, pair, first.unsure, signal);
	const plan = alike.size === 0 ? first : planSyncUp(sides, alike);
	return {
		...plan,
		deletions: request.delete === 'ask' ? plan.deletions : [],
		request,
		isFirst: remembered === undefined,
		isFolderMissing: tree === undefined,
		shortage: shortageOf(plan.transfer, room),
		troubles: [...here.unread.map(({ reason }) => reason), ...found.flatMap(({ troubles }) => troubles)],
	};
}

/** True for what nobody but the person can decide; all else goes by itself. */
export function needsWord({ isFirst, overwrites, deletions, shortage }: PreparedSync): boolean {
	return isFirst || overwrites.length > 0 || deletions.length > 0 || shortage !== undefined;
}

/**
 * The plan as it is after the person has thought, while jobs and others went on: what is asked about is a part of what was asked
 * about before, and what is still so.
 */
export async function planAgain(
	asked: PreparedSync,
	spaceOf: (path: string) => AreaSpace | undefined,
	signal: AbortSignal,
): Promise<PreparedSync> {
	const now = await planSync(asked.request, spaceOf, signal);
	const wereAsked = new Set(asked.deletions.map(({ path }) => path));
	return { ...now, deletions: now.deletions.filter(({ path }) => wereAsked.has(path)) };
}

/**
 * Does what was planned and decided: deletes, sends, sets modes, and remembers what is alike then. Goes on after a lost link; where
 * that does not come back, the next sync finds out what is missing.
 */
export async function runSync(
	prepared: PreparedSync,
	decision: SyncDecision,
	progress: TransferProgress,
	signal: AbortSignal,
): Promise<SyncOutcome> {
	const { request, sides } = prepared;
	const { host, pair, memories } = request;
	const plan = settledTransfer(prepared, decision);
	const deletions = prepared.deletions.filter(({ path }) => decision.delete.has(path));
	if (prepared.isFolderMissing) await steady(host, signal, () => makeFolder(host, pair.remote, signal));
	const beginning = new Map(plan.files.map(pendingOf));
	if (beginning.size > 0) {
		const pending = new Map([...sides.memory.pending, ...beginning]);
		await memories.writePending(pair, pending);
	}
	const deleted = [...leftovers(sides), ...deletions];
	await steady(host, signal, () => deleteThere(host, pair.remote, deleted, signal));
	const arrived = new Map<string, TreeEntry>();
	const failures = await upload(
		{
			...{ host, remote: pair.remote, local: pair.local, plan, progress },
			lookAt: async (paths) => {
				const tree = await entriesThere(host, pair.remote, paths, signal);
				for (const entry of tree.entries) arrived.set(entry.path, entry);
				return tree;
			},
		},
		signal,
	);
	await steady(host, signal, () => setModesThere(host, pair.remote, prepared.modes, signal));
	const next = afterSync(prepared, decision, plan, failures, arrived);
	if (next !== sides.memory || prepared.isFirst || beginning.size > 0) await memories.write(pair, next);
	return { sent: plan, deleted: deletions.length, failures };
}

function steady<T>(host: TransferHost, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
	return steadily(host, () => false, signal, work);
}

/** What a sync that was broken off left beside the places of its files. */
function leftovers({ there, memory: { pending } }: Sides): readonly TreeEntry[] {
	const folders = new Set([...pending.keys()].map(folderOf));
	return [...there.values()].filter(
		({ path, type }) =>
			type === 'file' &&
			folders.has(folderOf(path)) &&
			path.slice(path.lastIndexOf('/') + 1).startsWith(PART),
	);
}

/** The folder that holds a path; `''` at the top. */
function folderOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Folders that hold what was sent, which are listed while the folder here is still being read. */
function foldersKnown(memory: SyncMemory): ReadonlySet<string> {
	const folders = new Set(['']);
	for (const [path, { type, from }] of memory.entries) {
		if (from !== 'here') continue;
		folders.add(type === 'directory' ? path : folderOf(path));
	}
	return folders;
}

/** Of the folders here that were not listed there those that exist there too, as far as the listing tells. */
function foldersOnBothSides(
	{ entries }: WorkspaceTree,
	listed: ReadonlySet<string>,
	there: ReadonlyMap<string, TreeEntry>,
): readonly string[] {
	return entries.flatMap(({ path, type }) => {
		if (type !== 'directory' || listed.has(path)) return [];
		let top = path;
		while (!listed.has(folderOf(top))) top = folderOf(top);
		return there.get(top)?.type === 'directory' ? [path] : [];
	});
}

async function makeFolder(host: TransferHost, folder: string, signal: AbortSignal): Promise<void> {
	if (host.shell) {
		const none = (async function* () {})();
		await feed(host, `exec ${shellQuote(['mkdir', '-p', '--', folder])}`, none, folder, signal);
		return;
	}
	const names = folder.split('/').filter((name) => name !== '');
	for (let depth = 1; depth <= names.length; depth++) {
		const path = `/${names.slice(0, depth).join('/')}`;
		const isThere = await host.files.stat(path, signal).then(
			() => true,
			() => false,
		);
		if (!isThere) await host.files.createDirectory(path, signal);
	}
}
