import { lstat, readdir, rm } from 'node:fs/promises';
import { shellQuote } from '../../base/shellQuote.ts';
import type { SteadyHost } from '../../remote/remoteHost.ts';
import { atATime } from './atATime.ts';
import { localPath } from './localFiles.ts';
import { isPartName } from './parts.ts';
import { feedNames } from './shellWork.ts';

/** Another window may be at work, but what it works on changes. */
const OLD_SECONDS = 3600;
const AT_A_TIME = 16;
const DEADLINE_MS = 30_000;

/**
 * Removes what earlier uploads left in some folders because the computer or the connection went away under them. Its name says
 * what it is; the time of its last change of any kind tells it from what is being moved right now. Fails silently.
 */
export async function sweepThere(
	shell: SteadyHost,
	folder: string,
	paths: readonly string[],
	signal: AbortSignal,
	olderThanSeconds = OLD_SECONDS,
): Promise<void> {
	const find = `find -H "$@" -maxdepth 1 -name '.aif-part-????????????*' -user "$(id -u)" ! -newerct '${olderThanSeconds} seconds ago' -exec rm -rf -- {} +`;
	const program = `sh -c ${shellQuote([find])} sh`;
	const names = ['.', ...paths.map((path) => `./${path}`)];
	const until = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
	await feedNames(shell, { folder, program }, names, until).catch(() => undefined);
}

/** As `sweepThere`, on this computer. */
export async function sweepHere(
	folder: string,
	paths: readonly string[],
	olderThanSeconds = OLD_SECONDS,
): Promise<void> {
	await atATime(AT_A_TIME, ['', ...paths], async (path) => {
		const names = await readdir(localPath(folder, path)).catch(() => []);
		for (const name of names.filter(isPartName)) {
			const place = localPath(folder, path === '' ? name : `${path}/${name}`);
			const facts = await lstat(place).catch(() => undefined);
			if (facts && Date.now() - facts.ctimeMs >= olderThanSeconds * 1000)
				await rm(place, { recursive: true, force: true }).catch(() => undefined);
		}
	});
}
