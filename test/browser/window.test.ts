import assert from 'node:assert/strict';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { activityIcon, openView, section } from '../support/workbench.ts';

describe('A window with the extension installed', () => {
	const inUse = useEditor();

	it('has an AI Factory icon, whose side bar holds jobs and storage', async () => {
		await openView(inUse.page);
		assert.equal(await section(inUse.page, 'Jobs').count(), 1);
		assert.equal(await section(inUse.page, 'Storage').count(), 1);
		await screenshot(inUse.page, 'not-connected');
	});

	it('shows no badge before there are jobs', async () => {
		assert.equal(await activityIcon(inUse.page).getAttribute('aria-label'), 'AI Factory');
	});
});
