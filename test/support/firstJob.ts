import type { Locator, Page } from 'playwright-core';
import {
	notification,
	openFile,
	openView,
	palette,
	pick,
	quickInput,
	row,
	statusItem,
	terminalText,
	untilDone,
} from './workbench.ts';

/**
 * What a person does on the first day: connects to the practice factory, submits the sample's job, and watches it
 * until it is done. Tells `saw` each thing that was on the screen, and throws when one is missing.
 */
export async function firstJob(page: Page, saw: (what: string) => void): Promise<{ readonly jobId: string }> {
	await palette(page, 'AI Factory: Connect…');
	await pick(page, /\bpractice\b/);
	const allocation = statusItem(page).getByRole('button', { name: /^AI Factory, practice/ });
	await allocation.waitFor();
	saw(`connected: ${await spoken(allocation)}`);

	await openFile(page, 'train.sbatch');
	await palette(page, 'AI Factory: Submit Job');
	await quickInput(page).waitFor();
	const folder = await quickInput(page).inputValue();
	await page.keyboard.press('Enter');
	const submitted = notification(page, /Submitted train\.sbatch as job \d+ on practice/);
	await submitted.waitFor();
	const jobId = /as job (\d+)/.exec((await submitted.textContent()) ?? '')?.[1] ?? '';
	saw(`job ${jobId} submitted, to start in ${folder}`);

	await openView(page);
	const job = row(page, new RegExp(`^train, job ${jobId}`));
	await job.waitFor();
	saw(`the Jobs view: ${await spoken(job)}`);

	await submitted.getByRole('button', { name: 'Show Output' }).click();
	await untilDone(async () => expectText(await terminalText(page), /epoch +\d+\/\d+/));
	saw('the output as it is written');
	const output = await untilDone(async () => expectText(await terminalText(page), /Done\. Best loss [\d.]+/));
	saw(`its last line: ${output.split('\n').find((line) => line.startsWith('Done.'))}`);

	await row(page, new RegExp(`^train, job ${jobId}, completed`)).waitFor();
	saw(`the Jobs view: ${await spoken(job)}`);
	const left = statusItem(page).getByRole('button', { name: / left/ });
	await left.waitFor();
	saw(`the status bar: ${await spoken(left)}`);
	return { jobId };
}

async function spoken(element: Locator): Promise<string> {
	return (await element.getAttribute('aria-label')) ?? '';
}

function expectText(text: string, wanted: RegExp): string {
	if (!wanted.test(text)) throw new Error(`The terminal shows no ${wanted}, but:\n${text}`);
	return text;
}
