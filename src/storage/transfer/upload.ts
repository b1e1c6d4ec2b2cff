import { isProblem } from '../../problems/problem.ts';
import { atATime } from './atATime.ts';
import type { Transfer } from './download.ts';
import { isAboutOne, reasonOf } from './failures.ts';
import { uploadLarge } from './largeFile.ts';
import { sweepThere } from './leftovers.ts';
import { localPath } from './localFiles.ts';
import type { TransferFailure } from './progress.ts';
import { readRemoteTree, readTreeBySftp, topsOf } from './remoteTree.ts';
import { sendAsStream } from './sendAsStream.ts';
import { sendByCalls } from './sendByCalls.ts';
import { lanesFor, steadily, type TransferHost } from './transferHost.ts';
import { isSmall, type PlanItem } from './transferPlan.ts';
import { isSame, type Tree, type TreeEntry } from './tree.ts';

/** Folders whose attributes are being set at a time. */
const FOLDERS = 128;

/** Sends what a plan says. What fails alone is told, and the rest goes on; a full disk or a lost connection ends it. */
export async function upload(transfer: Transfer, signal: AbortSignal): Promise<readonly TransferFailure[]> {
	const { host, remote, plan } = transfer;
	const { shell } = host;
	const isEmpty = [plan.files, plan.links, plan.directories, plan.known].every(({ length }) => length === 0);
	if (isEmpty) return [];
	const known = plan.known.map(({ path }) => path);
	// Takes its round trip while others are under way. It never fails.
	const sweeping = shell && sweepThere(shell, remote, known, signal);
	const small = [...plan.files.filter(isSmall), ...plan.links];
	const failures: TransferFailure[] = [];
	if (shell) failures.push(...(await sendAsStream(transfer, shell, small, signal)));
	else failures.push(...(await sendByCalls(transfer, small, signal)));
	failures.push(...(await sendLarge(transfer, signal)));
	const there = await treeAfter(transfer, signal);
	failures.push(...missingIn(there, transfer, failures));
	// What is swept from a folder changes its time.
	await sweeping;
	await setFolderAttributes(transfer, there, signal);
	return failures;
}

/** What is at some names below a folder over there, by whatever that host can. */
export function treeOver(
	{ files, shell }: TransferHost,
	folder: string,
	names: readonly string[],
	signal: AbortSignal,
): Promise<Tree> {
	return shell ? readRemoteTree(shell, folder, names, signal) : readTreeBySftp(files, folder, names, signal);
}

async function sendLarge(
	{ host, remote, local, plan, progress }: Transfer,
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const large = plan.files.filter((item) => !isSmall(item));
	if (large.length === 0) return [];
	const failures: TransferFailure[] = [];
	const lanes = await lanesFor(host, remote, signal);
	for (const { entry } of large) {
		progress.current(entry.path);
		const place = { remote: `${remote}/${entry.path}`, local: localPath(local, entry.path) };
		try {
			await uploadLarge({ host, ...place, entry, lanes, progress }, signal);
			progress.done(1);
		} catch (error) {
			signal.throwIfAborted();
			if (!isAboutOne(error)) throw error;
			failures.push({ path: entry.path, reason: reasonOf(error) });
		}
	}
	return failures;
}

/** What is there of all that was sent. */
async function treeAfter(
	{ host, remote, plan, lookAt }: Transfer,
	signal: AbortSignal,
): Promise<ReadonlyMap<string, TreeEntry>> {
	const { files, links, directories } = plan;
	const sent = [...files, ...links].map(({ entry }) => entry.path);
	const paths = [...sent, ...directories.map(({ path }) => path)];
	if (paths.length === 0) return new Map();
	const { entries } = await steadily(
		host,
		() => false,
		signal,
		() => (lookAt ? lookAt(paths, signal) : treeOver(host, remote, topsOf(paths), signal)),
	);
	return new Map(entries.map((entry) => [entry.path, entry]));
}

/** What should be there, whole, and is not. */
function missingIn(
	there: ReadonlyMap<string, TreeEntry>,
	{ plan }: Transfer,
	known: readonly TransferFailure[],
): readonly TransferFailure[] {
	const failed = new Set(known.map(({ path }) => path));
	const isThere = ({ entry }: PlanItem) => {
		const found = there.get(entry.path);
		return failed.has(entry.path) || (found !== undefined && isSame(entry, found));
	};
	const lost = [...plan.files, ...plan.links].filter((item) => !isThere(item));
	const unmade = plan.directories.filter((entry) => !isThere({ entry }));
	return [
		...lost.map(({ entry }) => ({ path: entry.path, reason: 'It did not arrive whole.' })),
		...unmade.map(({ path }) => ({ path, reason: 'The folder could not be made.' })),
	];
}

/** Last of all, because what is done in a folder changes its time. A folder that was there keeps its rights. */
async function setFolderAttributes(
	{ host, remote, plan }: Transfer,
	there: ReadonlyMap<string, TreeEntry>,
	signal: AbortSignal,
): Promise<void> {
	const made = plan.directories.flatMap(({ path, mode, modified }) => {
		const found = there.get(path);
		// The bit that gives what is inside to the folder's group comes from the folder above, not from here.
		return found ? [{ path, modified, mode: (mode & 0o777) | (found.mode & 0o7000) }] : [];
	});
	const known = plan.known.map(({ path, modified }) => ({ path, modified }));
	const left = new Set([...made, ...known].toSorted((a, b) => (a.path < b.path ? 1 : -1)));
	await steadily(
		host,
		() => false,
		signal,
		() =>
			atATime(FOLDERS, [...left], async (folder) => {
				const { path, ...attributes } = folder;
				await host.files.setAttributes(`${remote}/${path}`, attributes, signal).catch((error: unknown) => {
					if (!isProblem(error, 'remoteFile')) throw error;
				});
				left.delete(folder);
			}),
	);
}
