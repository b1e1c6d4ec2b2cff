import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../scripts/lib/browser.mjs';
import { startEditor } from '../../../scripts/lib/editor.mjs';
import { atEnd } from '../../../scripts/lib/main.mjs';
import { copySample } from '../../../scripts/lib/sample.mjs';
import { packExtension } from '../../../scripts/lib/vsix.mjs';
import { connectTo, jobRow } from '../../support/journeys.ts';
import { openWindow, pressInRow, terminalText, untilDone } from '../../support/workbench.ts';
import { median } from '../support/compare.ts';
import { atDistance, type LoginNode } from '../support/loginNode.ts';
import { printTable } from '../support/table.ts';
import { figures, theirs } from './outputDelay.ts';

const LINES = 100;
/** No multiple of a time at which anybody looks or a screen is drawn. */
const EVERY_MS = 73;
const JOB = 'bench-shown';

/**
 * From a line that is written to a job's output to the line on the screen: a real VS Code with the packed extension, whose
 * page itself notes when the terminal's rows change. Beside it `ssh host tail -F` of the same file.
 */
export async function measureShownDelay(): Promise<void> {
	const vsix = await packExtension();
	const rows: string[][] = [];
	for (const roundTripMs of [0, 100])
		await atDistance(roundTripMs, async (node) => {
			const path = join(node.home, `bench-shown-${process.pid}`);
			const jobId = submitTo(node, path);
			const end = () => node.ssh('bench', `scancel ${jobId}; rm -f ${path}`).catch(() => undefined);
			atEnd(end);
			try {
				const shown = await openOutput(node, vsix, jobId);
				const other = await theirs(node, path);
				await wait(1_000 + 10 * roundTripMs);
				const written: number[] = [];
				for (let line = 0; line < LINES; line += 1) {
					written.push(performance.now());
					appendFileSync(path, `${line}\n`);
					await wait(EVERY_MS);
				}
				await wait(2_000 + 10 * roundTripMs);
				const seen = await shown.arrivals();
				const delaysOf = (arrivals: ReadonlyMap<number, number>) =>
					written.map((at, line) => (arrivals.get(line) ?? Number.NaN) - at).sort((a, b) => a - b);
				const [ours, tail] = [delaysOf(seen), delaysOf(other.arrivals)];
				if (ours.some(Number.isNaN)) throw new Error('A line never came to the screen.');
				const ratio = (median(ours) / median(tail)).toFixed(2);
				const distance = `${roundTripMs} ms`;
				rows.push(['AI Factory, on the screen', distance, ...figures(ours), String(LINES), ratio]);
				rows.push(['ssh host tail -F, on its pipe', distance, ...figures(tail), String(LINES), '']);
				await other.end();
				await shown.close();
			} finally {
				await end();
			}
		});
	printTable(
		'Output of a job: from the line in its file to the line in the editor',
		['', 'round trip', 'median', 'p95', 'longest', 'lines', 'ratio of medians'],
		rows,
		'In ms; both follow the same file at the same time, and the editor draws beside what it is measured by. A line counts as',
		'seen when the page of VS Code has it in a row of the terminal, which is drawn once for each frame of 16 ms at most.',
	);
}

/** A job that writes nothing itself. @returns its id */
function submitTo(node: LoginNode, path: string): string {
	const script = `touch ${path}; sbatch --parsable -A aif001 -p cpu -t 30 -J ${JOB} --open-mode=append -o ${path} --wrap 'sleep 1500'`;
	return execFileSync('ssh', ['-F', node.configFile, 'bench', script], { encoding: 'utf8' }).trim();
}

interface ShownOutput {
	/** When each line came to the screen, by its number, on this process's clock. */
	arrivals(): Promise<ReadonlyMap<number, number>>;
	close(): Promise<void>;
}

async function openOutput(node: LoginNode, vsix: string, jobId: string): Promise<ShownOutput> {
	const closers: (() => Promise<unknown>)[] = [];
	const close = async () => {
		for (const one of closers.splice(0).reverse()) await one();
	};
	atEnd(close);
	const sample = await copySample();
	closers.push(sample.remove);
	const settings = {
		'aiFactory.sshConfigFile': node.configFile,
		'aiFactory.clusters': { bench: { host: 'bench' } },
	};
	const editor = await startEditor({ vsix, settings });
	closers.push(editor.stop);
	const browser = await openBrowser();
	closers.push(browser.close);
	const page = await browser.context.newPage();
	await openWindow(page, editor.address, sample.folder);
	await connectTo(page, 'bench');
	await pressInRow(await jobRow(page, jobId, 'running'), 'Show Output');
	// A first line shows that the terminal is there, and follows.
	await untilDone(async () => {
		if (!/\S/.test(await terminalText(page))) throw new Error('The terminal shows nothing.');
	});
	await page.evaluate(watchRows);
	return { arrivals: () => arrivalsIn(page), close };
}

/** Runs inside the page: notes when a row of the terminal first shows each number. */
function watchRows(): void {
	const page = globalThis as unknown as PageGlobals;
	const { document, performance, MutationObserver } = page;
	const seen: Record<string, number> = {};
	page.seenLines = seen;
	const look = () => {
		const at = performance.timeOrigin + performance.now();
		for (const row of document.querySelectorAll('.terminal-wrapper.active .xterm-rows > div')) {
			const number = /^(\d+)\s*$/.exec(row.textContent ?? '')?.[1];
			if (number !== undefined) seen[number] ??= at;
		}
	};
	const rows = document.querySelector('.terminal-wrapper.active .xterm-rows');
	if (!rows) throw new Error('There is no terminal.');
	new MutationObserver(look).observe(rows, { childList: true, characterData: true, subtree: true });
}

interface PageGlobals {
	readonly document: {
		querySelector(selector: string): object | null;
		querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }>;
	};
	readonly performance: { readonly timeOrigin: number; now(): number };
	readonly MutationObserver: new (heard: () => void) => { observe(target: object, options: object): void };
	seenLines?: Record<string, number>;
}

async function arrivalsIn(page: Page): Promise<ReadonlyMap<number, number>> {
	const seen = await page.evaluate(() => (globalThis as unknown as PageGlobals).seenLines ?? {});
	return new Map(Object.entries(seen).map(([line, at]) => [Number(line), at - performance.timeOrigin]));
}
