import type { Locator, Page } from 'playwright-core';
import { notification, openFile, openView, palette, pick, quickInput, row, statusItem } from './workbench.ts';

/** Connects to one of the practice factory's hosts that asks no questions. */
export async function connectTo(page: Page, host: string): Promise<void> {
	await chooseHost(page, host);
	await connected(page, host).waitFor();
}

/** Starts to connect, up to the first question that the host asks. */
export async function chooseHost(page: Page, host: string): Promise<void> {
	await palette(page, 'AI Factory: Connect…');
	await quickInput(page).fill(host);
	await pick(page, new RegExp(`(^|\\s)${host}(,|$)`));
}

/** What the status bar shows once a cluster is connected. */
export function connected(page: Page, host: string): Locator {
	return statusItem(page).getByRole('button', { name: `AI Factory, ${host},` });
}

/**
 * Submits a script of the open folder, to start in the folder that the extension proposes.
 * @returns the job's id, and the notification that told it
 */
export async function submit(page: Page, script: string): Promise<{ jobId: string; notification: Locator }> {
	await openFile(page, script);
	await palette(page, 'AI Factory: Submit Job');
	await page.locator('.quick-input-widget').getByText('Where on practice should the job start?').waitFor();
	await page.keyboard.press('Enter');
	const told = notification(page, new RegExp(`Submitted ${script} as job \\d+ on practice`));
	await told.waitFor();
	const jobId = /as job (\d+)/.exec((await told.textContent()) ?? '')?.[1] ?? '';
	return { jobId, notification: told };
}

/** The job's row in the Jobs view. */
export async function jobRow(page: Page, jobId: string, more = ''): Promise<Locator> {
	await openView(page);
	const found = row(page, new RegExp(`, job ${jobId}, ${more}`));
	await found.waitFor();
	return found;
}

/** What a screen reader says of an element. */
export async function spoken(element: Locator): Promise<string> {
	return (await element.getAttribute('aria-label')) ?? '';
}
