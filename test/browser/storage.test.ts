import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo } from '../support/journeys.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { openView, row, untilDone } from '../support/workbench.ts';

describe('The Storage view', () => {
	const inUse = useEditor();

	before(async () => {
		onCluster('echo first > sample/notes.txt');
		await connectTo(inUse.page, 'practice');
	});
	after(() => onCluster('rm -f sample/notes.txt'));

	it('opens a file of the cluster, and saves what was typed there', async () => {
		const { page } = inUse;
		await openView(page);
		await row(page, /^Home, storage area/).click();
		await row(page, /^sample, folder/).click();
		await row(page, /^notes\.txt/).click();
		const editor = page.getByRole('tab', { name: /^notes\.txt/ });
		await editor.waitFor();
		await screenshot(page, 'storage');

		await page.locator('.editor-instance .view-lines').click();
		await page.keyboard.press('ControlOrMeta+Home');
		await page.keyboard.type('typed here, ');
		await page.keyboard.press('ControlOrMeta+S');
		await untilDone(async () => assert.equal(onCluster('cat sample/notes.txt'), 'typed here, first\n'));
	});
});

/** Runs a command line as the person on the login node, without the extension. */
function onCluster(commandLine: string): string {
	const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', commandLine];
	return execFileSync('ssh', args, { encoding: 'utf8' });
}
