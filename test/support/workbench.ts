import type { Locator, Page } from 'playwright-core';

/** VS Code's window, by what a person sees and says. Every wait ends when the thing is there, never by time. */

const EXTENSION = 'ai-factory.ai-factory';

/** Opens a window on a folder and waits until the extension's icon is there: commands come later than the window. */
export async function openWindow(page: Page, address: string, folder: string): Promise<void> {
	await page.goto(`${address}/?${new URLSearchParams({ folder })}`);
	await activityIcon(page).waitFor();
}

/** The extension's icon; its spoken name ends with the badge, when there is one. */
export function activityIcon(page: Page): Locator {
	return page.locator('.activitybar').getByRole('tab', { name: /^AI Factory/ });
}

/** Shows the extension's side bar. A click on the icon of a visible one would hide it. */
export async function openView(page: Page): Promise<void> {
	const heading = page.locator('.sidebar').getByRole('heading', { name: 'AI Factory', level: 2 });
	await untilDone(async () => {
		if (!(await heading.isVisible())) await activityIcon(page).click({ timeout: 2_000 });
		await heading.waitFor({ timeout: 2_000 });
	});
}

/** A view of the side bar by the title of its section; the cluster's name may stand after the title. */
export function section(page: Page, title: string): Locator {
	return page
		.locator('.sidebar .pane')
		.filter({ has: page.getByRole('button', { name: new RegExp(`^${title}\\b.*Section`) }) });
}

/** A row of a tree, by what a screen reader says of it. */
export function row(page: Page, name: RegExp | string): Locator {
	return page.locator('.sidebar').getByRole('treeitem', { name });
}

/** Presses one of the buttons that a row shows under the mouse. */
export async function pressInRow(target: Locator, button: string): Promise<void> {
	await target.hover();
	// the name goes on with the key that does the same
	await target.getByRole('button', { name: new RegExp(`^${literally(button)}( \\(|$)`) }).click();
}

/** Chooses from a row's context menu, or from a menu in it: 'Open', 'Open Script as Submitted'. */
export async function chooseInRow(
	page: Page,
	target: Locator,
	...path: readonly [string, ...string[]]
): Promise<void> {
	await target.click({ button: 'right' });
	const entry = page.getByRole('menuitem', { name: path.at(-1) ?? path[0] });
	for (const menu of path.slice(0, -1)) {
		await page.getByRole('menuitem', { name: menu, exact: true }).hover();
		await entry.waitFor();
	}
	// a menu takes no clicks in its first moment
	await untilDone(async () => {
		await entry.click({ timeout: 2_000 });
		await entry.waitFor({ state: 'hidden', timeout: 500 });
	});
}

/** Runs a command as the palette names it: "AI Factory: Connect…". */
export async function palette(page: Page, command: string): Promise<void> {
	const entry = page
		.locator('.quick-input-widget')
		.getByRole('option', { name: startingWith(command) })
		.first();
	await untilDone(async () => {
		try {
			await page.keyboard.press('F1');
			// the box shows before VS Code writes its ">", which would wipe what was typed
			await page.waitForFunction(isPaletteReady, undefined, { timeout: 3_000 });
			await quickInput(page).fill(`>${command}`);
			await entry.waitFor({ timeout: 3_000 });
		} catch (error) {
			await page.keyboard.press('Escape');
			throw error;
		}
	});
	await entry.click();
}

/** Runs inside the page. */
function isPaletteReady(): boolean {
	const input = (globalThis as unknown as PageWithInput).document.querySelector('.quick-input-widget input');
	return input?.value === '>';
}
interface PageWithInput {
	readonly document: { querySelector(selector: string): { readonly value: string } | null };
}

/** The text box of a quick pick or an input box. */
export function quickInput(page: Page): Locator {
	return page.locator('.quick-input-widget:visible input:visible').first();
}

/** Picks an entry of the open quick pick by its label. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
	await page.locator('.quick-input-widget').getByRole('option', { name: label }).first().click();
}

/** An entry of exactly this label; what a screen reader says goes on with the entry's other parts after a comma. */
export function startingWith(label: string): RegExp {
	return new RegExp(`^${literally(label)}(,|$)`);
}

function literally(text: string): string {
	return text.replaceAll(/[^\w\s]/g, '\\$&');
}

/** Types an answer into the open input box. */
export async function answer(page: Page, text: string): Promise<void> {
	await quickInput(page).fill(text);
	await page.keyboard.press('Enter');
}

/** An item of the status bar by the id that the extension gave it. */
export function statusItem(page: Page, id = 'aiFactory.allocation'): Locator {
	return page.locator(`[id="${EXTENSION}.${id}"]`);
}

/** A notification by words in it. */
export function notification(page: Page, words: string | RegExp): Locator {
	const shown = page.locator('.notifications-toasts, .notifications-center');
	return shown.getByRole('dialog').filter({ hasText: words }).first();
}

/** A notification by words in it, once it is there. One that is gone from the corner is looked up under the bell. */
export async function notified(page: Page, words: string | RegExp): Promise<void> {
	await untilDone(async () => {
		try {
			await notification(page, words).waitFor({ timeout: 8_000 });
		} catch (error) {
			await palette(page, 'Notifications: Show Notifications');
			throw error;
		}
	}, 30);
}

/** A modal question by words in it. */
export function modal(page: Page, words: string | RegExp): Locator {
	return page.locator('.monaco-dialog-box').filter({ hasText: words });
}

/** The text that the visible terminal shows; rows keep their order, blanks at their ends are gone. */
export async function terminalText(page: Page): Promise<string> {
	const rows = await page
		.locator('.terminal-wrapper.active .xterm-rows > div, .editor-instance .xterm-rows > div')
		.allInnerTexts();
	return rows.map((text) => text.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
}

/** Opens a file of the folder in an editor, by name. */
export async function openFile(page: Page, name: string): Promise<void> {
	await untilDone(async () => {
		await page.keyboard.press('ControlOrMeta+P');
		await quickInput(page).fill(name, { timeout: 2_000 });
		await pick(page, new RegExp(`^${name}`));
		await page.getByRole('tab', { name: new RegExp(`^${name}`) }).waitFor({ timeout: 3_000 });
	});
}

/** Tries again until an attempt goes through; a minute at most. */
export async function untilDone<T>(attempt: () => Promise<T>, seconds = 60): Promise<T> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		try {
			return await attempt();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}
