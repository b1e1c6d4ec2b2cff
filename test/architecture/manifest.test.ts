import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

const manifest = readJson('package.json');
const texts: Record<string, unknown> = readJson('package.nls.json');
const { contributes } = manifest;

describe('The manifest', () => {
	it('gives every command a category and a title, both translatable', () => {
		const bare = commands().filter(({ category, title }) => !isKey(category) || !isKey(title));
		assert.deepEqual(bare, []);
	});

	it('has a text for every key, and no text without use', () => {
		const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
		assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
	});

	it('names in its menus and keybindings only commands that it declares', () => {
		const declared = new Set(commands().map(({ command }) => command));
		const entries = [
			...Object.values<MenuEntry[]>(contributes.menus ?? {}).flat(),
			...(contributes.keybindings ?? []),
		];
		const strangers = entries.flatMap(({ command }) =>
			command === undefined || declared.has(command) ? [] : command,
		);
		assert.deepEqual(strangers, []);
	});

	it('links in its welcome texts only commands that it declares', () => {
		const declared = new Set(commands().map(({ command }) => command));
		const linked = [...JSON.stringify(texts).matchAll(/command:(aiFactory\.\w+)/g)].map(
			([, command]) => command ?? '',
		);
		assert.deepEqual(
			linked.filter((command) => !declared.has(command)),
			[],
		);
	});

	it('is type-checked against the oldest VS Code that it claims to run on', () => {
		assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
	});

	it('uses no proposed interfaces, and does not start with every window at once', () => {
		assert.equal(manifest.enabledApiProposals, undefined);
		assert.ok(!manifest.activationEvents.includes('*'));
	});

	it('points only to files that exist', () => {
		const paths = [
			...JSON.stringify(contributes).matchAll(/"(?:\.\/)?((?:media|l10n|syntaxes)\/[^"]+)"/g),
		].map(([, path]) => path ?? '');
		assert.deepEqual(
			[manifest.icon, ...paths].filter((path) => path !== undefined && !existsSync(path)),
			[],
		);
	});
});

interface MenuEntry {
	readonly command?: string;
}

function commands(): { readonly command: string; readonly category?: string; readonly title?: string }[] {
	return contributes.commands;
}

function isKey(text: string | undefined): boolean {
	return /^%.+%$/.test(text ?? '');
}

// biome-ignore lint/suspicious/noExplicitAny: package.json has no type of its own
function readJson(path: string): any {
	return JSON.parse(readFileSync(path, 'utf8'));
}
