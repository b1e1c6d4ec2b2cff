import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo } from '../support/journeys.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	notification,
	notified,
	openFile,
	palette,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

const SCRIPTS = {
	'greedy.sbatch': '#!/bin/bash\n#SBATCH --partition=gpu --gpus=a100:1\n#SBATCH --time=10\ntrue\n',
	'dear.sbatch': '#!/bin/bash\n#SBATCH -p gpu -N 4 --gpus-per-node=4\n#SBATCH --time=2-0\ntrue\n',
};

describe('A batch script in the editor', () => {
	const inUse = useEditor();
	const lens = (words: RegExp | string) =>
		inUse.page.locator('.codelens-decoration a', { hasText: words }).first();
	const place = async () => {
		await inUse.page
			.locator('.quick-input-widget')
			.getByText('Where on practice should the job start?')
			.waitFor();
		await inUse.page.keyboard.press('Enter');
	};

	before(async () => {
		for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(join(inUse.folder, name), text);
		await connectTo(inUse.page, 'practice');
	});

	it('shows what it may cost, and when it could start, above its directives', async () => {
		await openFile(inUse.page, 'train.sbatch');
		await lens(/^at most [\d.]+ GPU-h \([\d.]+ % of what is left\)/).waitFor();
		await lens('When?').click();
		await lens(/^could start .*Slurm's estimate/).waitFor();
		await screenshot(inUse.page, 'submit-price');
	});

	it('warns before more is asked for than there is', async () => {
		await openFile(inUse.page, 'dear.sbatch');
		await lens(/at most 768 GPU-h, but only [\d.]+ GPU-h are left/).waitFor();
		await screenshot(inUse.page, 'submit-too-dear');
	});

	it('is submitted by the button above them, and its output opens when it starts', async () => {
		await openFile(inUse.page, 'train.sbatch');
		await lens('Submit').click();
		await place();
		await notification(inUse.page, /Submitted train\.sbatch as job \d+ on practice/).waitFor();
		await untilDone(async () => {
			if (!/epoch +\d+\/\d+/.test(await terminalText(inUse.page))) throw new Error('no output yet');
		});
		await screenshot(inUse.page, 'submit-output');
		await palette(inUse.page, 'Notifications: Clear All Notifications');
	});

	it('is submitted with options that are remembered for it', async () => {
		await palette(inUse.page, 'AI Factory: Submit Job With Options…');
		await answer(inUse.page, '--time=3 --hold');
		await inUse.page
			.locator('.quick-input-widget')
			.getByText(/^Arguments for the script/)
			.waitFor();
		await answer(inUse.page, "small 'two words'");
		await place();
		await notification(inUse.page, /Submitted train\.sbatch as job \d+ on practice/).waitFor();
		await lens('Submit with --time=3 --hold').waitFor();
		await palette(inUse.page, 'Notifications: Clear All Notifications');
	});

	it('that Slurm refuses shows why at the line that caused it, until it is changed', async () => {
		await openFile(inUse.page, 'greedy.sbatch');
		await lens('Submit').click();
		await notified(inUse.page, 'Slurm did not accept greedy.sbatch.');
		await palette(inUse.page, 'Notifications: Clear All Notifications');
		// The checker of scripts may have marked the same line, in other words.
		await palette(inUse.page, 'Problems: Focus on Problems View');
		const refusal = inUse.page
			.locator('.markers-panel')
			.getByRole('treeitem', { name: /No node of this partition has what the job asks for/ });
		await refusal.click();
		await inUse.page.locator('.editor-instance .squiggly-error').first().waitFor();
		await screenshot(inUse.page, 'submit-refused');
		await inUse.page.locator('.editor-instance .view-line', { hasText: '--time=10' }).click();
		await inUse.page.keyboard.press('End');
		await inUse.page.keyboard.type('0');
		await refusal.waitFor({ state: 'detached' });
	});
});
