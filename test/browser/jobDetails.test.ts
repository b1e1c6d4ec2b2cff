import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo, jobRow, submit } from '../support/journeys.ts';
import { picture, screenshot } from '../support/screenshots.ts';
import { untilGone } from '../support/untilGone.ts';
import { useEditor } from '../support/useEditor.ts';
import { pageOf, wellMade } from '../support/webPages.ts';
import { chooseInRow, notification, openFile, palette } from '../support/workbench.ts';

const HEAD = '#!/bin/bash\n#SBATCH --account=aif001\n';
const SCRIPTS = {
	'burn.sbatch': `${HEAD}#SBATCH --partition=gpu --gpus-per-node=2 --nodes=2 --ntasks-per-node=1 --time=5 --mem=2G
srun python3 -c "
import time
x = bytearray(600 << 20)
while True:
    for i in range(2000000): pass
    time.sleep(0.3)"
`,
	'idle.sbatch': `${HEAD}#SBATCH --partition=gpu --gpus=1 --time=5
sleep 250
`,
	'broken.sbatch': `${HEAD}#SBATCH --partition=cpu --time=5
echo "Loading the data"
python3 -c "import no_such_module"
`,
	'generous.sbatch': `${HEAD}#SBATCH --partition=cpu --time=04:00:00
#SBATCH --mem=16G
python3 -c "
import time
x = bytearray(200 << 20)
time.sleep(12)"
`,
};

describe('The page of a job', () => {
	const inUse = useEditor({ 'aiFactory.gpuIdleMinutes': 0.1 });

	before(async () => {
		for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(join(inUse.folder, name), text);
		await connectTo(inUse.page, 'practice');
	});

	/** The folder to start in was asked about the first time. */
	const submitAgain = async (script: string) => {
		const { page } = inUse;
		await openFile(page, script);
		await palette(page, 'AI Factory: Submit Job');
		const told = notification(page, new RegExp(`Submitted ${script} as job \\d+ on practice`));
		await told.waitFor();
		return /as job (\d+)/.exec((await told.textContent()) ?? '')?.[1] ?? '';
	};
	const openPage = async (jobId: string, state: string) => {
		await chooseInRow(inUse.page, await jobRow(inUse.page, jobId, state), 'Show Job Details');
		return pageOf(inUse.page);
	};

	it('shows what a running job does on each of its nodes', async () => {
		const { page } = inUse;
		const { jobId } = await submit(page, 'burn.sbatch');
		const content = await openPage(jobId, 'running');
		await content.getByRole('heading', { name: 'burn.sbatch', level: 1 }).waitFor();
		await content
			.getByRole('img', { name: /^gcn\d, GPU: [1-9]\d % *, [1-9]\d %$/ })
			.first()
			.waitFor();
		await content
			.getByRole('img', { name: /^gcn\d, CPU: [\d.]+ of \d+ busy$/ })
			.nth(1)
			.waitFor();
		await content.getByText('Cost of an hour').waitFor();
		await content.getByText('The same as a table').first().click();
		await content.getByRole('columnheader', { name: 'GPU memory' }).first().waitFor();
		await wellMade(content);
		// a line needs some points
		await content.locator('tbody tr:nth-of-type(6)').first().waitFor();
		await screenshot(page, 'job-details-running');
		await content.getByRole('button', { name: 'Cancel Job…' }).click();
		await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Cancel Job' }).click();
		await content.getByText('You cancelled it.').waitFor();
		await content.getByText('On its nodes now').waitFor({ state: 'detached' });
		await palette(page, 'View: Close Editor');
	});

	it('notices GPUs that idle, with what they cost and a way to end that', async () => {
		const { page } = inUse;
		const jobId = await submitAgain('idle.sbatch');
		await openPage(jobId, 'running');
		const told = notification(
			page,
			/The GPU of idle\.sbatch .* has been idle .* The job costs 1 GPU-h, [\d.]+ billing-h per hour/,
		);
		await told.waitFor();
		await picture(page, 'screenshots', 'gpu-idle');
		// nobody looks at the nodes while the page is behind another
		await openFile(page, 'broken.sbatch');
		await untilGone(/^srun --overlap /);
		await told.getByRole('button', { name: 'Cancel Job…' }).click();
		await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Cancel Job' }).click();
		await jobRow(page, jobId, 'cancelled');
		await palette(page, 'View: Close All Editors');
	});

	it('says why a job failed, and opens its output at the line that shows it', async () => {
		const { page } = inUse;
		const jobId = await submitAgain('broken.sbatch');
		const content = await openPage(jobId, 'failed');
		await content.getByText('Python did not find the module "no_such_module".').waitFor();
		await content.getByText("ModuleNotFoundError: No module named 'no_such_module'").waitFor();
		await content.getByRole('heading', { name: 'What it used' }).waitFor();
		await wellMade(content);
		await screenshot(page, 'job-details-failed');
		await content.getByRole('button', { name: 'Open at This Line' }).click();
		await page.getByRole('tab', { name: new RegExp(`slurm-${jobId}.out`) }).waitFor();
		await page.getByText(/^Ln 4, Col \d+ \(\d+ selected\)$/).waitFor();
		await palette(page, 'View: Close All Editors');
	});

	it('proposes to ask for what the job needs, as an edit of its script to be reviewed', async () => {
		const { page } = inUse;
		const jobId = await submitAgain('generous.sbatch');
		const content = await openPage(jobId, 'completed');
		await content.getByText('--mem=512M').waitFor();
		await content.getByText('--time=00:05:00').waitFor();
		await screenshot(page, 'job-details-completed');
		await content.getByRole('button', { name: 'Change the Script…' }).click();
		const box = page.locator('.quick-input-widget');
		await box.getByText('--mem=512M instead of 16G').waitFor();
		await box.getByText('--time=00:05:00 instead of 04:00:00').waitFor();
		await picture(page, 'screenshots', 'right-size');
		await page.keyboard.press('Enter');
		await page.locator('.view-lines').getByText('--mem=512M').waitFor();
		await page.keyboard.press('ControlOrMeta+S');
		const changed = async () => readFile(join(inUse.folder, 'generous.sbatch'), 'utf8');
		for (let tries = 0; !(await changed()).includes('512M') && tries < 50; tries += 1) {
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		assert.equal(
			await changed(),
			SCRIPTS['generous.sbatch'].replace('04:00:00', '00:05:00').replace('--mem=16G', '--mem=512M'),
		);
	});
});
