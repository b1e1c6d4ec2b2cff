import { join } from 'node:path';
import { cached } from './cache.mjs';
import { unpackPackage } from './npm.mjs';
import { attempt } from './process.mjs';
import { systemName } from './system.mjs';

const VERSION = '24.21.0';

/**
 * A Node that runs TypeScript and the current tools: Node 24 from the cache, which VS Code's server needs too.
 * @returns {Promise<string>} the program
 */
export async function provideNode24() {
	const name = `node-${systemName()}`;
	const folder = await cached(`node-${VERSION}-${systemName()}`, `Node ${VERSION}`, (draft) =>
		unpackPackage(`${name}@${VERSION}`, 'bin', draft),
	);
	return join(folder, 'bin', 'node');
}

/**
 * The program that runs our tools and tests: the running Node when it can run TypeScript, else Node 24.
 * @returns {Promise<string>}
 */
export async function provideToolNode() {
	return canRunTypeScript(process.versions.node) ? process.execPath : provideNode24();
}

/** Type stripping without a flag came with 22.18, registerHooks a little before. @param {string} version */
function canRunTypeScript(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 22 || (major === 22 && minor >= 18);
}

/**
 * Runs a program of node_modules, or a script, on that Node, with its output on the screen.
 * @param {readonly string[]} args
 * @param {Parameters<typeof attempt>[2]} [options]
 */
export async function runOnToolNode(args, options = {}) {
	return attempt(await provideToolNode(), args, { shown: true, ...options });
}
