import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAbort } from '../../../src/base/abort.ts';
import { linesOf } from '../../../src/base/lines.ts';
import type { RemoteHost, StreamChunk } from '../../../src/remote/remoteHost.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

const CLIENT = join(import.meta.dirname, '..', '..', 'support', 'streamingClient.ts');

describe('following a command', () => {
	afterEach(disconnectAll);

	for (const alias of ['practice', 'practice-tess', 'practice-finn', 'practice-noisy']) {
		it(`hands over both streams and ends with the command, whatever the login shell: ${alias}`, async () => {
			const host = await connectTo(alias);
			const { stdout, stderr } = await textOf(
				host,
				"echo 'it'\\''s é'; echo oops >&2; (sleep 7201 &); exit 4",
			);
			assert.deepEqual([stdout, stderr], ["it's é\n", 'oops\n']);
			await untilGone(/sleep 7201/);
		});
	}

	it('gives the exit code to who asks for it', async () => {
		const host = await connectTo('practice');
		const output = host.stream('exit 4', forever)[Symbol.asyncIterator]();
		assert.deepEqual(await output.next(), { done: true, value: 4 });
	});

	it('hands over output as it comes', async () => {
		const host = await connectTo('practice');
		const arrivals: number[] = [];
		const start = performance.now();
		const chunks = host.stream('echo 1; sleep 0.4; echo 2', forever);
		for await (const _ of linesOf(bytesOf(chunks))) arrivals.push(performance.now() - start);
		assert.equal(arrivals.length, 2);
		assert.ok((arrivals[1] ?? 0) - (arrivals[0] ?? 0) > 200);
	});

	it('ends the remote processes when the loop is left', async () => {
		const host = await connectTo('practice');
		for await (const _ of host.stream(
			'sleep 7211 & (sleep 7212 & sleep 7213) & echo go; sleep 7214',
			forever,
		))
			break;
		await untilGone(/sleep 721\d/);
	});

	it('ends them when the signal is aborted, also while nothing comes', async () => {
		const host = await connectTo('practice');
		const giveUp = new AbortController();
		const outcome = textOf(host, 'sleep 7221', giveUp.signal);
		await untilRunning(/^\S+ +sleep 7221/);
		giveUp.abort();
		await assert.rejects(outcome, isAbort);
		await untilGone(/sleep 7221/);
	});

	it('ends them when the connection is closed', async () => {
		const host = await connectTo('practice');
		const outcome = textOf(host, 'sleep 7231');
		outcome.catch(() => {});
		await untilRunning(/^\S+ +sleep 7231/);
		await host.dispose();
		await assert.rejects(outcome, isAbort);
		await untilGone(/sleep 7231/);
	});

	it('ends even those that do not want to', async () => {
		const host = await connectTo('practice');
		for await (const _ of host.stream("trap '' TERM; echo go; sleep 7241; sleep 7242", forever)) break;
		await untilGone(/sleep 724\d/);
	});

	it('leaves nothing behind when the client is killed', async () => {
		const client = spawn(process.execPath, [
			CLIENT,
			'practice',
			'sleep 7251 & tail -F /etc/hostname; sleep 7252',
		]);
		await once(client.stdout, 'data');
		await untilRunning(/^\S+ +sleep 7251/);
		client.kill('SIGKILL');
		await untilGone(/sleep 725\d|tail -F \/etc\/hostname/);
	});

	it('lets the sender wait for a slow reader', async () => {
		const host = await connectTo('practice');
		let received = 0;
		for await (const { bytes } of host.stream('head -c 30000000 /dev/zero', forever)) {
			if (received === 0) await wait(300);
			received += bytes.length;
		}
		assert.equal(received, 30_000_000);
	});
});

async function textOf(host: RemoteHost, commandLine: string, signal = forever) {
	const texts = { stdout: '', stderr: '' };
	for await (const { from, bytes } of host.stream(commandLine, signal))
		texts[from] += Buffer.from(bytes).toString();
	return texts;
}

async function* bytesOf(chunks: AsyncIterable<StreamChunk>): AsyncGenerator<Uint8Array> {
	for await (const { bytes } of chunks) yield bytes;
}

describe('feeding a command', () => {
	afterEach(disconnectAll);

	async function* of(...pieces: readonly Uint8Array[]) {
		for (const piece of pieces) yield piece;
	}

	for (const alias of ['practice', 'practice-tess', 'practice-finn', 'practice-noisy']) {
		it(`gives it every byte and the end, whatever the login shell: ${alias}`, async () => {
			const host = await connectTo(alias);
			const content = randomBytes(3_500_000);
			const hash = createHash('sha256').update(content).digest('hex');
			const input = of(content.subarray(0, 10), content.subarray(10, 3_000_000), content.subarray(3_000_000));
			const { stdout, exitCode } = await fedTextOf(host, 'sha256sum; exit 3', input);
			assert.equal(stdout, `${hash}  -\n`);
			assert.equal(exitCode, 3);
		});
	}

	it('goes on when the command wants no more, and tells its exit code', async () => {
		const host = await connectTo('practice');
		async function* endless() {
			for (;;) yield Buffer.alloc(100_000, 'x');
		}
		const { stdout, exitCode } = await fedTextOf(host, 'head -c 5; exit 6', endless());
		assert.deepEqual([stdout, exitCode], ['xxxxx', 6]);
	});

	it('ends the command when there is no more to be had, and says why', async () => {
		const host = await connectTo('practice');
		async function* failing() {
			yield Buffer.from('half');
			throw new Error('the disk went away');
		}
		await assert.rejects(fedTextOf(host, 'sleep 7301 & cat; echo whole; sleep 7302', failing()), {
			message: 'the disk went away',
		});
		await untilGone(/sleep 730\d/);
	});

	it('ends the command when it is given up, and when the link is gone', async () => {
		const host = await connectTo('practice');
		async function* pausing() {
			yield Buffer.from('some');
			await new Promise(() => {});
		}
		const giveUp = new AbortController();
		const outcome = fedTextOf(host, 'sleep 7303 & cat; sleep 7304', pausing(), giveUp.signal);
		await untilRunning(/^\S+ +sleep 7303/);
		giveUp.abort();
		await assert.rejects(outcome, isAbort);
		await untilGone(/sleep 730\d/);
		const lost = fedTextOf(host, 'sleep 7305 & cat; sleep 7306', pausing());
		await untilRunning(/^\S+ +sleep 7305/);
		await host.dispose();
		await assert.rejects(lost);
		await untilGone(/sleep 730\d/);
	});
});

async function fedTextOf(
	host: RemoteHost,
	commandLine: string,
	input: AsyncIterable<Uint8Array>,
	signal = forever,
): Promise<{ stdout: string; exitCode: number | null }> {
	const output = host.stream(commandLine, signal, input)[Symbol.asyncIterator]();
	let stdout = '';
	for (;;) {
		const { done, value } = await output.next();
		if (done) return { stdout, exitCode: value };
		if (value.from === 'stdout') stdout += Buffer.from(value.bytes).toString();
	}
}
