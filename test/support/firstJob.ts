import type { Page } from 'playwright-core';
import { connected, connectTo, jobRow, spoken, submit } from './journeys.ts';
import { statusItem, terminalText, untilDone } from './workbench.ts';

/**
 * What a person does on the first day: connects to the practice factory, submits the sample's job, and watches it
 * until it is done. Tells `saw` each thing that was on the screen, and throws when one is missing.
 */
export async function firstJob(page: Page, saw: (what: string) => void): Promise<void> {
	await connectTo(page, 'practice');
	saw(`connected: ${await spoken(connected(page, 'practice'))}`);

	const { jobId, notification } = await submit(page, 'train.sbatch');
	saw(`train.sbatch submitted as job ${jobId}`);
	const job = await jobRow(page, jobId);
	saw(`the Jobs view: ${await spoken(job)}`);

	await notification.getByRole('button', { name: 'Show Output' }).click();
	await untilDone(async () => expectText(await terminalText(page), /epoch +\d+\/\d+/));
	saw('the output as it is written');
	const output = await untilDone(async () => expectText(await terminalText(page), /Done\. Best loss [\d.]+/));
	saw(`its last line: ${output.split('\n').find((line) => line.startsWith('Done.'))}`);

	saw(`the Jobs view: ${await spoken(await jobRow(page, jobId, 'completed'))}`);
	const left = statusItem(page).getByRole('button', { name: / left/ });
	await left.waitFor();
	saw(`the status bar: ${await spoken(left)}`);
}

function expectText(text: string, wanted: RegExp): string {
	if (!wanted.test(text)) throw new Error(`The terminal shows no ${wanted}, but:\n${text}`);
	return text;
}
