import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inProject, projectFolder } from './places.mjs';

/** Where the tests of test/extension land as one file, which VS Code loads into its extension host. */
export const extensionTests = inProject('dist-test', 'extension.cjs');

/** Bundles the tests that run inside VS Code. */
export async function bundleExtensionTests() {
	const folder = inProject('test', 'extension');
	const names = await readdir(folder, { recursive: true });
	const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
	const loads = tests.map((name) => `require(${JSON.stringify(`./${name}`)});`).join(' ');
	await build({
		absWorkingDir: projectFolder,
		stdin: {
			contents: `import { runTests } from './index.ts'; export const run = () => runTests(() => { ${loads} });`,
			resolveDir: folder,
			sourcefile: join(folder, 'all.js'),
		},
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'node22',
		outfile: extensionTests,
		sourcemap: 'inline',
		logLevel: 'warning',
		external: ['vscode', 'mocha'],
		supported: { 'dynamic-import': false },
	});
}
