import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { cached } from './cache.mjs';
import { provideNode24 } from './node24.mjs';
import { npm, unpackPackage } from './npm.mjs';
import { inProject } from './places.mjs';
import { systemName } from './system.mjs';

/**
 * code-server publishes the real VS Code, its server and its workbench for the browser, on npm. Only that part is
 * taken; code-server's own front and its native modules are not.
 */
const VERSION = '4.139.1';
/** To be raised when this file makes something else of it, so that an older one in the cache is not taken. */
const REVISION = 2;

/** What an editor without AI needs none of; about half of the size. */
const UNNEEDED = [
	'node_modules/@github',
	'node_modules/@microsoft/mxc-sdk',
	'node_modules/katex',
	'node_modules/opentype.js',
	'extensions/copilot',
	'extensions/node_modules',
];

/** Enough built-in extensions to read scripts and logs; the workbench waits for the GitHub one by name. */
const BUILTIN_EXTENSIONS = [
	'github-authentication',
	'json',
	'json-language-features',
	'log',
	'markdown-basics',
	'python',
	'search-result',
	'shellscript',
	'theme-defaults',
	'theme-modern-icons',
	'theme-seti',
	'yaml',
];

/**
 * VS Code as a server, and the Node that runs it.
 * @returns {Promise<{node: string, serverMain: string, builtinExtensions: string}>}
 */
export async function provideVSCode() {
	const node = await provideNode24();
	const folder = await cached(
		`vscode-of-code-server-${VERSION}-${systemName()}-${REVISION}`,
		'VS Code 1.139 (110 MB to load)',
		(draft) => install(draft, node),
	);
	const vscode = join(folder, 'lib', 'vscode');
	return {
		node,
		serverMain: join(vscode, 'out', 'server-main.js'),
		builtinExtensions: join(vscode, 'extensions'),
	};
}

/**
 * @param {string} folder
 * @param {string} node
 */
async function install(folder, node) {
	await unpackPackage(`code-server@${VERSION}`, 'lib', folder);
	const vscode = join(folder, 'lib', 'vscode');
	// `npm ci` refuses the lockfile that comes with it
	await npm(['install', '--omit=dev', '--ignore-scripts'], {
		cwd: vscode,
		what: "VS Code's own packages",
		env: { PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` },
	});
	await Promise.all(UNNEEDED.map((path) => rm(join(vscode, path), { recursive: true, force: true })));
	await removeAllBut(join(vscode, 'extensions'), (name) => BUILTIN_EXTENSIONS.includes(name));
	await removeAllBut(join(vscode, 'node_modules/@vscode/ripgrep-universal/bin'), (name) =>
		name.includes(systemName()),
	);
	await copyFile(
		inProject('scripts', 'lib', 'spdlogInJavaScript.cjs'),
		join(vscode, 'node_modules/@vscode/spdlog/index.js'),
	);
	await writeFile(
		join(vscode, 'node_modules/@vscode/native-watchdog/index.js'),
		'exports.start = () => {};\n',
	);
}

/**
 * @param {string} folder
 * @param {(name: string) => boolean} isKept
 */
async function removeAllBut(folder, isKept) {
	const names = await readdir(folder).catch(() => []);
	const doomed = names.filter((name) => !isKept(name));
	await Promise.all(doomed.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
