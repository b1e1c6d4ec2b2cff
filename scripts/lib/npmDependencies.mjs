import { readFile } from 'node:fs/promises';
import { npm } from './npm.mjs';
import { inProject, projectFolder } from './places.mjs';
import { step } from './say.mjs';

/** @typedef {Record<string, {version?: string, resolved?: string, optional?: boolean, link?: boolean}>} Packages */

/** Makes node_modules what the lockfile says, when it is not so already. */
export async function provideNpmDependencies() {
	if (await isUpToDate()) return;
	await step(`Installing the npm packages of package-lock.json in ${inProject('node_modules')}`, () =>
		npm(['ci', '--ignore-scripts'], { cwd: projectFolder, what: 'the packages of package-lock.json' }),
	);
}

/** npm notes what it installed as the last thing it does, so a broken-off installation is never up to date. */
async function isUpToDate() {
	const [wanted, present] = await Promise.all([
		packagesIn(inProject('package-lock.json')),
		packagesIn(inProject('node_modules', '.package-lock.json')),
	]);
	return Object.entries(wanted).every(
		([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
	);
}

/** @param {string} lockfile @returns {Promise<Packages>} */
async function packagesIn(lockfile) {
	const text = await readFile(lockfile, 'utf8').catch(() => '{}');
	return JSON.parse(text).packages ?? {};
}
