import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import type { AiFactoryApi } from '../../src/api.ts';

const extension = extensions.getExtension<AiFactoryApi>('ai-factory.ai-factory');

describe('The extension in a real VS Code', () => {
	it('activates and hands out version 1 of its interface', async () => {
		assert.ok(extension, 'VS Code does not know the extension');
		const api = await extension.activate();
		assert.equal(api.version, 1);
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
