import assert from 'node:assert/strict';
import { CommandLog } from '../../../src/remote/commandLog.ts';
import type { StreamChunk } from '../../../src/remote/remoteHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

describe('CommandLog', () => {
	const log = new MemoryLog();
	const commands = new CommandLog('practice', log);
	const lines = () => log.lines.splice(0).map((line) => line.replace(/\d+ ms/, 'N ms'));

	it('writes a line for each command', async () => {
		await commands.around('squeue --me', async () => ({ stdout: 'é'.repeat(1900), stderr: '', exitCode: 0 }));
		await commands.around('false', async () => ({ stdout: '', stderr: 'no', exitCode: 1 }));
		await commands.around('kill 0', async () => ({ stdout: '', stderr: '', exitCode: null }));
		assert.deepEqual(lines(), [
			'info practice $ squeue --me → 0 in N ms, 3.8 kB',
			'info practice $ false → 1 in N ms, 2 B',
			'info practice $ kill 0 → no exit code in N ms, 0 B',
		]);
	});

	it('shows a command whole up to 300 characters, and longer ones whole for those who look closer', async () => {
		const fitting = `echo ${'x'.repeat(295)}`;
		await commands.around(fitting, async () => ({ stdout: '', stderr: '', exitCode: 0 }));
		assert.deepEqual(lines(), [`info practice $ ${fitting} → 0 in N ms, 0 B`]);
		await commands.around(`${fitting}y`, async () => ({ stdout: '', stderr: '', exitCode: 0 }));
		const shortened = `info practice $ ${fitting.slice(0, 299)}… → 0 in N ms, 0 B`;
		assert.deepEqual(lines(), [shortened, `debug practice $ ${fitting}y`]);
	});

	it('tells how a command ended that has no result', async () => {
		const giveUp = AbortSignal.abort().reason;
		await assert.rejects(commands.around('sleep 9', () => Promise.reject(giveUp)));
		await assert.rejects(commands.around('sleep 9', () => Promise.reject(new Error('the link is gone'))));
		assert.deepEqual(lines(), [
			'info practice $ sleep 9 → given up in N ms, 0 B',
			'info practice $ sleep 9 → the link is gone in N ms, 0 B',
		]);
	});

	it('writes a line at the start and at the end of a stream, and ends it with its reader', async () => {
		let isClosed = false;
		async function* output(): AsyncGenerator<StreamChunk, number | null> {
			try {
				yield { from: 'stdout', bytes: Buffer.alloc(2_500_000) };
				yield { from: 'stderr', bytes: Buffer.alloc(1) };
				return 0;
			} finally {
				isClosed = true;
			}
		}
		for await (const chunk of commands.aroundStream('tail -F a', output())) if (chunk.bytes.length > 1) break;
		assert.ok(isClosed);
		for await (const _ of commands.aroundStream('tail -F b', output()));
		assert.deepEqual(lines(), [
			'info practice $ tail -F a → followed',
			'info practice $ tail -F a → left in N ms, 2.5 MB',
			'info practice $ tail -F b → followed',
			'info practice $ tail -F b → 0 in N ms, 2.5 MB',
		]);
	});
});
