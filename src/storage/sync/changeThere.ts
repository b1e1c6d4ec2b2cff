import { bytesOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import { isProblem } from '../../problems/problem.ts';
import { atATime } from '../transfer/atATime.ts';
import type { TransferHost } from '../transfer/transferHost.ts';
import type { TreeEntry } from '../transfer/tree.ts';
import { feed } from '../transfer/upload.ts';

/** SFTP calls at a time where there is no shell. */
const AT_A_TIME = 24;

/** Deletes files, links (not what they lead to) and folders that are empty then; what is gone already is no failure. */
export async function deleteThere(
	host: TransferHost,
	folder: string,
	entries: readonly TreeEntry[],
	signal: AbortSignal,
): Promise<void> {
	const folders = entries.filter(({ type }) => type === 'directory');
	const files = entries.filter(({ type }) => type !== 'directory');
	// The deepest first.
	const empty = folders.toSorted((a, b) => (a.path > b.path ? -1 : 1));
	if (host.shell) {
		await forEach(host, folder, ['rm', '-f', '--'], files, signal);
		await forEach(host, folder, ['rmdir', '--ignore-fail-on-non-empty', '--'], empty, signal, '|| :');
		return;
	}
	const remove = ({ path }: TreeEntry) =>
		host.files.remove(`${folder}/${path}`, signal).catch((error: unknown) => {
			if (!isProblem(error, 'remoteFile') || !isNoMatter(error.problem.trouble)) throw error;
		});
	await atATime(AT_A_TIME, files, remove);
	for (const entry of empty) await remove(entry);
}

const isNoMatter = (trouble: string) => trouble === 'notFound' || trouble === 'notEmpty';

/** Gives files their permission bits. */
export async function setModesThere(
	host: TransferHost,
	folder: string,
	entries: readonly TreeEntry[],
	signal: AbortSignal,
): Promise<void> {
	if (!host.shell) {
		await atATime(AT_A_TIME, entries, ({ path, mode }) =>
			host.files.setAttributes(`${folder}/${path}`, { mode }, signal),
		);
		return;
	}
	for (const mode of new Set(entries.map((entry) => entry.mode))) {
		const some = entries.filter((entry) => entry.mode === mode);
		await forEach(host, folder, ['chmod', mode.toString(8), '--'], some, signal);
	}
}

/** One command for any number of names; it sees nothing but them. */
async function forEach(
	host: TransferHost,
	folder: string,
	argv: readonly string[],
	entries: readonly TreeEntry[],
	signal: AbortSignal,
	afterwards = '',
): Promise<void> {
	if (entries.length === 0) return;
	const names = bytesOf(entries.map(({ path }) => `./${path}\0`).join(''));
	const command = `cd -- ${shellQuote([folder])} && xargs -0 ${shellQuote(argv)} ${afterwards}`;
	const input = (async function* () {
		yield names;
	})();
	await feed(host, command.trimEnd(), input, folder, signal);
}
