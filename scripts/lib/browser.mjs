import { provideChromium } from './chromium.mjs';

/**
 * A browser with a fresh profile that reaches nothing but this machine.
 * @returns {Promise<{context: import('playwright-core').BrowserContext, close: () => Promise<void>}>}
 */
export async function openBrowser({ width = 1280, height = 800 } = {}) {
	// only now: it comes with the npm packages, which the first scripts of a clone install
	const { chromium } = await import('playwright-core');
	const browser = await chromium.launch({
		executablePath: await provideChromium(),
		chromiumSandbox: process.getuid?.() !== 0,
		// the script that opened it closes it, in its own order
		...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
		args: [
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-gpu',
			'--disable-quic',
			'--disable-sync',
			'--no-first-run',
		],
	});
	const context = await browser.newContext({ viewport: { width, height } });
	await context.route(
		({ hostname }) => hostname !== '127.0.0.1',
		(route) => route.abort(),
	);
	return { context, close: () => browser.close() };
}
