import { readFile } from 'node:fs/promises';
import { isProblem } from '../../problems/problem.ts';
import type { RemoteFiles } from '../../remote/remoteFiles.ts';
import { isStill } from './archive.ts';
import { atATime } from './atATime.ts';
import type { Transfer } from './download.ts';
import { ChangedError, isAboutOne, reasonOf } from './failures.ts';
import { localPath } from './localFiles.ts';
import { partName } from './parts.ts';
import type { TransferFailure } from './progress.ts';
import { steadily } from './transferHost.ts';
import { hasOwnRights, type PlanItem } from './transferPlan.ts';
import type { TreeEntry } from './tree.ts';

/** Calls under way at a time. */
const WIDTH = 24;
/** For removing what is of no use: nobody who gave up a transfer waits longer. */
const DISCARD_MS = 5_000;

/**
 * Makes the folders of a plan and sends small files and links where there is no shell: many round trips at a time, and after a
 * lost link those that are left. Returns what was not moved.
 */
export async function sendByCalls(
	transfer: Transfer,
	items: readonly PlanItem[],
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const { host, progress } = transfer;
	const troubles = new Map<string, string>();
	const left = new Set(items);
	const token = partName();
	const parts = new Map(items.map((item, index) => [item, `${token}-${index}`]));
	let hasMoved = false;
	const take = () => {
		const was = hasMoved;
		hasMoved = false;
		return was;
	};
	await makeFolders(transfer, troubles, signal);
	await steadily(host, take, signal, () =>
		atATime(WIDTH, [...left], async (item) => {
			try {
				await sendOne(transfer, item, parts.get(item) ?? token, signal);
				progress.moved(item.entry.size);
				progress.done(1);
				hasMoved = true;
			} catch (error) {
				signal.throwIfAborted();
				if (!isAboutOne(error)) throw error;
				troubles.set(item.entry.path, reasonOf(error));
			}
			left.delete(item);
		}),
	);
	return [...troubles].map(([path, reason]) => ({ path, reason }));
}

async function makeFolders(
	{ host, remote, plan, progress }: Transfer,
	troubles: Map<string, string>,
	signal: AbortSignal,
): Promise<void> {
	const left = new Set(plan.directories);
	await steadily(
		host,
		() => false,
		signal,
		async () => {
			// Parents come first.
			for (const folder of [...left]) {
				await host.files.createDirectory(`${remote}/${folder.path}`, signal).catch((error: unknown) => {
					if (isProblem(error, 'remoteFile') && error.problem.trouble === 'exists') return;
					if (!isAboutOne(error)) throw error;
					troubles.set(folder.path, reasonOf(error));
				});
				if (hasOwnRights(folder) && !troubles.has(folder.path)) {
					const mode = (folder.mode & 0o777) | 0o700;
					await host.files.setAttributes(`${remote}/${folder.path}`, { mode }, signal).catch(ignoreOne);
				}
				left.delete(folder);
				progress.done(1);
			}
		},
	);
}

function ignoreOne(error: unknown): void {
	if (!isAboutOne(error)) throw error;
}

/** Beside its place first, by the same name at each try, and over what stands there when it is whole. */
async function sendOne(
	{ host: { files }, remote, local, progress }: Transfer,
	{ entry }: PlanItem,
	partName: string,
	signal: AbortSignal,
): Promise<void> {
	const target = `${remote}/${entry.path}`;
	const part = target.slice(0, target.lastIndexOf('/') + 1) + partName;
	progress.current(entry.path);
	try {
		if (entry.type === 'link') await makeLink(files, part, entry.target ?? '', signal);
		else await writePart(files, part, localPath(local, entry.path), entry, signal);
		await files.rename(part, target, true, signal);
	} catch (error) {
		if (!isProblem(error, 'connectionLost'))
			await files.remove(part, AbortSignal.timeout(DISCARD_MS)).catch(() => {});
		throw error;
	}
}

async function writePart(
	files: RemoteFiles,
	part: string,
	place: string | Buffer,
	entry: TreeEntry,
	signal: AbortSignal,
): Promise<void> {
	const content = await readFile(place);
	if (content.length !== entry.size || !(await isStill(place, entry))) throw new ChangedError();
	const file = await files.open(part, 'continue', signal);
	try {
		await file.truncate(0, signal);
		await file.write(0, content, signal);
		await file.setAttributes({ mode: entry.mode, modified: entry.modified }, signal);
	} finally {
		await file.close();
	}
}

/** One of that name is the same link, of which nobody heard that it was made. */
async function makeLink(
	files: RemoteFiles,
	part: string,
	target: string,
	signal: AbortSignal,
): Promise<void> {
	await files.createLink(part, target, signal).catch((error: unknown) => {
		if (!isProblem(error, 'remoteFile') || error.problem.trouble !== 'exists') throw error;
	});
}
