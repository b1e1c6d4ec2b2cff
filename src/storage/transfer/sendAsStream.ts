import { bytesOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import { isProblem } from '../../problems/problem.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';
import { archive } from './archive.ts';
import { atATime } from './atATime.ts';
import type { Transfer } from './download.ts';
import { isAboutOne, reasonOf } from './failures.ts';
import { Staging } from './parts.ts';
import type { TransferFailure } from './progress.ts';
import { readRemoteTree, topsOf } from './remoteTree.ts';
import { commandFailed, feed, feedNames, once } from './shellWork.ts';
import { TAR_QUOTING, tarTroubles } from './tarWords.ts';
import { steadily } from './transferHost.ts';
import { bytesIn, hasOwnRights, type PlanItem } from './transferPlan.ts';
import { isSame } from './tree.ts';

/** Renames are one round trip each and cost the server little. */
const RENAMES = 128;
/** For removing what is of no use: nobody who gave up a transfer waits longer. */
const DISCARD_MS = 5_000;

/**
 * Makes the folders of a plan and sends small files and links as one stream; after a lost link it goes on with those that are
 * missing. Everything is staged beside its place and put there by renames when all have arrived, so that whatever happens there
 * is the old or the new at each place, whole. Returns what was not moved.
 */
export async function sendAsStream(
	transfer: Transfer,
	shell: SteadyHost,
	items: readonly PlanItem[],
	signal: AbortSignal,
): Promise<readonly TransferFailure[]> {
	const staging = new Staging(transfer.plan);
	const troubles = new Map<string, string>();
	try {
		await makeFolders(transfer, shell, staging, signal);
		await sendAll(transfer, shell, { items, staging, troubles }, signal);
		await putInPlace(transfer, staging, troubles, signal);
	} catch (error) {
		await discard(transfer, shell, staging);
		throw error;
	}
	if (troubles.size > 0) await discard(transfer, shell, staging);
	return [...troubles].map(([path, reason]) => ({ path, reason }));
}

/** One that cannot be made is told by the files in it, and by the check at the end. */
async function makeFolders(
	{ host, remote, plan, progress }: Transfer,
	shell: SteadyHost,
	staging: Staging,
	signal: AbortSignal,
): Promise<void> {
	const { directories } = plan;
	if (directories.length === 0) return;
	const places = directories.map((entry) => ({ place: `./${staging.placeOf(entry.path)}`, entry }));
	const own = places.filter(({ entry }) => hasOwnRights(entry));
	const run = (program: string, words: readonly string[]) =>
		feedNames(shell, { folder: remote, program }, words, signal);
	await steadily(
		host,
		() => false,
		signal,
		async () => {
			const made = places.map(({ place }) => place);
			await run('mkdir -p --', made);
			const rights = own.flatMap(({ place, entry }) => [((entry.mode & 0o777) | 0o700).toString(8), place]);
			await run('-n 2 chmod', rights);
		},
	);
	progress.done(directories.length);
}

interface Sending {
	readonly items: readonly PlanItem[];
	readonly staging: Staging;
	/** What is not moved, and why. */
	readonly troubles: Map<string, string>;
}

async function sendAll(
	transfer: Transfer,
	shell: SteadyHost,
	{ items, staging, troubles }: Sending,
	signal: AbortSignal,
): Promise<void> {
	const { host, local, progress } = transfer;
	const placeOf = (path: string) => staging.placeOf(path);
	let left = items;
	let isFirst = true;
	let sent = 0;
	let arrived = 0;
	const hasMoved = () => {
		const was = arrived > 0;
		arrived = 0;
		return was;
	};
	await steadily(host, hasMoved, signal, async () => {
		if (!isFirst) {
			const missing = await missingOf(transfer, shell, left, placeOf, signal);
			// What was sent may not have arrived.
			progress.moved(bytesIn(left) - bytesIn(missing) - sent);
			arrived = left.length - missing.length;
			progress.done(arrived);
			left = missing;
		}
		isFirst = false;
		sent = 0;
		for (const { entry } of left) troubles.delete(entry.path);
		if (left.length === 0) return;
		const content = archive(
			left,
			{
				...{ local, placeOf, current: progress.current },
				sent(bytes) {
					sent += bytes;
					progress.moved(bytes);
				},
				left: (path, reason) => troubles.set(path, reason),
			},
			signal,
		);
		await unpack(transfer, shell, { items: left, staging, troubles }, content, signal);
	});
	progress.done(left.filter(({ entry }) => !troubles.has(entry.path)).length);
}

async function unpack(
	{ remote }: Transfer,
	shell: SteadyHost,
	{ items, staging, troubles }: Sending,
	content: AsyncIterable<Uint8Array>,
	signal: AbortSignal,
): Promise<void> {
	// Owner and rights of the person who unpacks.
	const command = `cd -- ${shellQuote([remote])} && exec tar -x --no-same-owner -p ${TAR_QUOTING} -f -`;
	const fed = await feed(shell, { command, folder: remote }, content, signal);
	if (fed.exitCode === 0) return;
	const told = tarTroubles(fed.words);
	const before = troubles.size;
	for (const { entry } of items) {
		const place = staging.placeOf(entry.path);
		const reason = told.get(place);
		if (reason !== undefined) troubles.set(entry.path, firstOnTheWay(told, place) ?? reason);
	}
	if (troubles.size === before) throw commandFailed(shell, command, fed);
}

/** What is said of the outermost folder of a path that anything is said of. */
function firstOnTheWay(told: ReadonlyMap<string, string>, path: string): string | undefined {
	for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
		const reason = told.get(path.slice(0, end));
		if (reason !== undefined) return reason;
	}
	return undefined;
}

async function missingOf(
	{ remote }: Transfer,
	shell: SteadyHost,
	items: readonly PlanItem[],
	placeOf: (path: string) => string,
	signal: AbortSignal,
): Promise<readonly PlanItem[]> {
	const tops = topsOf(items.map(({ entry }) => placeOf(entry.path)));
	const { entries } = await readRemoteTree(shell, remote, tops, signal);
	const there = new Map(entries.map((entry) => [entry.path, entry]));
	return items.filter(({ entry }) => {
		const found = there.get(placeOf(entry.path));
		return !found || !isSame(entry, found);
	});
}

async function putInPlace(
	{ host, remote }: Transfer,
	staging: Staging,
	troubles: Map<string, string>,
	signal: AbortSignal,
): Promise<void> {
	const left = new Set(staging.tops.filter(({ to }) => !troubles.has(to)));
	await steadily(
		host,
		() => false,
		signal,
		() =>
			atATime(RENAMES, [...left], async (staged) => {
				const [from, to] = [`${remote}/${staged.from}`, `${remote}/${staged.to}`];
				await host.files.rename(from, to, true, signal).catch((error: unknown) => {
					if (!isAboutOne(error)) throw error;
					// A rename of which nobody heard the end may have happened; the check at the end tells.
					if (isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound') return;
					troubles.set(staged.to, reasonOf(error));
				});
				left.delete(staged);
			}),
	);
}

/** What was staged and is in no place. A program that is still unpacking ends within moments, as it has lost its input. */
async function discard({ remote }: Transfer, shell: SteadyHost, staging: Staging): Promise<void> {
	const names = bytesOf(staging.tops.map(({ from }) => `./${from}\0`).join(''));
	const command = `cd -- ${shellQuote([remote])} && sleep 0.5 && exec xargs -0r rm -rf --`;
	const until = AbortSignal.timeout(DISCARD_MS);
	await feed(shell, { command, folder: remote }, once(names), until).catch(() => undefined);
}
