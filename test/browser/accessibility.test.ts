import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import { inProject } from '../../scripts/lib/places.mjs';
import { connectTo, jobRow, submit } from '../support/journeys.ts';
import { useEditor } from '../support/useEditor.ts';

describe('The side bar for people who use a screen reader', () => {
	const inUse = useEditor();

	it('has a name for every button and every row, connected and with a job', async () => {
		const { page } = inUse;
		await connectTo(page, 'practice');
		const { jobId } = await submit(page, 'train.sbatch');
		await jobRow(page, jobId);
		await page.evaluate(await readFile(inProject('node_modules/axe-core/axe.min.js'), 'utf8'));
		const rules = ['aria-command-name', 'aria-treeitem-name', 'button-name', 'color-contrast', 'image-alt'];
		const { violations } = await page.evaluate<AxeResults>(
			`axe.run('.sidebar .pane', { runOnly: ${JSON.stringify(rules)} })`,
		);
		assert.deepEqual(
			violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
			[],
		);
	});
});
