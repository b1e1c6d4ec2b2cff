import assert from 'node:assert/strict';
import { OutputWindow } from '../../../src/slurm/outputWindow.ts';
import { FakeOutputHost } from '../../support/fakeOutput.ts';

const { signal } = new AbortController();
const MiB = 1024 * 1024;
const LINE = `${'x'.repeat(99)}\n`;

describe('An output as a document', () => {
	const windowOn = (host: FakeOutputHost) => new OutputWindow(host as never, '/out');

	it('shows all of a short file, and takes in what is written', async () => {
		const host = new FakeOutputHost('one\n\u001b[31mtwo\u001b[0m\n');
		const shown = windowOn(host);
		assert.equal(await shown.refresh(signal), true);
		assert.equal(shown.text, 'one\ntwo\n');
		assert.equal(await shown.refresh(signal), false);
		host.append('three');
		assert.equal(await shown.refresh(signal), true);
		assert.equal(shown.text, 'one\ntwo\nthree');
		assert.deepEqual([shown.from, shown.size, shown.mayGrow], [0, host.content?.length, false]);
	});

	it('is empty where the job has not started writing, and when the file is deleted', async () => {
		const host = new FakeOutputHost(undefined);
		const shown = windowOn(host);
		assert.equal(await shown.refresh(signal), false);
		assert.deepEqual([shown.exists, shown.text], [false, '']);
		host.append('now');
		assert.equal(await shown.refresh(signal), true);
		assert.deepEqual([shown.exists, shown.text], [true, 'now']);
		host.content = undefined;
		assert.equal(await shown.refresh(signal), true);
		assert.deepEqual([shown.exists, shown.text], [false, '']);
	});

	it('shows the last 4 MiB of a long file in whole lines, and what was before on demand', async () => {
		const host = new FakeOutputHost(LINE.repeat(100_000));
		const shown = windowOn(host);
		await shown.refresh(signal);
		assert.ok(shown.size - shown.from <= 4 * MiB && shown.size - shown.from > 4 * MiB - LINE.length);
		assert.equal(shown.from % LINE.length, 0);
		for (const isMore of [true, false]) {
			assert.equal(shown.mayGrow, true);
			await shown.loadEarlier(signal);
			assert.equal(shown.from > 0, isMore);
		}
		assert.equal(shown.text.length, host.content?.length);
		assert.equal(shown.mayGrow, false);
	});

	it('does not outgrow an editor, neither on demand nor while it follows', async () => {
		const host = new FakeOutputHost(`${'x'.repeat(1999)}\n`.repeat(20_000));
		const shown = windowOn(host);
		await shown.refresh(signal);
		let times = 0;
		for (; shown.mayGrow; times += 1) await shown.loadEarlier(signal);
		assert.equal(times, 7);
		assert.ok(shown.size - shown.from <= 32 * MiB);
		host.append(LINE);
		await shown.refresh(signal);
		host.append(LINE.repeat(10));
		await shown.refresh(signal);
		assert.ok(shown.size - shown.from <= 32 * MiB);
		assert.ok(shown.text.endsWith(LINE));
	});

	it('has no more lines than an editor shows with colours, in whole lines', async () => {
		const host = new FakeOutputHost('0123456789\n'.repeat(600_000));
		const shown = windowOn(host);
		await shown.refresh(signal);
		assert.equal(shown.text.length, 250_000 * 11);
		assert.equal(shown.mayGrow, false);
		const wider = new FakeOutputHost('0123456789012345678901234567890123456789\n'.repeat(600_000));
		const grown = windowOn(wider);
		await grown.refresh(signal);
		while (grown.mayGrow) await grown.loadEarlier(signal);
		assert.equal(grown.text.length, 250_000 * 41);
		assert.equal(grown.from, 350_000 * 41);
	});

	it('begins anew with a file that was replaced, whatever its length', async () => {
		const host = new FakeOutputHost('before, and long');
		const shown = windowOn(host);
		await shown.refresh(signal);
		for (const text of ['short', 'something else altogether, and longer']) {
			host.rewrite(text);
			await shown.refresh(signal);
			assert.equal(shown.text, text);
		}
	});
});
