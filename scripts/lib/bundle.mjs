import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { buildLibraries, librariesApart } from './libraries.mjs';
import { inProject, projectFolder } from './places.mjs';
import { Stop, say } from './say.mjs';

const dist = inProject('dist');

/** @type {import('esbuild').BuildOptions} */
const SHARED = {
	absWorkingDir: projectFolder,
	bundle: true,
	format: 'cjs',
	platform: 'node',
	target: 'node22',
	outdir: dist,
	sourcemap: 'linked',
	sourcesContent: false,
	legalComments: 'none',
	logLevel: 'warning',
	// makes `import()` a require() at that moment; as an ES import Node would guess at the names a bundle exports
	supported: { 'dynamic-import': false },
	// so that a source finds the files beside it both when run as it is and from the bundle
	define: { 'import.meta.dirname': '__dirname' },
};

/**
 * Makes dist/: the extension, the libraries that it loads when first used, and the site profiles.
 * @param {{production: boolean}} options
 */
export async function bundle({ production }) {
	if (production) await rm(dist, { recursive: true, force: true });
	await build(mainBundle({ ...SHARED, minify: production })).catch((error) => {
		throw error?.errors ? new Stop('The build failed; the messages above say where.') : error;
	});
}

/** Makes dist/ and keeps it what the sources say, until this process ends. */
export async function bundleAndWatch() {
	const main = await context(mainBundle(SHARED));
	await main.watch();
}

/**
 * @param {import('esbuild').BuildOptions} shared
 * @returns {import('esbuild').BuildOptions}
 */
function mainBundle(shared) {
	/** @type {Map<string, Set<string>>} */
	const filesInLibraries = new Map();
	return {
		...shared,
		entryPoints: [{ in: 'src/extension.ts', out: 'extension' }],
		outExtension: { '.js': '.cjs' },
		external: ['vscode'],
		metafile: true,
		plugins: [
			librariesApart(filesInLibraries),
			{
				name: 'the-rest-of-dist',
				setup({ onStart, onEnd }) {
					onStart(() => say('[build] started'));
					onEnd(async ({ errors, metafile }) => {
						if (errors.length > 0) return { errors: [] };
						await Promise.all([buildLibraries(shared, filesInLibraries), copyProfiles()]);
						return { errors: librariesIn(metafile) };
					});
					onEnd(() => say('[build] finished'));
				},
			},
		],
	};
}

/**
 * The extension starts fast because it reads no library before it needs one.
 * @param {import('esbuild').Metafile | undefined} metafile
 * @returns {import('esbuild').PartialMessage[]} one when the main bundle holds a library, else none
 */
function librariesIn(metafile) {
	const stranger = Object.keys(metafile?.inputs ?? {}).find((path) =>
		/node_modules\/(?!@vscode\/l10n\/)/.test(path),
	);
	if (!stranger) return [];
	const text =
		`dist/extension.cjs must hold no library but @vscode/l10n, and would hold ${stranger}. ` +
		'Add the library to LIBRARIES in scripts/lib/libraries.mjs.';
	return [{ text }];
}

async function copyProfiles() {
	const profiles = inProject('src/sites/profiles');
	const names = (await readdir(profiles)).filter((name) => name.endsWith('.yaml'));
	await mkdir(`${dist}/profiles`, { recursive: true });
	await Promise.all(names.map((name) => copyFile(`${profiles}/${name}`, `${dist}/profiles/${name}`)));
}
