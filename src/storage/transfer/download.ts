import { chmod, mkdir, rename, rm, symlink, utimes } from 'node:fs/promises';
import { bytesOf } from '../../base/rawText.ts';
import { isAboutOne, reasonOf } from './failures.ts';
import { fetchSmall } from './fetchSmall.ts';
import { downloadLarge } from './largeFile.ts';
import { sweepHere } from './leftovers.ts';
import { localPath } from './localFiles.ts';
import { localPart } from './parts.ts';
import type { TransferFailure, TransferProgress } from './progress.ts';
import { lanesFor, type TransferHost } from './transferHost.ts';
import { isSmall, type TransferPlan } from './transferPlan.ts';
import type { Tree, TreeEntry } from './tree.ts';

export interface Transfer {
	readonly host: TransferHost;
	/** The folder over there that the plan's paths are below. */
	readonly remote: string;
	/** The folder here. */
	readonly local: string;
	readonly plan: TransferPlan;
	readonly progress: TransferProgress;
	/** Looks what is at some paths over there, where the caller knows better than to list their folders whole. */
	readonly lookAt?: (paths: readonly string[], signal: AbortSignal) => Promise<Tree>;
}

/** Fetches what a plan says. What fails alone is told, and the rest goes on; a full disk or a lost connection ends it. */
export async function download(transfer: Transfer, signal: AbortSignal): Promise<readonly TransferFailure[]> {
	const { local, plan, progress } = transfer;
	const failures: TransferFailure[] = [];
	/** Does the work for one, and keeps what stood against it. */
	const doOne = async ({ path }: TreeEntry, work: () => Promise<unknown>) => {
		try {
			await work();
			progress.done(1);
		} catch (error) {
			signal.throwIfAborted();
			if (!isAboutOne(error)) throw error;
			failures.push({ path, reason: reasonOf(error) });
		}
	};
	for (const entry of plan.directories)
		await doOne(entry, () =>
			mkdir(localPath(local, entry.path), { recursive: true, mode: (entry.mode & 0o777) | 0o700 }),
		);
	failures.push(...(await fetchSmall(transfer, plan.files.filter(isSmall), signal)));
	await fetchLarge(transfer, doOne, signal);
	for (const { entry } of plan.links) await doOne(entry, () => makeLink(localPath(local, entry.path), entry));
	await setFolderAttributes(transfer);
	await sweepHere(
		local,
		plan.known.map(({ path }) => path),
	);
	return failures;
}

async function fetchLarge(
	{ host, remote, local, plan, progress }: Transfer,
	doOne: (entry: TreeEntry, work: () => Promise<void>) => Promise<void>,
	signal: AbortSignal,
): Promise<void> {
	const large = plan.files.filter((item) => !isSmall(item));
	if (large.length === 0) return;
	const lanes = await lanesFor(host, remote, signal);
	for (const { entry } of large) {
		progress.current(entry.path);
		const place = { remote: `${remote}/${entry.path}`, local: localPath(local, entry.path) };
		await doOne(entry, () => downloadLarge({ host, ...place, entry, lanes, progress }, signal));
	}
}

/** Beside its place first: what stands there goes when the link is made. */
async function makeLink(place: string | Buffer, { target = '' }: TreeEntry): Promise<void> {
	const part = localPart(place);
	await symlink(bytesOf(target), part);
	try {
		await rename(part, place);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

/** The deepest first: what is done in a folder changes its time. A folder that was there keeps its rights. */
async function setFolderAttributes({ local, plan }: Transfer): Promise<void> {
	const made = new Set(plan.directories);
	for (const entry of [...made, ...plan.known].toSorted((a, b) => (a.path < b.path ? 1 : -1))) {
		const place = localPath(local, entry.path);
		// A folder that its own owner cannot write to would stop the next transfer.
		if (made.has(entry)) await chmod(place, (entry.mode & 0o777) | 0o700).catch(() => {});
		await utimes(place, entry.modified / 1000, entry.modified / 1000).catch(() => {});
	}
}
