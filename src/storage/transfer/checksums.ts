import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { bytesOf, textOf } from '../../base/rawText.ts';
import { shellQuote } from '../../base/shellQuote.ts';
import type { RemoteHost } from '../../remote/remoteHost.ts';
import { atATime } from './atATime.ts';
import { localPath } from './localFiles.ts';
import { once } from './shellWork.ts';
import type { TreeEntry } from './tree.ts';

/** The files of a transfer whose content is not the same on both sides, by SHA-256 of every byte. */
export async function differingFiles(
	host: Pick<RemoteHost, 'stream'>,
	{ remote, local }: { readonly remote: string; readonly local: string },
	files: readonly TreeEntry[],
	signal: AbortSignal,
): Promise<readonly string[]> {
	const names = bytesOf(files.map(({ path }) => `./${path}\0`).join(''));
	const command = `cd -- ${shellQuote([remote])} && exec xargs -0 nice sha256sum -z --`;
	const output: Uint8Array[] = [];
	const reading = (async () => {
		for await (const { from, bytes } of host.stream(command, signal, once(names)))
			if (from === 'stdout') output.push(bytes);
	})();
	const here = new Map<string, string>();
	await Promise.all([
		reading,
		atATime(2, files, async ({ path }) => {
			here.set(path, await hashOf(localPath(local, path), signal).catch(() => 'unreadable'));
		}),
	]);
	const there = new Map(
		textOf(Buffer.concat(output))
			.split('\0')
			.map((line) => [line.slice(68), line.slice(0, 64)]),
	);
	return files.map(({ path }) => path).filter((path) => here.get(path) !== there.get(path));
}

async function hashOf(path: string | Buffer, signal: AbortSignal): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash, { signal });
	return hash.digest('hex');
}
