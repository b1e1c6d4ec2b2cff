import { aptInstall, firstOnPath } from './apt.mjs';
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
	await step('Installing Chromium with apt (350 MB on disk)', () => aptInstall('chromium'));
	return '/usr/bin/chromium';
}
