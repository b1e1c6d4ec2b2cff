import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { attempt, run } from './process.mjs';
import { Stop, step } from './say.mjs';
import { distribution } from './system.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser of the tests: the machine's own, or Debian's package. `CHROMIUM` names another program.
 * @returns {Promise<string>} the program
 */
export async function provideChromium() {
	const found = process.env['CHROMIUM'] || (await firstOnPath(NAMES));
	if (found) return found;
	if (distribution() !== 'debian') {
		throw new Stop(
			'No Chromium was found. Install Chromium or Google Chrome so that "chromium" or "google-chrome" is on the PATH ' +
				'(on Ubuntu: "sudo snap install chromium"), or set CHROMIUM to the program, then run this again.',
		);
	}
	await step('Installing Chromium with apt (350 MB on disk)', () => aptInstall(['chromium']));
	return '/usr/bin/chromium';
}

/** @param {readonly string[]} packages */
async function aptInstall(packages) {
	const asRoot = await rootPrefix(packages);
	const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const orElse = `apt could not install ${packages.join(' ')}. Check the network and "apt-get update", then run this again.`;
	const [command, ...prefix] = [...asRoot, 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];
	await run(/** @type {string} */ (command), [...prefix, 'update'], { env: environment, orElse });
	await run(/** @type {string} */ (command), [...prefix, 'install', '--no-install-recommends', ...packages], {
		env: environment,
		deadlineSeconds: 1200,
		orElse,
	});
}

/** What to put before a command that only root may run. @param {readonly string[]} packages */
async function rootPrefix(packages) {
	if (process.getuid?.() === 0) return [];
	if ((await attempt('sudo', ['-n', 'true'])).code === 0)
		return ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'];
	throw new Stop(
		`These Debian packages are missing and only root can install them: ${packages.join(' ')}. ` +
			`Run "sudo apt-get install ${packages.join(' ')}", then run this again.`,
	);
}

/** @param {readonly string[]} names */
async function firstOnPath(names) {
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
