import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Of VS Code, what never ends in a window that has only folders of clusters (`findFiles`), and what would make it watch
 * whole trees there.
 */
const FORBIDDEN = /\bworkspace\s*\.\s*(findFiles2?|findTextInFiles2?|createFileSystemWatcher)\b/;

describe("VS Code's own search and watching", () => {
	it('are not used: they know nothing of the files of a cluster', () => {
		const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
			path.endsWith('.ts'),
		);
		const offences = sources.filter((path) => FORBIDDEN.test(readFileSync(join('src', path), 'utf8')));
		assert.deepEqual(offences, []);
	});

	it('do not start the extension', () => {
		const { activationEvents }: { readonly activationEvents: readonly string[] } = JSON.parse(
			readFileSync('package.json', 'utf8'),
		);
		assert.deepEqual(
			activationEvents.filter((event) => event.startsWith('workspaceContains:')),
			[],
		);
	});

	it('would be noticed', () => {
		for (const text of ["await workspace.findFiles('**')", 'workspace\n\t.createFileSystemWatcher(glob)'])
			assert.match(text, FORBIDDEN);
	});
});
