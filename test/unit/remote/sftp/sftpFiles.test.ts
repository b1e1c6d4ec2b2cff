import assert from 'node:assert/strict';
import type { SftpCall, SftpRequest } from '../../../../src/remote/sftp/sftpChannel.ts';
import { sftpCode } from '../../../../src/remote/sftp/sftpErrors.ts';
import { SftpFiles } from '../../../../src/remote/sftp/sftpFiles.ts';
import { entriesOf } from '../../../../src/remote/sftp/sftpStat.ts';
import { FakeSftp, linkWith, sftpError } from '../../../support/fakeSftp.ts';

const { signal } = new AbortController();
const problemOf = async (outcome: Promise<unknown>) => {
	const error = await outcome.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => reason as { problem?: { kind: string; trouble?: string; detail?: string } },
	);
	return error.problem ?? assert.fail(String(error));
};

describe('files over SFTP', () => {
	it('do not take the end of a signal for an answer of the server', () => {
		assert.equal(sftpCode(sftpError(2)), 2);
		assert.equal(sftpCode(AbortSignal.abort().reason), undefined);
		assert.equal(sftpCode(new DOMException('late', 'TimeoutError')), undefined);
	});

	it('are not listed as dangling links when the time is over', async () => {
		const late = new DOMException('late', 'TimeoutError');
		let answers = 0;
		const sftp = {
			readdir: (_handle: unknown, done: (error: Error | null, list?: unknown) => void) =>
				answers++ === 0
					? done(null, [{ filename: 'link', attrs: { mode: 0o120777, size: 1, mtime: 1, uid: 1, gid: 1 } }])
					: done(sftpError(1)),
			stat: (_path: string, done: (error: Error) => void) => done(late),
		};
		const request = (start: SftpRequest<unknown>) =>
			new Promise((resolve, reject) => {
				start(sftp as never, (error, value) => (error ? reject(error) : resolve(value)));
			});
		await assert.rejects(entriesOf({ request } as SftpCall, Buffer.alloc(0), '/links'), late);
	});

	it('are there again after a call that had no answer in its time', async () => {
		const [stuck, fresh] = [new FakeSftp(), new FakeSftp('here')];
		stuck.isStuck = true;
		const files = new SftpFiles(linkWith(stuck, fresh), { shortSeconds: 0.05, longSeconds: 5 });
		const other = problemOf(files.read('/other', signal));
		assert.equal((await problemOf(files.stat('/blocked', signal))).kind, 'timedOut');
		assert.equal((await other).kind, 'connectionLost');
		assert.ok(stuck.isEnded);
		assert.equal(Buffer.from(await files.read('/file', signal)).toString(), 'here');
	});

	const old = 'o'.repeat(300_000);
	for (const size of [10, 200_000, 500_000]) {
		it(`keep their content when the disk is full and they are written in place: ${size} bytes`, async () => {
			const disk = new FakeSftp(old);
			disk.writes = size > 200_000 ? 2 : 0;
			const files = new SftpFiles(linkWith(disk));
			const problem = await problemOf(files.write('/file', Buffer.alloc(size, 'n'), signal));
			assert.equal(problem.trouble, 'full');
			disk.writes = 9;
			assert.equal(disk.content.toString(), old);
		});
	}

	it('are cut to their new length when they are written in place', async () => {
		const disk = new FakeSftp(old);
		await new SftpFiles(linkWith(disk)).write('/file', Buffer.from('new'), signal);
		assert.equal(disk.content.toString(), 'new');
	});

	it('tell when their old content could not be saved either', async () => {
		const disk = new FakeSftp(old);
		disk.writes = 1;
		disk.failures = 99;
		const problem = await problemOf(
			new SftpFiles(linkWith(disk)).write('/file', Buffer.alloc(400_000), signal),
		);
		assert.equal(problem.trouble, 'other');
		assert.match(problem.detail ?? '', /may be incomplete.*disk or quota is full.*could not be written back/);
	});
});
