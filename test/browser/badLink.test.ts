import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FlakyHost, startFlakyHost } from '../support/flakyHost.ts';
import { connectTo, jobRow } from '../support/journeys.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import { palette, pressInRow, row, terminalText, untilDone } from '../support/workbench.ts';

describe('A job over a link with a round trip of 100 ms that is cut', () => {
	let far: FlakyHost;
	let folder = '';
	let jobId = '';
	const settings: Record<string, unknown> = {};

	before(async () => {
		far = await startFlakyHost('practice', 100);
		settings['aiFactory.sshConfigFile'] = far.configFile;
		settings['aiFactory.clusters'] = { flaky: { host: 'flaky', profile: 'practice' } };
		folder = mkdtempSync(join(readFactory().users['ada']!.scratch, 'far-'));
		chmodSync(folder, 0o777);
		const wrapped = `while [ ! -e ${folder}/stop ]; do sleep 0.2; done`;
		const options = `-A aif001 -p cpu -t 20 -J far-away --open-mode=append -o ${folder}/job.out`;
		jobId = onCluster(`touch ${folder}/job.out; sbatch --parsable ${options} --wrap '${wrapped}'`).trim();
	});
	const inUse = useEditor(settings);
	after(async () => {
		onCluster(`scancel ${jobId}`);
		rmSync(folder, { recursive: true, force: true });
		await far.link.close();
	});

	/** Numbered lines, as the job writes them. */
	const write = (from: number, to: number) =>
		appendFileSync(join(folder, 'job.out'), lines(from, to).join(''));
	const shows = (wanted: RegExp) =>
		untilDone(async () => {
			const text = await terminalText(inUse.page);
			assert.match(text, wanted);
			return text;
		});

	it('keeps its row and says how things stand, and its output goes on at the very byte', async () => {
		const { page } = inUse;
		await connectTo(page, 'flaky');
		write(1, 6);
		await pressInRow(await jobRow(page, jobId, 'running'), 'Show Output');
		await palette(page, 'View: Toggle Maximized Panel');
		await shows(/^line 6 é$/m);

		await far.link.refuse();
		write(7, 12);
		await shows(/The connection was lost\. This goes on here when it is back; the job runs on\./);
		await row(page, /^flaky: Reconnecting.*, the list is from \d/).waitFor();
		await jobRow(page, jobId, 'running');
		await screenshot(page, 'bad-link-lost');

		await far.link.accept();
		await shows(/The connection is back; here is what came meanwhile\.(\n.*)*line 12 é/);
		await row(page, /^flaky: Reconnecting/).waitFor({ state: 'hidden' });
		write(13, 15);
		await shows(/^line 15 é$/m);
		// Somewhere in the middle of what comes next.
		far.link.cutAfter(150, 'down');
		write(16, 22);
		await shows(/^line 22 é$/m);

		writeFileSync(join(folder, 'stop'), '');
		const text = await shows(/── Job \d+ has ended: COMPLETED/);
		assert.deepEqual(
			text.match(/^line.*$/gm),
			lines(1, 22).map((line) => line.trimEnd()),
		);
		await screenshot(page, 'bad-link-resumed');
		await row(page, new RegExp(`, job ${jobId}, completed`)).waitFor();
	});
});

function lines(from: number, to: number): readonly string[] {
	return Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index} é\n`);
}

function onCluster(command: string): string {
	return execFileSync('ssh', ['-F', readFactory().sshConfig, 'practice', command], { encoding: 'utf8' });
}
