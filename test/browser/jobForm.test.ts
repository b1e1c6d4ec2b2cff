import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { connectTo } from '../support/journeys.ts';
import { inEachTheme, screenshot, screenshotOfQuestion } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { pageOf, wellMade } from '../support/webPages.ts';
import {
	answer,
	modal,
	notification,
	openFile,
	palette,
	pick,
	quickInput,
	startingWith,
	untilDone,
} from '../support/workbench.ts';

const SCRIPT = `#!/bin/bash
#SBATCH -J "my job" -p cpu # where
#SBATCH --gpus-per-node=1
#SBATCH --time=10

srun python train.py --time=99
`;

describe('The form of a batch script', () => {
	const inUse = useEditor({ 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50 });
	const form = () => pageOf(inUse.page);
	const field = (name: string) => form().locator(`#field-${name}`);
	/** What is in the file, in which changes are saved at once. */
	const saved = () => readFileSync(join(inUse.folder, 'form.sbatch'), 'utf8');
	const goToScript = async () => {
		await form().getByRole('button', { name: 'Go to the Script' }).click();
		// the class that VS Code gives an editor with the focus stays while a page has it
		await inUse.page.locator('.editor-instance .monaco-editor :focus').waitFor({ state: 'attached' });
	};
	const untilSaved = (pattern: RegExp) =>
		untilDone(async () => {
			assert.match(saved(), pattern);
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
			saved(),
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
			assert.doesNotMatch(saved(), /array/);
		}, 20);
	});

	it('takes several partitions by their names', async () => {
		await field('partition').selectOption({ label: 'Several, by their names…' });
		await untilDone(async () => {
			assert.equal(await field('partition').evaluate((element) => element.matches('input:focus')), true);
		});
		await field('partition').fill('gpu,cpu');
		await inUse.page.keyboard.press('Enter');
		await untilSaved(/-p gpu,cpu #/);
		await form()
			.locator('#help-partition')
			.getByText(/takes the one that can start the job first/)
			.waitFor();
		await field('partition').fill('gpu');
		await inUse.page.keyboard.press('Enter');
		await untilSaved(/-p gpu #/);
	});

	it('goes by Tab from one field to the next in the order that is seen', async () => {
		const controls = form().locator('button, input, select');
		const seen = await controls.evaluateAll((elements) => elements.map(({ id }) => id));
		assert.ok(seen.length > 20);
		await controls.first().focus();
		const reached: string[] = [];
		for (const _ of seen) {
			reached.push(
				await form()
					.locator(':focus')
					.evaluate(({ id }) => id),
			);
			await inUse.page.keyboard.press('Tab');
		}
		assert.deepEqual(reached, seen);
	});

	it('sets up modules, an environment and a container, reads what is typed there, and undo takes all back', async () => {
		const { page } = inUse;
		const before = saved();
		await field('modules').fill('Python/3.12 CUDA');
		await untilSaved(/^#!\/bin\/bash -l\n[\s\S]*\n\nmodule load Python\/3\.12 CUDA\n\nsrun/);
		await field('container').fill('my image.sif');
		await untilSaved(/\nsrun "\$apptainer" exec --nv "my image\.sif" python train\.py --time=99\n/);
		await field('venv').fill('~/venv');
		await form().locator('#problems-container').getByText('Use only one of').waitFor();
		await goToScript();
		await page.keyboard.press('ControlOrMeta+End');
		await page.keyboard.type('ml GCC\nmodule load $MORE\n');
		await untilDone(async () => {
			assert.equal(await field('modules').inputValue(), 'Python/3.12 CUDA GCC');
		}, 20);
		await form().locator('#problems-modules').getByText('Set by hand:').scrollIntoViewIfNeeded();
		await screenshot(page, 'job-form-environment');
		await untilSaved(/\nsource "\$HOME\/venv\/bin\/activate"\n/);
		await goToScript();
		await untilDone(async () => {
			await page.keyboard.press('ControlOrMeta+Z');
			assert.deepEqual(
				await Promise.all(['modules', 'venv', 'container'].map((name) => field(name).inputValue())),
				['', '', ''],
			);
		}, 20);
		await untilDone(async () => assert.equal(saved(), before), 20);
	});

	it('follows what is typed in the script', async () => {
		await goToScript();
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

	it('submits exactly one job by the key in the script, and one by its button', async () => {
		const { page } = inUse;
		const name = `form-${Date.now()}`;
		const submitted = async () => {
			const told = notification(page, /Submitted form\.sbatch as job \d+ on practice/);
			const id = /as job (\d+)/.exec((await told.textContent()) ?? '')?.[1] ?? '';
			await palette(page, 'Notifications: Clear All Notifications');
			return id;
		};
		await field('job-name').fill(name);
		await goToScript();
		const question = page.locator('.quick-input-widget').getByText('Where on practice should the job start?');
		// the key counts as soon as the extension has noticed that a batch script has the focus
		await untilDone(async () => {
			await page.keyboard.press('ControlOrMeta+Alt+Enter');
			await question.waitFor({ timeout: 3_000 });
		});
		await page.keyboard.press('Enter');
		const first = await submitted();
		await form().getByRole('button', { name: 'Submit', exact: true }).dblclick();
		const second = await submitted();
		const list = ['-F', practiceSettings['aiFactory.sshConfigFile'], 'practice'];
		// accounting may hear of a job a moment after the queue
		await untilDone(async () => {
			const jobs = execFileSync('ssh', [...list, `sacct -nX --name=${name} -o jobid`], { encoding: 'utf8' });
			assert.deepEqual(jobs.trim().split(/\s+/), [first, second]);
		}, 20);
	});

	it('is kept as a template of the person, from which another script begins', async () => {
		const { page } = inUse;
		await form().getByRole('button', { name: 'Save as Template…' }).click();
		await answer(page, 'My training');
		await notification(page, 'Your template "My training" is saved.').waitFor();
		await palette(page, 'AI Factory: New Job from Template…');
		await pick(page, startingWith('My training'));
		await page.getByRole('tab', { name: /^My-training\.sbatch/ }).waitFor();
		const text = saved();
		assert.equal(readFileSync(join(inUse.folder, 'My-training.sbatch'), 'utf8'), text);
		await palette(page, 'View: Close Editor');
		await palette(page, 'AI Factory: New Job from Template…');
		const own = page.locator('.quick-input-list').getByRole('option', { name: startingWith('My training') });
		await own.hover();
		await screenshotOfQuestion(page, 'job-form-templates');
		await own.getByRole('button', { name: 'Delete This Template' }).click();
		await modal(page, 'Delete your template "My training"?').getByRole('button', { name: 'Delete' }).click();
		await palette(page, 'Notifications: Clear All Notifications');
	});

	it('becomes a job of the job file, in which nothing else changes', async () => {
		const { page } = inUse;
		const jobFile = join(inUse.folder, 'aifactory.yaml');
		const others = '# mine\njobs:\n  other: # stays\n    command: "true"\n';
		writeFileSync(jobFile, others);
		const save = async () => {
			await form().getByRole('button', { name: 'Save in Job File…' }).click();
			await untilDone(async () => assert.match(await quickInput(page).inputValue(), /^form-\d+$/), 20);
			await answer(page, 'mine');
		};
		const told = notification(page, 'The script is the job "mine" of aifactory.yaml now.');
		await save();
		await told.waitFor();
		const once = readFileSync(jobFile, 'utf8');
		assert.ok(once.startsWith(others));
		assert.match(once.slice(others.length), /^ {2}mine:\n {4}command: srun python train\.py --time=99\n/);
		await palette(page, 'Notifications: Clear All Notifications');
		await save();
		await modal(page, 'aifactory.yaml has a job "mine" already.')
			.getByRole('button', { name: 'Replace' })
			.click();
		await told.getByRole('button', { name: 'Show Job' }).click();
		await page.locator('.view-line', { hasText: 'mine:' }).waitFor();
		assert.equal(readFileSync(jobFile, 'utf8'), once);
		await screenshot(page, 'job-form-saved');
	});

	it('closes with its script, and begins a new one', async () => {
		const { page } = inUse;
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
