import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../../base/log.ts';
import type { PublicKey } from '../keys/publicKey.ts';
import { shortPath } from '../localPaths.ts';
import { hashName, type KnownHostLine, parseKnownHosts } from './knownHosts.ts';

/** The lines of all files that can be read, in order. As with OpenSSH the others hold nothing. */
export async function readKnownHosts(
	files: readonly string[],
	log: Logger,
): Promise<readonly KnownHostLine[]> {
	const read = (file: string) =>
		readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'ENOENT') log.warn(`${shortPath(file)} is passed over: ${error.message}`);
			return '';
		});
	const texts = await Promise.all(files.map(read));
	return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? ''));
}

/** Adds a line to a file, and the file (mode 600) and its folder (mode 700) where they are missing. */
export async function addKnownHost(
	file: string,
	name: string,
	key: PublicKey,
	isHashed: boolean,
): Promise<void> {
	const shown = isHashed ? hashName(name, randomBytes(20)) : name;
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const handle = await open(file, 'a+', 0o600);
	try {
		const { size } = await handle.stat();
		const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
		const start = size > 0 && buffer.toString() !== '\n' ? '\n' : '';
		// One write in append mode: another program's line is neither cut nor overwritten.
		await handle.write(`${start}${shown} ${key.type} ${key.blob.toString('base64')}\n`);
	} finally {
		await handle.close();
	}
}
