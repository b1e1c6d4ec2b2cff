import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { artifactsFolder } from '../../scripts/lib/places.mjs';
import { palette, pick, quickInput, startingWith } from './workbench.ts';

/** By the names of VS Code's theme picker, each with the class that the window's root has once it is in force. */
const THEMES = [
	{ name: 'dark', theme: 'Dark 2026', sign: '.vs-dark[class*="2026-dark"]' },
	{ name: 'light', theme: 'Light 2026', sign: '.vs[class*="2026-light"]' },
	{ name: 'high-contrast', theme: 'Dark High Contrast', sign: '.hc-black' },
];

/** What a change of the theme would close, such as a menu or a dialog: opened for each picture, and closed after it, by Escape where nothing else is said. */
export interface Passing {
	readonly open: () => Promise<unknown>;
	readonly close?: () => Promise<unknown>;
}

/** Takes `artifacts/screenshots/NAME-THEME.png` of the window as it is, in the themes of pictures, and ends in the first. */
export function screenshot(page: Page, name: string, passing?: Passing): Promise<void> {
	return inThemesOfPictures(page, async (theme) => {
		await passing?.open();
		await picture(page, 'screenshots', `${name}-${theme}`);
		if (passing) await (passing.close?.() ?? page.keyboard.press('Escape'));
	});
}

/**
 * Does something in three themes where AIFACTORY_EVERY_THEME is set, else in the first, which is in force: to change it three
 * times for each picture takes a third of the time of all browser tests, and only people look at pictures.
 */
export async function inThemesOfPictures(
	page: Page,
	look: (theme: string) => Promise<unknown>,
): Promise<void> {
	if (process.env['AIFACTORY_EVERY_THEME']) await inEachTheme(page, look);
	else await look('dark');
}

/** Does something in three themes, and ends in the first: what a choice of a theme would close has to be opened anew. */
export async function inEachTheme(page: Page, look: (theme: string) => Promise<unknown>): Promise<void> {
	for (const { name: suffix, theme, sign } of [...THEMES].reverse()) {
		await palette(page, 'Preferences: Color Theme');
		await quickInput(page).fill(theme);
		await pick(page, startingWith(theme));
		await page.locator(`.monaco-workbench${sign}`).waitFor();
		await look(suffix);
	}
}

/** Takes `artifacts/screenshots/NAME.png` of a window that has a question open, which a change of theme would close. */
export async function screenshotOfQuestion(page: Page, name: string): Promise<void> {
	await picture(page, 'screenshots', name);
}

/** Keeps the window as it was when a test failed. Returns the file. */
export function pictureOfFailure(page: Page, name: string): Promise<string> {
	return picture(page, 'failures', name.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
}

/** Keeps the window as it is, in the theme that it has. Returns the file. */
export async function picture(page: Page, folder: string, name: string): Promise<string> {
	await mkdir(join(artifactsFolder, folder), { recursive: true });
	const path = join(artifactsFolder, folder, `${name}.png`);
	await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
	return path;
}
