import type { Page } from 'playwright-core';
import { openBrowser } from '../../scripts/lib/browser.mjs';
import { type Editor, startEditor } from '../../scripts/lib/editor.mjs';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { copySample } from '../../scripts/lib/sample.mjs';
import { pictureOfFailure } from './screenshots.ts';
import { openWindow } from './workbench.ts';

/** One window of a real VS Code with the packed extension; there from the first test of a `describe` to its last. */
export interface EditorInUse {
	readonly page: Page;
	readonly editor: Editor;
	/** The open folder: a copy of the sample project. */
	readonly folder: string;
}

/**
 * Gives a `describe` its own VS Code: fresh data, the packed extension installed, the practice factory in the
 * settings. A failed test leaves a picture in artifacts/failures.
 */
export function useEditor(settings: Record<string, unknown> = {}): EditorInUse {
	const inUse = {} as { -readonly [K in keyof EditorInUse]: EditorInUse[K] };
	const closers: (() => Promise<void>)[] = [];

	before(async () => {
		const vsix = process.env['AIFACTORY_VSIX'];
		if (!vsix)
			throw new Error('AIFACTORY_VSIX must name the packed extension; `npm run test:browser` sees to it.');
		const sample = await copySample();
		closers.push(sample.remove);
		inUse.folder = sample.folder;
		inUse.editor = await startEditor({ vsix, settings: { ...practiceSettings, ...settings } });
		closers.push(inUse.editor.stop);
		const browser = await openBrowser();
		closers.push(browser.close);
		inUse.page = await browser.context.newPage();
		inUse.page.setDefaultTimeout(40_000);
		await openWindow(inUse.page, inUse.editor.address, inUse.folder);
	});

	afterEach(async function () {
		if (this.currentTest?.state !== 'failed' || !inUse.page) return;
		console.log(`    seen: ${await pictureOfFailure(inUse.page, this.currentTest.fullTitle())}`);
	});

	after(async () => {
		for (const close of closers.reverse()) await close();
	});
	return inUse;
}
