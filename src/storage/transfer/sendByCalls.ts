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
import type { PlanItem } from './transferPlan.ts';

/** Calls under way at a time. */
const WIDTH = 24;

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
				await sendOne(transfer, item, signal);
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
				left.delete(folder);
				progress.done(1);
			}
		},
	);
}

async function sendOne(
	{ host: { files }, remote, local, progress }: Transfer,
	{ entry }: PlanItem,
	signal: AbortSignal,
): Promise<void> {
	const target = `${remote}/${entry.path}`;
	progress.current(entry.path);
	if (entry.type === 'link') return sendLink(files, target, entry.target ?? '', signal);
	const place = localPath(local, entry.path);
	const content = await readFile(place);
	if (content.length !== entry.size || !(await isStill(place, entry))) throw new ChangedError();
	await files.write(target, content, signal);
	await files.setAttributes(target, { mode: entry.mode, modified: entry.modified }, signal);
}

/** Beside its place first: what stands there goes when the link is made. */
async function sendLink(
	files: RemoteFiles,
	target: string,
	leadsTo: string,
	signal: AbortSignal,
): Promise<void> {
	const part = target.slice(0, target.lastIndexOf('/') + 1) + partName();
	await files.createLink(part, leadsTo, signal);
	try {
		await files.rename(part, target, true, signal);
	} catch (error) {
		await files.remove(part, AbortSignal.timeout(5_000)).catch(() => {});
		throw error;
	}
}
