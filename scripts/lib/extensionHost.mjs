import { openBrowser } from './browser.mjs';
import { startEditor } from './editor.mjs';
import { extensionTests } from './extensionTests.mjs';
import { projectFolder } from './places.mjs';
import { say } from './say.mjs';

/** Begins each line that test/extension/index.ts prints. */
const REPORTER_MARK = 'test: ';

/**
 * Runs dist-test/extension.cjs in the extension host of a real VS Code, with this clone as the extension.
 * @param {{folder: string, deadlineSeconds: number, settings?: Record<string, unknown>, env: Record<string, string>}} options
 *   `folder` is open in the window
 * @returns {Promise<{code: number | null, timedOut: boolean}>}
 */
export async function runInExtensionHost({ folder, deadlineSeconds, settings, env }) {
	const editor = await startEditor({ forTests: true, env, ...(settings && { settings }) });
	const browser = await openBrowser();
	try {
		const page = await browser.context.newPage();
		const inEditor = (/** @type {string} */ path) => `vscode-remote://${editor.authority}${path}`;
		const payload = [
			['extensionDevelopmentPath', inEditor(projectFolder)],
			['extensionTestsPath', inEditor(extensionTests)],
			['skipWelcome', 'true'],
		];
		/** @type {Promise<number>} */
		const exited = new Promise((resolve, reject) => {
			const failed = (/** @type {unknown} */ error) => reject(error);
			page.exposeFunction('codeAutomationExit', resolve).catch(failed);
			page.exposeFunction('codeAutomationLog', show).catch(failed);
		});
		const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
		await page.goto(`${editor.address}/?${query}`);
		/** @type {Promise<null>} */
		const tooLate = new Promise((resolve) => setTimeout(resolve, deadlineSeconds * 1000, null).unref());
		const code = await Promise.race([exited, tooLate]);
		if (code === null) say(editor.log());
		return { code, timedOut: code === null };
	} finally {
		await browser.close();
		await editor.stop();
	}
}

/**
 * VS Code hands over everything it logs; shown is what the tests' reporter says.
 * @param {string} _type
 * @param {unknown[]} args
 */
function show(_type, [text]) {
	if (typeof text === 'string' && text.startsWith(REPORTER_MARK)) say(text.slice(REPORTER_MARK.length));
}
