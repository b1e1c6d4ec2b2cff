/** Does in a running VS Code what a person would do first. usage: demoCheck.mjs ADDRESS FOLDER; needs Node with TypeScript */
import { firstJob } from '../../test/support/firstJob.ts';
import { pictureOfFailure } from '../../test/support/screenshots.ts';
import { openWindow } from '../../test/support/workbench.ts';
import { openBrowser } from './browser.mjs';
import { atEnd, main } from './main.mjs';
import { say } from './say.mjs';

const [address = '', folder = ''] = process.argv.slice(2);

await main(async () => {
	const browser = await openBrowser();
	atEnd(browser.close);
	const page = await browser.context.newPage();
	page.setDefaultTimeout(60_000);
	let start = performance.now();
	const saw = (/** @type {string} */ what) => {
		const now = performance.now();
		say(`  ${String(Math.round(now - start)).padStart(6)} ms  ${what}`);
		start = now;
	};
	try {
		await openWindow(page, address, folder);
		saw('VS Code with the AI Factory icon');
		await firstJob(page, saw);
	} catch (error) {
		say(`The window as it was then: ${await pictureOfFailure(page, 'demo')}`);
		throw error;
	}
	say('The demo does what it should.');
});
