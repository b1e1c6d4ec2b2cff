import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from './places.mjs';

/**
 * A copy of the sample project for somebody to work in.
 * @returns {Promise<{folder: string, remove: () => Promise<void>}>}
 */
export async function copySample() {
	const parent = await mkdtemp(join(tmpdir(), 'ai-factory-'));
	// jobs start in the folder of the same name in the home directory on the cluster
	const folder = join(parent, 'sample');
	await cp(inProject('practice', 'sample'), folder, { recursive: true });
	return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}
