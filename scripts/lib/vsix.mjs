import { readFile, rm, stat } from 'node:fs/promises';
import { provideToolNode } from './node24.mjs';
import { inProject, projectFolder } from './places.mjs';
import { run } from './process.mjs';
import { Stop, say } from './say.mjs';
import { zipEntries } from './zipEntries.mjs';

/** Marketplace users on slow lines, and a guard against packing what does not belong. */
const LARGEST_BYTES = 1024 * 1024;

const UNWANTED = /(^|\/)node_modules\/|\.map$|\.[cm]?ts$|(^|\/)tests?\/|\.(node|so|dll|dylib|exe)$/;

/** All libraries are in the bundles. The README's pictures are packed beside it, and no repository is published yet. */
const PACK_OPTIONS = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository'];

/**
 * Builds and packs the extension, and looks into the package.
 * @returns {Promise<string>} the .vsix
 */
export async function packExtension() {
	const { name, version } = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
	const vsix = inProject(`${name}-${version}.vsix`);
	// only now: esbuild comes with the npm packages
	const { bundle } = await import('./bundle.mjs');
	await bundle({ production: true });
	await rm(vsix, { force: true });
	const vsce = inProject('node_modules', '@vscode', 'vsce', 'vsce');
	const output = await run(await provideToolNode(), [vsce, 'package', ...PACK_OPTIONS, '--out', vsix], {
		cwd: projectFolder,
		deadlineSeconds: 120,
		orElse: 'vsce could not pack the extension.',
	});
	for (const warning of output.match(/^.*\bWARNING\b.*$/gm) ?? []) say(warning);

	const files = zipEntries(await readFile(vsix));
	const unwanted = files.filter((file) => UNWANTED.test(file));
	const { size } = await stat(vsix);
	if (unwanted.length > 0) {
		throw new Stop(`${vsix} holds what must not be in it: ${unwanted.join(', ')}. Mend .vscodeignore.`);
	}
	if (size > LARGEST_BYTES) {
		throw new Stop(
			`${vsix} has ${inKilobytes(size)}; more than ${inKilobytes(LARGEST_BYTES)} is too much to ship.`,
		);
	}
	say(`${vsix}: ${files.length} files, ${inKilobytes(size)}`);
	return vsix;
}

/** @param {number} bytes */
function inKilobytes(bytes) {
	return `${Math.round(bytes / 1024)} kB`;
}
