import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo } from '../support/journeys.ts';
import { inEachTheme, screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { pageOf, wellMade } from '../support/webPages.ts';
import { openFile, palette, untilDone } from '../support/workbench.ts';

const SCRIPT = `#!/bin/bash
#SBATCH -J "my job" -p cpu # where
#SBATCH --gpus-per-node=1
#SBATCH --time=10

srun python train.py --time=99
`;

describe('The form of a batch script', () => {
	const inUse = useEditor();
	const form = () => pageOf(inUse.page);
	const field = (name: string) => form().locator(`#field-${name}`);
	/** What is in the file once it was saved. */
	const saved = async () => {
		await palette(inUse.page, 'File: Save All Files');
		return readFileSync(join(inUse.folder, 'form.sbatch'), 'utf8');
	};
	const untilSaved = (pattern: RegExp) =>
		untilDone(async () => {
			assert.match(await saved(), pattern);
		}, 20);

	before(async () => {
		writeFileSync(join(inUse.folder, 'form.sbatch'), SCRIPT);
		await connectTo(inUse.page, 'practice');
		await openFile(inUse.page, 'form.sbatch');
		await palette(inUse.page, 'AI Factory: Edit Batch Script in a Form');
		await form().getByRole('heading', { name: 'Job Form: form.sbatch', level: 1 }).waitFor();
	});

	it('shows what the script asks for, and offers what the cluster has', async () => {
		assert.equal(await form().getByLabel('Name', { exact: true }).inputValue(), 'my job');
		await form().getByText('Compared with practice.').waitFor();
		const partition = form().getByRole('combobox', { name: 'Partition', exact: true });
		await untilDone(async () => {
			assert.equal(await partition.evaluate((element) => element.nodeName), 'SELECT');
		});
		assert.equal(await partition.inputValue(), 'cpu');
	});

	it('tells at the field what is wrong, and what it may cost as it changes', async () => {
		await field('time').fill('ten');
		await form().locator('#problems-time').getByText('Error:').waitFor();
		assert.equal(await field('time').getAttribute('aria-invalid'), 'true');
		const described = (await field('time').getAttribute('aria-describedby')) ?? '';
		assert.ok(described.split(' ').includes('problems-time'));
		await screenshot(inUse.page, 'job-form-problem');
		await field('partition').selectOption('gpu');
		await field('time').fill('1:00:00');
		await form()
			.locator('#price')
			.getByText(/^at most 1 GPU-h/)
			.waitFor();
		await field('gpus-per-node').fill('h100:2');
		await form()
			.locator('#price')
			.getByText(/^at most 2 GPU-h/)
			.waitFor();
		assert.equal(await form().locator('#problems-time .error').count(), 0);
	});

	it('has changed only these values in the script', async () => {
		await untilSaved(/gpus-per-node=h100:2/);
		assert.equal(
			await saved(),
			SCRIPT.replace('-p cpu', '-p gpu').replace('node=1', 'node=h100:2').replace('=10', '=1:00:00'),
		);
	});

	it('adds and takes out lines by keys alone', async () => {
		await field('job-name').focus();
		await inUse.page.keyboard.press('Tab');
		await inUse.page.keyboard.press('Tab');
		assert.equal(await field('array').evaluate((element) => element.matches(':focus')), true);
		await inUse.page.keyboard.type('0-3');
		await inUse.page.keyboard.press('Enter');
		await untilSaved(/\n#SBATCH --time=1:00:00\n#SBATCH --array=0-3\n/);
		await field('array').focus();
		await inUse.page.keyboard.press('ControlOrMeta+A');
		await inUse.page.keyboard.press('Delete');
		await inUse.page.keyboard.press('Enter');
		await untilDone(async () => {
			assert.doesNotMatch(await saved(), /array/);
		}, 20);
	});

	it('follows what is typed in the script', async () => {
		await form().getByRole('button', { name: 'Go to the Script' }).click();
		await inUse.page.locator('.monaco-editor.focused').waitFor();
		await inUse.page.keyboard.press('ControlOrMeta+Home');
		await inUse.page.keyboard.press('End');
		await inUse.page.keyboard.press('Enter');
		await inUse.page.keyboard.type('#SBATCH --cpus-per-task=7 ');
		await inUse.page.keyboard.press('Escape');
		await untilDone(async () => {
			assert.equal(await field('cpus-per-task').inputValue(), '7');
		}, 20);
	});

	it('asks Slurm when the job could start', async () => {
		await form().getByRole('button', { name: 'When Would It Start?' }).focus();
		await inUse.page.keyboard.press('Enter');
		await form()
			.locator('#start')
			.getByText(/could start .*Slurm's estimate/)
			.waitFor();
		await screenshot(inUse.page, 'job-form');
	});

	it('is a page without a fault that axe finds, in each theme, and fits a narrow window', async () => {
		await inEachTheme(inUse.page, () => wellMade(form()));
		const main = form().locator('main');
		const excess = await main.evaluate((element) => element.scrollWidth - element.clientWidth);
		assert.ok(excess <= 0, `${excess} px too wide`);
	});

	it('closes with its script, and begins a new one', async () => {
		const { page } = inUse;
		await saved();
		await page.getByRole('tab', { name: /^form\.sbatch/ }).click();
		await palette(page, 'View: Close Editor');
		await page.getByRole('tab', { name: /^Job Form/ }).waitFor({ state: 'detached' });
		await palette(page, 'AI Factory: New Job in a Form…');
		await form().getByRole('heading', { name: 'Job Form: Untitled-1', level: 1 }).waitFor();
		await field('gpus-per-node').fill('1');
		await page.locator('.view-line', { hasText: '#SBATCH --gpus-per-node=1' }).waitFor();
		assert.equal(await field('time').inputValue(), '30:00');
	});
});
