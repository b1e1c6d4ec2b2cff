import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo, jobRow, submit } from '../support/journeys.ts';
import { useEditor } from '../support/useEditor.ts';
import { chooseInRow, modal, pressInRow } from '../support/workbench.ts';

const SLEEPER =
	'#!/bin/bash\n#SBATCH --account=aif001 --partition=cpu --time=5\n#SBATCH --job-name=sleeper\nsleep 300\n';

describe('Cancelling a job', () => {
	const inUse = useEditor();
	let jobId = '';

	before(async () => {
		await writeFile(join(inUse.folder, 'sleeper.sbatch'), SLEEPER);
		await connectTo(inUse.page, 'practice');
		({ jobId } = await submit(inUse.page, 'sleeper.sbatch'));
	});

	it('asks first, and does nothing when the answer is no', async () => {
		const { page } = inUse;
		await chooseInRow(page, await jobRow(page, jobId, 'running'), 'Cancel Job…');
		const question = modal(page, `Cancel job ${jobId} (sleeper)?`);
		await question.waitFor();
		await question.getByRole('button', { name: 'Cancel', exact: true }).click();
		await question.waitFor({ state: 'hidden' });
		await jobRow(page, jobId, 'running');
	});

	it('ends the job, and shows it as cancelled', async () => {
		const { page } = inUse;
		await pressInRow(await jobRow(page, jobId, 'running'), 'Cancel Job…');
		await modal(page, `Cancel job ${jobId} (sleeper)?`).getByRole('button', { name: 'Cancel Job' }).click();
		await jobRow(page, jobId, 'cancelled');
	});
});
