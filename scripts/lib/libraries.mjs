import { basename } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from './places.mjs';

/** Libraries that become bundles of their own beside the main one, read from disk when first used. */
const LIBRARIES = ['ssh2', 'yaml', '@noble/hashes/argon2.js'];

const IMPORT = new RegExp(`^(${LIBRARIES.join('|')})(/.+)?$`);

/**
 * Maps `import('ssh2')` in our sources to the bundle `./ssh2.cjs` beside the main one. A file inside a library,
 * `ssh2/lib/agent.js`, comes out of the same bundle, so that its classes are the same ones.
 * @param {Map<string, Set<string>>} filesOf collects which files inside each library our sources import
 * @returns {import('esbuild').Plugin}
 */
export function librariesApart(filesOf) {
	return {
		name: 'libraries-apart',
		setup({ onResolve, onLoad }) {
			onResolve({ filter: IMPORT }, ({ path }) => {
				const [, library = '', file] = IMPORT.exec(path) ?? [];
				if (!file) return { path: bundleOf(library), external: true };
				filesOf.set(library, (filesOf.get(library) ?? new Set()).add(path));
				return { path, namespace: 'file-in-library', pluginData: library };
			});
			onResolve({ filter: /^\.\//, namespace: 'file-in-library' }, ({ path }) => ({ path, external: true }));
			onLoad({ filter: /./, namespace: 'file-in-library' }, ({ path, pluginData }) => ({
				contents: `module.exports = require(${JSON.stringify(bundleOf(pluginData))})[${inside(path)}];`,
			}));
		},
	};
}

/**
 * Builds the libraries. What each bundle exports is what the library exports, and the files asked for hang on it
 * under symbols, out of sight of anyone who lists its exports.
 * @param {import('esbuild').BuildOptions} shared with the main bundle
 * @param {ReadonlyMap<string, ReadonlySet<string>>} filesOf
 */
export async function buildLibraries({ outdir, ...shared }, filesOf) {
	await Promise.all(
		LIBRARIES.map((library) => {
			const files = [...(filesOf.get(library) ?? [])];
			const contents = [
				`const library = module.exports = require('${library}');`,
				...files.map(
					(file) => `Object.defineProperty(library, ${inside(file)}, { value: require('${file}') });`,
				),
			].join('\n');
			return build({
				...shared,
				stdin: { contents, resolveDir: projectFolder, sourcefile: `${basename(library)}-bundle.js` },
				outfile: `${outdir}/${bundleOf(library)}`,
				plugins: [withoutNativeCode],
			});
		}),
	);
}

/**
 * ssh2 tries native helpers and goes on without them: here it always goes on without.
 * @type {import('esbuild').Plugin}
 */
const withoutNativeCode = {
	name: 'without-native-code',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, namespace: 'native' }));
		onLoad({ filter: /./, namespace: 'native' }, ({ path }) => ({
			contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle`)});`,
		}));
	},
};

/** @param {string} library */
function bundleOf(library) {
	return `./${basename(library, '.js')}.cjs`;
}

/** @param {string} file */
function inside(file) {
	return `Symbol.for(${JSON.stringify(file)})`;
}
