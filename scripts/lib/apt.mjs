import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './process.mjs';
import { Stop } from './say.mjs';

/** @param {string} name of a Debian package */
export async function aptInstall(name) {
	const asRoot = await rootPrefix(name);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const orElse = `apt could not install ${name}. Check the network and what "apt-get update" says, then run this again.`;
	const apt = (/** @type {string[]} */ ...args) => {
		const [command = '', ...rest] = [
			...asRoot,
			'apt-get',
			'-q',
			'-y',
			'-o',
			'DPkg::Lock::Timeout=300',
			...args,
		];
		return run(command, rest, { asRoot: true, env, deadlineSeconds: 1200, orElse });
	};
	await apt('update');
	await apt('install', '--no-install-recommends', name);
}

/** What to put before a command that only root may run. @param {string} name of the package that needs it */
async function rootPrefix(name) {
	if (process.getuid?.() === 0) return [];
	if (await firstOnPath(['sudo'])) return ['sudo', '--preserve-env=DEBIAN_FRONTEND'];
	throw new Stop(
		`The Debian package ${name} is missing, only root can install it, and there is no sudo. ` +
			`Run "apt-get install ${name}" as root, then run this again.`,
	);
}

/**
 * The first of some programs that this machine has.
 * @param {readonly string[]} names
 */
export async function firstOnPath(names) {
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
		const isRunnable = await access(path, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (isRunnable) return path;
	}
	return undefined;
}
