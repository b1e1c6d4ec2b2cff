import assert from 'node:assert/strict';
import { SftpFiles } from '../../../../src/remote/sftp/sftpFiles.ts';
import { TYPE } from '../../../../src/remote/sftp/sftpRequest.ts';
import { FakeSftp, linkWith } from '../../../support/fakeSftp.ts';
import { problemOf } from '../../../support/problemOf.ts';

const { signal } = new AbortController();
const troubleOf = async (outcome: Promise<unknown>) => {
	const problem = await problemOf(outcome);
	return problem.kind === 'remoteFile' ? problem : assert.fail(problem.kind);
};

describe('files over SFTP', () => {
	it('are not listed as dangling links when the link breaks', async () => {
		const server = new FakeSftp();
		server.answers.set(TYPE.opendir, (number) => server.reply(TYPE.handle, number, 'handle'));
		server.answers.set(TYPE.readdir, (number) =>
			server.reply(TYPE.name, number, 1, 'link', '', { mode: 0o120777, size: 1 }),
		);
		server.answers.set(TYPE.stat, () => server.destroy());
		const files = new SftpFiles(linkWith(server));
		assert.equal((await problemOf(files.list('/links', signal))).kind, 'connectionLost');
	});

	it('are listed piece by piece, and no more is asked for when nobody takes more', async () => {
		const server = new FakeSftp();
		let asked = 0;
		server.answers.set(TYPE.opendir, (number) => server.reply(TYPE.handle, number, 'handle'));
		server.answers.set(TYPE.readdir, (number) => {
			asked++;
			server.reply(TYPE.name, number, 1, `file${asked}`, '', { mode: 0o100644, size: 1 });
		});
		for await (const [entry] of new SftpFiles(linkWith(server)).listInPieces('/endless', signal)) {
			if (entry?.name === 'file100') break;
		}
		const before = asked;
		await new Promise((resolve) => setTimeout(resolve, 20));
		assert.equal(asked, before);
	});

	it('are there again after a call that had no answer in its time', async () => {
		const [stuck, fresh] = [new FakeSftp(), new FakeSftp('here')];
		stuck.isStuck = true;
		const patience = { shortSeconds: 0.05, longSeconds: 5 };
		const files = new SftpFiles(linkWith(stuck, fresh), { patience });
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
			const problem = await troubleOf(files.write('/file', Buffer.alloc(size, 'n'), signal));
			assert.equal(problem.trouble, 'full');
			disk.writes = 99;
			assert.equal(disk.content.toString(), old);
		});
	}

	it('are cut to their new length when they are written in place', async () => {
		const disk = new FakeSftp(old);
		const outcome = await new SftpFiles(linkWith(disk)).write('/file', Buffer.from('new'), signal);
		assert.deepEqual(outcome, { way: 'inPlace', why: 'folderNotWritable' });
		assert.equal(disk.content.toString(), 'new');
	});

	it('tell when their old content could not be saved either', async () => {
		const disk = new FakeSftp(old);
		disk.writes = 1;
		disk.failures = 99;
		const files = new SftpFiles(linkWith(disk));
		const problem = await troubleOf(files.write('/file', Buffer.alloc(400_000), signal));
		assert.equal(problem.trouble, 'other');
		assert.match(problem.detail, /may be incomplete.*disk or quota is full.*could not be written back/);
	});
});
