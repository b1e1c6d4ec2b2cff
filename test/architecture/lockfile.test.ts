import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface LockedPackage {
	readonly optionalDependencies?: Readonly<Record<string, string>>;
	readonly resolved?: string;
}

const locked: Readonly<Record<string, LockedPackage>> = JSON.parse(
	readFileSync('package-lock.json', 'utf8'),
).packages;

describe('The lockfile', () => {
	// npm leaves out those that its registry does not have at that moment, and then `npm ci` refuses the lockfile
	it('knows the packages of every platform, not only of the one that it was made on', () => {
		const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
			Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
		);
		assert.deepEqual(missing, []);
	});

	it('names no registry, so that each machine uses its own', () => {
		assert.deepEqual(
			Object.keys(locked).filter((path) => locked[path]?.resolved !== undefined),
			[],
		);
	});
});

/** Whether a package that `path` depends on is in the lockfile, beside it or in a folder above. */
function isLocked(path: string, name: string): boolean {
	const folders = path.split(/\/?node_modules\//).slice(1);
	const above = folders.map((_, depth) =>
		folders
			.slice(0, depth + 1)
			.map((folder) => `node_modules/${folder}/`)
			.join(''),
	);
	return ['', ...above].some((folder) => `${folder}node_modules/${name}` in locked);
}
