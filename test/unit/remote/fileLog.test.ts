import assert from 'node:assert/strict';
import { ProblemError } from '../../../src/problems/problem.ts';
import { FileLog } from '../../../src/remote/fileLog.ts';
import type { RemoteFiles } from '../../../src/remote/remoteFiles.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

const { signal } = new AbortController();

describe('FileLog', () => {
	const log = new MemoryLog();
	const lines = () => log.lines.splice(0).map((line) => line.replace(/\d+ ms/, 'N ms'));
	const filesThat = (answer: () => Promise<unknown>) => {
		const names = ['stat', 'list', 'read', 'write', 'createDirectory', 'remove', 'rename'];
		const files = Object.fromEntries(names.map((name) => [name, answer])) as unknown as RemoteFiles;
		return new FileLog('practice', log, files);
	};

	it('writes a line for each call, a quiet one for what only looks', async () => {
		const files = filesThat(async () => undefined);
		await files.write('/home/ada/a b', Buffer.alloc(3800), signal);
		await files.createDirectory('/x', signal);
		await files.rename('/x', '/y\nz', true, signal);
		await files.remove('/y', signal);
		await files.stat('/y', signal);
		await files.list('/', signal);
		await files.read('/etc/motd', signal);
		assert.deepEqual(lines(), [
			'info practice: write /home/ada/a b, 3.8 kB → ok in N ms',
			'info practice: create folder /x → ok in N ms',
			'info practice: rename /x to /y ⏎ z → ok in N ms',
			'info practice: remove /y → ok in N ms',
			'debug practice: stat /y → ok in N ms',
			'debug practice: list / → ok in N ms',
			'debug practice: read /etc/motd → ok in N ms',
		]);
	});

	it('tells how a call failed', async () => {
		const facts = { host: 'practice', path: '/x', trouble: 'full', detail: 'Failure' } as const;
		const full = new ProblemError({ kind: 'remoteFile', ...facts });
		await assert.rejects(filesThat(() => Promise.reject(full)).write('/x', Buffer.alloc(1), signal), full);
		const giveUp = AbortSignal.abort().reason;
		await assert.rejects(filesThat(() => Promise.reject(giveUp)).remove('/x', signal));
		assert.deepEqual(lines(), [
			'info practice: write /x, 1 B → remoteFile full: Failure in N ms',
			'info practice: remove /x → given up in N ms',
		]);
	});
});
