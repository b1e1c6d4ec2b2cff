import { randomBytes } from 'node:crypto';
import { isProblem, ProblemError } from '../problems/problem.ts';
import type { RemoteFiles } from '../remote/remoteFiles.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { run } from '../remote/run.ts';

/** A tree can take long; the person sees the editor's progress meanwhile. */
const SECONDS = 600;

export interface TreeMove {
	readonly from: string;
	readonly to: string;
	/** Whether something may be at `to` already. */
	readonly overwrite: boolean;
}

/**
 * Renames a file or folder, also onto another file system, where it is copied first: then what is at `to` is whole or not
 * there. Throws as RemoteFiles.rename does.
 */
export async function moveTree(
	host: RemoteHost,
	files: RemoteFiles,
	{ from, to, overwrite }: TreeMove,
	signal: AbortSignal,
): Promise<void> {
	try {
		await files.rename(from, to, overwrite, signal);
	} catch (error) {
		// SFTP has no code of its own for "another file system".
		if (!isTrouble(error, 'other')) throw error;
		await beside(host, { from, to, overwrite }, 'mv -T -- "$1" "$temporary"', signal);
	}
}

/** Copies a file or folder on the cluster, with modes, times and links. Throws ProblemError `remoteFile`. */
export async function copyTree(host: RemoteHost, move: TreeMove, signal: AbortSignal): Promise<void> {
	await beside(host, move, 'cp -a -T --reflink=auto -- "$1" "$temporary"', signal);
}

const EXISTS = 81;

/** Makes it beside its place, and puts it there when it is whole. */
async function beside(
	host: RemoteHost,
	{ from, to, overwrite }: TreeMove,
	make: string,
	signal: AbortSignal,
) {
	const script = `temporary=\${2%/*}/.aif-copy-$3
if [ "$4" = keep ] && { [ -e "$2" ] || [ -L "$2" ]; }; then exit ${EXISTS}; fi
trap 'rm -rf -- "$temporary"' EXIT
trap 'exit 130' HUP INT TERM
${make} && mv -T $5 -- "$temporary" "$2" && { [ "$4" = replace ] || [ ! -e "$temporary" ] || exit ${EXISTS}; }`;
	const how = overwrite ? ['replace', '-f'] : ['keep', '-n'];
	const argv = ['sh', '-c', script, 'sh', from, to, randomBytes(6).toString('hex'), ...how];
	try {
		await run(host, { argv, parse: () => undefined }, signal, SECONDS);
	} catch (error) {
		if (!isProblem(error, 'commandFailed')) throw error;
		throw fileProblem(host.name, { from, to }, error.problem);
	}
}

function fileProblem(
	host: string,
	{ from, to }: Pick<TreeMove, 'from' | 'to'>,
	{ exitCode, detail }: { readonly exitCode: number | null; readonly detail: string },
): ProblemError {
	const of = (
		path: string,
		trouble: 'exists' | 'notFound' | 'noPermission' | 'full' | 'notEmpty' | 'other',
	) => new ProblemError({ kind: 'remoteFile', host, path, trouble, detail });
	if (exitCode === EXISTS) return of(to, 'exists');
	if (/No space left|Disk quota exceeded/i.test(detail)) return of(to, 'full');
	if (/Permission denied|not permitted|Read-only file system/i.test(detail)) return of(to, 'noPermission');
	if (/Directory not empty/i.test(detail)) return of(to, 'notEmpty');
	return /No such file/i.test(detail) ? of(from, 'notFound') : of(from, 'other');
}

function isTrouble(error: unknown, trouble: string): boolean {
	return isProblem(error, 'remoteFile') && error.problem.trouble === trouble;
}
