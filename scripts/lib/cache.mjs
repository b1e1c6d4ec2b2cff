import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './places.mjs';
import { step } from './say.mjs';

/**
 * A folder of the shared cache, made when it is missing. It appears under its name only when it is whole, so an
 * interrupted run leaves nothing half done and two runs at once do no harm.
 * @param {string} name with its version: `node-24.21.0-linux-x64`
 * @param {string} what in a person's words: "Node 24.21.0"
 * @param {(folder: string) => Promise<void>} fill
 */
export async function cached(name, what, fill) {
	const folder = join(cacheFolder, name);
	if (await exists(folder)) return folder;
	await step(`Installing ${what} in ${folder}`, async () => {
		await mkdir(cacheFolder, { recursive: true });
		const draft = await mkdtemp(join(cacheFolder, `.${name}-`));
		try {
			await fill(draft);
			await rename(draft, folder).catch(async (error) => {
				if (!(await exists(folder))) throw error; // else another run was first
			});
		} finally {
			await rm(draft, { recursive: true, force: true });
		}
	});
	return folder;
}

/** @param {string} path */
async function exists(path) {
	return stat(path).then(
		() => true,
		() => false,
	);
}
