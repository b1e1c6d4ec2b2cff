import { statfs } from 'node:fs/promises';
import type { RemoteFiles } from '../../remote/remoteFiles.ts';
import type { AreaSpace } from '../space/spaceStore.ts';
import { readLocalTree } from './localFiles.ts';
import type { TransferHost } from './transferHost.ts';
import { planTransfer, type TransferPlan } from './transferPlan.ts';
import type { Tree } from './tree.ts';
import { treeOver } from './upload.ts';

/** What is to be moved, and from where to where. */
export interface TransferRequest {
	readonly direction: 'up' | 'down';
	readonly host: TransferHost;
	/** The folder over there that holds the names, or will. */
	readonly remote: string;
	/** The folder here that holds the names, or will. */
	readonly local: string;
	readonly names: readonly string[];
}

export interface Prepared {
	readonly plan: TransferPlan;
	/** What of the source could not be read. */
	readonly troubles: readonly string[];
	/** Present where the target has less room than the transfer needs. */
	readonly shortage: Shortage | undefined;
}

/** What there is too little of. */
export interface Shortage {
	readonly of: 'bytes' | 'files';
	readonly needed: number;
	readonly available: number;
}

/** Looks at both sides and plans; moves nothing. */
export async function prepareTransfer(
	request: TransferRequest,
	spaceOf: (path: string) => AreaSpace | undefined,
	signal: AbortSignal,
): Promise<Prepared> {
	const { direction, host, remote, local, names } = request;
	const [there, here] = await Promise.all([
		treeOver(host, remote, names, signal),
		readLocalTree(local, names, signal),
	]);
	const [source, target] = direction === 'up' ? [here, there] : [there, here];
	const plan = planTransfer(source.entries, byPath(target));
	const room =
		direction === 'up' ? await roomThere(host.files, remote, spaceOf(remote), signal) : await roomHere(local);
	return { plan, troubles: source.troubles, shortage: shortageOf(plan, room) };
}

function byPath({ entries }: Tree) {
	return new Map(entries.map((entry) => [entry.path, entry]));
}

/** What is left; Infinity where nobody tells. */
export interface Room {
	readonly bytes: number;
	readonly files: number;
}

/** The quota and the file system both have to have room. */
export async function roomThere(
	files: RemoteFiles,
	path: string,
	space: AreaSpace | undefined,
	signal: AbortSignal,
): Promise<Room> {
	const disk = await files.space(path, signal).catch(() => undefined);
	const left = (
		figure: { readonly used?: number; readonly limit?: number; readonly hard?: number } | undefined,
	) =>
		figure?.used === undefined || figure.limit === undefined
			? Number.POSITIVE_INFINITY
			: Math.max(0, (figure.hard ?? figure.limit) - figure.used);
	return {
		bytes: Math.min(disk?.bytes.available ?? Number.POSITIVE_INFINITY, left(space?.reading?.bytes)),
		// Some file systems make inodes as they need them, and tell 0.
		files: Math.min(
			disk?.inodes.total ? disk.inodes.available : Number.POSITIVE_INFINITY,
			left(space?.reading?.files),
		),
	};
}

export async function roomHere(local: string): Promise<Room> {
	const unknown = { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };
	const facts = await statfs(local).catch(() => undefined);
	if (!facts) return unknown;
	return {
		bytes: facts.bavail * facts.bsize,
		files: facts.files > 0 ? facts.ffree : unknown.files,
	};
}

export function shortageOf(
	{ bytesNeeded, inodesNeeded }: Pick<TransferPlan, 'bytesNeeded' | 'inodesNeeded'>,
	room: Room,
): Shortage | undefined {
	if (bytesNeeded > room.bytes) return { of: 'bytes', needed: bytesNeeded, available: room.bytes };
	if (inodesNeeded > room.files) return { of: 'files', needed: inodesNeeded, available: room.files };
	return undefined;
}
