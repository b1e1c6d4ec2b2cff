import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { inProject } from '../../scripts/lib/places.mjs';

/** What is inside of the frame inside of the frame that holds a page of an extension. */
export function pageOf(page: Page): FrameLocator {
	return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** No fault that axe finds: contrast, names, landmarks, order of headings. */
export async function wellMade(content: FrameLocator): Promise<void> {
	const main = content.locator('main');
	await main.evaluate(runScript, await readFile(inProject('node_modules/axe-core/axe.min.js'), 'utf8'));
	const { violations } = (await main.evaluate(`axe.run()`)) as AxeResults;
	assert.deepEqual(
		violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
		[],
	);
}

/** Runs inside the page, as the debugger does, which its content policy does not bind. */
function runScript(_main: unknown, text: string): void {
	// biome-ignore lint/security/noGlobalEval: there is no other way into a page that loads nothing
	globalThis.eval(text);
}
