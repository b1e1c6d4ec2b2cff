import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { run, start } from './process.mjs';
import { Stop } from './say.mjs';
import { provideVSCode } from './vscode.mjs';

/** Nothing moves, nothing greets, nothing phones home: what is on the screen is what a test did. */
const CALM_SETTINGS = {
	'chat.disableAIFeatures': true,
	'editor.cursorBlinking': 'solid',
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'git.enabled': false,
	'security.workspace.trust.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'terminal.integrated.cursorBlinking': false,
	'terminal.integrated.gpuAcceleration': 'off',
	'update.mode': 'none',
	'window.commandCenter': false,
	'workbench.colorTheme': 'Dark 2026',
	'workbench.editor.empty.hint': 'hidden',
	'workbench.enableExperiments': false,
	'workbench.reduceMotion': 'on',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
};

/**
 * @typedef {object} Editor
 * @property {string} address http://127.0.0.1:PORT
 * @property {string} authority 127.0.0.1:PORT, as in vscode-remote:// addresses
 * @property {string} userFolder where the person's settings and what extensions keep are
 * @property {(changes: Record<string, unknown>) => Promise<void>} changeSettings the person's settings; windows read
 *   them when they open
 * @property {() => string} log what the server said
 * @property {Promise<string>} ended resolves when the server ended by itself, with how
 * @property {() => Promise<void>} stop ends it and everything it started, and removes its data
 */

/**
 * Starts VS Code as a server, with a fresh data folder.
 * @param {object} [options]
 * @param {string} [options.vsix] an extension to install first
 * @param {Record<string, unknown>} [options.settings] the person's settings, on top of calm ones
 * @param {number} [options.port] any free one unless told
 * @param {boolean} [options.forTests] lets a page run an extension's tests
 * @param {boolean} [options.forPeople] keeps windows of closed pages for a while, and keeps VS Code's own look
 * @param {Record<string, string>} [options.env] added to the environment, and so to the extension host's
 * @returns {Promise<Editor>}
 */
export async function startEditor({ vsix, settings = {}, port, forTests, forPeople, env = {} } = {}) {
	const { node, serverMain, builtinExtensions } = await provideVSCode();
	const data = await mkdtemp(join(tmpdir(), 'ai-factory-editor-'));
	const folders = ['--server-data-dir', data, '--extensions-dir', join(data, 'extensions')];
	const stopAndTell = async (/** @type {string} */ text) => {
		await rm(data, { recursive: true, force: true });
		throw new Stop(text);
	};

	const settingsFile = join(data, 'data', 'User', 'settings.json');
	await mkdir(join(settingsFile, '..'), { recursive: true });
	let current = { ...CALM_SETTINGS, ...settings };
	const changeSettings = async (/** @type {Record<string, unknown>} */ changes) => {
		current = { ...current, ...changes };
		await writeFile(settingsFile, JSON.stringify(current, undefined, '\t'));
	};
	await changeSettings({});

	if (vsix) {
		await run(node, [serverMain, ...folders, '--install-extension', vsix], {
			deadlineSeconds: 120,
			orElse: `VS Code could not install ${vsix}.`,
		});
	}

	const chosenPort = port ?? (await freePort());
	/** @type {string[]} */
	const lines = [];
	/** @type {(value?: unknown) => void} */
	let listening = () => {};
	const isListening = new Promise((resolve) => {
		listening = resolve;
	});
	const server = start(
		node,
		[
			serverMain,
			...folders,
			...['--host', '127.0.0.1', '--port', String(chosenPort), '--without-connection-token'],
			...['--builtin-extensions-dir', builtinExtensions],
			...['--accept-server-license-terms', '--disable-telemetry', '--disable-workspace-trust'],
			// an extension host would outlive its closed page by hours
			...(forPeople ? [] : ['--reconnection-grace-time', '2']),
			...(forTests ? ['--enable-smoke-test-driver'] : []),
		],
		{
			// without a marketplace, which is another one wherever tests run
			env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env },
			onLine(line) {
				lines.push(line);
				if (line.includes('Extension host agent listening')) listening();
			},
		},
	);
	const failed = await Promise.race([
		isListening.then(() => undefined),
		server.ended,
		new Promise((resolve) => setTimeout(resolve, 60_000, 'silent for 60 s').unref()),
	]);
	if (failed) {
		await server.stop();
		await stopAndTell(`VS Code did not start (${failed}). It said:\n${lines.slice(-12).join('\n')}`);
	}
	return {
		address: `http://127.0.0.1:${chosenPort}`,
		authority: `127.0.0.1:${chosenPort}`,
		userFolder: join(settingsFile, '..'),
		changeSettings,
		log: () => lines.join('\n'),
		ended: server.ended,
		async stop() {
			await server.stop();
			await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
		},
	};
}
