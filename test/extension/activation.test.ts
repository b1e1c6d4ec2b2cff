import assert from 'node:assert/strict';
import { extensions } from 'vscode';

const extension = extensions.getExtension<{ readonly version: string }>('ai-factory.ai-factory');

describe('The extension in a real VS Code', () => {
	it('activates and hands out its API with its version', async () => {
		assert.ok(extension, 'VS Code does not know the extension');
		const api = await extension.activate();
		assert.equal(api.version, extension.packageJSON.version);
	});

	it('starts without reading a library that only a connection needs', () => {
		const loaded = Object.keys(require.cache).filter((path) =>
			path.startsWith(`${extension?.extensionPath}/dist/`),
		);
		assert.deepEqual(
			loaded.map((path) => path.split('/').at(-1)),
			['extension.cjs'],
		);
	});
});
