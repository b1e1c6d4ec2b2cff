import { firstJob } from '../support/firstJob.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';

describe('The first job of a newcomer', () => {
	const inUse = useEditor();

	it('is submitted from the sample project, followed to its last line, and seen to complete', async () => {
		await firstJob(inUse.page, () => {});
		await screenshot(inUse.page, 'first-job');
	});
});
