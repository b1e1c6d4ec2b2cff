import { shellQuote } from '../../base/shellQuote.ts';
import { isProblem } from '../../problems/problem.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';
import { atATime } from '../transfer/atATime.ts';
import { expectWell, feedNames } from '../transfer/shellWork.ts';
import type { TransferHost } from '../transfer/transferHost.ts';
import type { TreeEntry } from '../transfer/tree.ts';

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
		await forEach(host.shell, folder, ['rm', '-f', '--'], files, signal);
		await forEach(host.shell, folder, ['rmdir', '--ignore-fail-on-non-empty', '--'], empty, signal, '|| :');
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
		await forEach(host.shell, folder, ['chmod', mode.toString(8), '--'], some, signal);
	}
}

/** One command for any number of names; it sees nothing but them. */
async function forEach(
	shell: SteadyHost,
	folder: string,
	argv: readonly string[],
	entries: readonly TreeEntry[],
	signal: AbortSignal,
	afterwards = '',
): Promise<void> {
	const program = `${shellQuote(argv)} ${afterwards}`.trimEnd();
	const names = entries.map(({ path }) => `./${path}`);
	const fed = await feedNames(shell, { folder, program }, names, signal);
	expectWell(shell, { command: fed.command, folder }, fed);
}
