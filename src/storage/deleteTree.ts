import { ProblemError } from '../problems/problem.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { run } from '../remote/run.ts';

/**
 * Deletes a file, a link (not what it leads to), or a folder with all it holds, by one `rm` on the login node.
 * Refuses the root folder and those directly in it, where only a mistake can lead. Throws ProblemError `remoteFile`.
 */
export async function deleteTree(host: RemoteHost, path: string, signal: AbortSignal): Promise<void> {
	const names = path.split('/').filter((name) => name !== '');
	const fail = (detail: string) =>
		new ProblemError({ kind: 'remoteFile', host: host.name, path, trouble: 'noPermission', detail });
	if (!path.startsWith('/') || names.length < 2 || names.some((name) => name === '.' || name === '..')) {
		throw fail('Refused: this path is too near the root of the file system.');
	}
	// A slash at the end would delete the target of a link.
	await run(host, { argv: ['rm', '-rf', '--', `/${names.join('/')}`], parse: () => undefined }, signal).catch(
		(error: unknown) => {
			if (error instanceof ProblemError && error.problem.kind === 'commandFailed')
				throw fail(error.problem.detail);
			throw error;
		},
	);
}
