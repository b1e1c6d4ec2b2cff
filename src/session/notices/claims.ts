import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets one of several windows do what all of them could. */
export interface Claims {
	/** True for the first who asks for a key, in whichever window; false for all others, and ever after. */
	take(key: string): Promise<boolean>;
}

/** A claim may be forgotten when no window can still be about to make it. */
const KEPT_MS = 40 * 24 * 3_600_000;

/** Claims as empty files of one folder: making one that exists fails, on every file system. */
export class FileClaims implements Claims {
	readonly #folder: string;
	#tidied: Promise<void> | undefined;

	constructor(folder: string) {
		this.#folder = folder;
	}

	async take(key: string): Promise<boolean> {
		this.#tidied ??= this.#tidy();
		await this.#tidied;
		try {
			await (await open(join(this.#folder, encodeURIComponent(key)), 'wx')).close();
			return true;
		} catch (error) {
			// A folder that cannot be written to must not silence the notices: then each window tells.
			return (error as NodeJS.ErrnoException).code !== 'EEXIST';
		}
	}

	async #tidy(): Promise<void> {
		await mkdir(this.#folder, { recursive: true }).catch(() => undefined);
		const names = await readdir(this.#folder).catch(() => []);
		const oldest = Date.now() - KEPT_MS;
		for (const name of names) {
			const path = join(this.#folder, name);
			const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
			if (mtimeMs < oldest) await rm(path, { force: true });
		}
	}
}
