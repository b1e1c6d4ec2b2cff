import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo } from '../support/journeys.ts';
import { screenshot, screenshotOfQuestion } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { answer, modal, notified, palette, pick, untilDone } from '../support/workbench.ts';

describe('A workspace that is synced', () => {
	const inUse = useEditor();
	const SYNC = 'AI Factory: Sync Workspace to Cluster…';
	const FETCH = 'AI Factory: Fetch Results…';
	/** Of the person's home folder there; the sample project itself is there already. */
	const there = 'sync-journey';
	const here = (name: string) => join(inUse.folder, name);

	before(async () => {
		onCluster(`rm -rf ${there}`);
		writeFileSync(here('.gitignore'), '*.tmp\n');
		for (const name of ['notes.md', 'old.py', 'older.py', 'scratch.tmp'])
			writeFileSync(here(name), `${name}\n`);
		await connectTo(inUse.page, 'practice');
	});
	after(() => onCluster(`rm -rf ${there}`));

	it('goes to a folder that the person chooses once, after a look at what would be sent', async () => {
		const { page } = inUse;
		await palette(page, SYNC);
		await page.getByText('Sync "sample" to which folder on practice?').waitFor();
		await screenshotOfQuestion(page, 'sync-choose-folder');
		await pick(page, /Another Folder…/);
		await answer(page, `~/${there}`);
		const question = modal(page, 'Sync "sample" to practice:');
		await question.getByText('The folder does not exist yet and is made.').waitFor();
		await screenshotOfQuestion(page, 'sync-first');
		await question.getByRole('button', { name: 'Sync', exact: true }).click();
		await notified(page, /Synced "sample" to practice:~\/sync-journey: \d+ files, .* sent\./);
		assert.match(onCluster(`cat ${there}/notes.md; ls ${there}`), /^notes\.md\n(?!.*scratch\.tmp)/s);
		const settings = JSON.parse(readFileSync(here('.vscode/settings.json'), 'utf8'));
		assert.deepEqual(settings['aiFactory.sync'], { cluster: 'practice', folder: `~/${there}` });
	});

	it('asks in one question about what would be lost, and shows all of it as a text', async () => {
		const { page } = inUse;
		onCluster(`cd ${there} && echo by a job >notes.md && touch -d '1 hour' notes.md && echo r >result.csv`);
		rmSync(here('old.py'));
		rmSync(here('older.py'));
		writeFileSync(here('fresh.py'), 'fresh\n');
		await palette(page, SYNC);
		const question = modal(page, 'Sync "sample" to practice:');
		await question.getByText('notes.md (newer there)').waitFor();
		await question.getByText('2 items are gone here and still there').waitFor();
		await screenshotOfQuestion(page, 'sync-question');
		await question.getByRole('button', { name: 'Show All' }).click();
		await page.getByRole('tab', { name: /^Sync of sample/ }).waitFor();
		await page.getByText('Changed there: overwritten only if you say so (1)').first().waitFor();
		await screenshot(page, 'sync-show-all');
		await page.getByRole('button', { name: 'Choose…' }).click();
		await page.getByPlaceholder('What you do not pick stays as it is').waitFor();
		await page.locator('.quick-input-widget').getByText('old.py').first().click();
		await screenshotOfQuestion(page, 'sync-choose');
		await page.keyboard.press('Enter');
		await untilDone(async () =>
			assert.equal(
				onCluster(`cd ${there} && cat notes.md && ls *.py *.csv`),
				'by a job\nfresh.py\nolder.py\nresult.csv\ntrain.py\n',
			),
		);
	});

	it('fetches what the person calls results, and finds nothing to fetch then', async () => {
		const { page } = inUse;
		onCluster(`cd ${there} && mkdir -p outputs/run && echo weights >outputs/run/model.bin`);
		await palette(page, FETCH);
		await page.getByText('Which files are results?').waitFor();
		await screenshotOfQuestion(page, 'sync-results');
		await answer(page, 'outputs/**, *.csv');
		await notified(page, /Fetched from practice:.*2 files/);
		assert.equal(readFileSync(here('outputs/run/model.bin'), 'utf8'), 'weights\n');
		assert.equal(existsSync(here('result.csv')), true);
		await palette(page, FETCH);
		await notified(page, /Nothing new in practice:.* matches outputs\/\*\*, \*\.csv\./);
		await screenshot(page, 'sync-fetched');
	});
});

function onCluster(commandLine: string): string {
	const args = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice', commandLine];
	return execFileSync('ssh', args, { encoding: 'utf8' });
}
