import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';

describe('files on a login node', () => {
	let host: RemoteHost;
	let folder: string;
	before(async () => {
		host = await connectTo('practice');
		folder = (await shell('mktemp -d')).trim();
	});
	after(async () => {
		await shell(`chmod -R u+rwX ${folder}; rm -rf ${folder}`);
		await disconnectAll();
	});

	const shell = async (commandLine: string): Promise<string> => {
		const { stdout, stderr, exitCode } = await host.exec(commandLine, forever);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	};
	const at = (name: string) => `${folder}/${name}`;
	const read = async (name: string) => Buffer.from(await host.files.read(at(name), forever)).toString();
	const write = (name: string, text: string) => host.files.write(at(name), Buffer.from(text), forever);
	const leftovers = async () =>
		(await host.files.list(folder, forever)).filter(({ name }) => name.includes('.aif-'));

	it('are listed with their facts, and links with those of their targets', async () => {
		await shell(`mkdir -p ${at('list/sub')}; cd ${at('list')}; printf 12345 >file; chmod 640 file; touch -d @1700000000 file
			ln -s file link; ln -s sub linkdir; ln -s gone dangling; mkfifo pipe; printf '' >'é "ü'`);
		const entries = await host.files.list(at('list'), forever);
		const facts = entries.map(({ name, type, isLink, isDangling, size }) =>
			[name, type, isLink && 'link', isDangling && 'dangling', type === 'file' && size].filter(
				(word) => word !== false,
			),
		);
		assert.deepEqual(facts.sort(), [
			['dangling', 'other', 'link', 'dangling'],
			['file', 'file', 5],
			['link', 'file', 'link', 5],
			['linkdir', 'directory', 'link'],
			['pipe', 'other'],
			['sub', 'directory'],
			['é "ü', 'file', 0],
		]);
		const file = entries.find(({ name }) => name === 'link');
		assert.deepEqual([file?.mode, file?.modified], [0o640, 1_700_000_000_000]);
	});

	it('may be thousands in a directory', async () => {
		await shell(`mkdir ${at('many')}; cd ${at('many')}; seq 5000 | xargs touch`);
		assert.equal((await host.files.list(at('many'), forever)).length, 5000);
	});

	it('are described one by one', async () => {
		await shell(`cd ${folder}; printf 123 >one; ln -s one two`);
		const { size, type, isLink } = await host.files.stat(at('two'), forever);
		assert.deepEqual([size, type, isLink], [3, 'file', true]);
		assert.equal((await host.files.stat('/', forever)).type, 'directory');
	});

	it('come back as they were written, whatever their size', async () => {
		for (const size of [0, 1, 131_071, 131_072, 131_073, 5_000_000]) {
			const content = randomBytes(size);
			await host.files.write(at('data'), content, forever);
			assert.ok(content.equals(await host.files.read(at('data'), forever)), `${size} bytes`);
		}
		assert.deepEqual(await leftovers(), []);
	});

	it('are read even where they claim to be empty', async () => {
		const text = Buffer.from(await host.files.read('/proc/self/status', forever)).toString();
		assert.match(text, /^Name:\t/);
	});

	it('are replaced in one step, with their mode and group', async () => {
		await shell(
			`cd ${folder}; printf old >script; chmod 751 script; chgrp $(id -G | cut -d' ' -f2) script; exec 3<script`,
		);
		const facts = await shell(`stat -c '%a %G' ${at('script')}`);
		await write('script', 'new');
		assert.equal(await read('script'), 'new');
		assert.equal(await shell(`stat -c '%a %G' ${at('script')}`), facts);
	});

	it('are replaced behind a link', async () => {
		await shell(`cd ${folder}; mkdir real; printf old >real/file; ln -s real/file link; ln -s nowhere open`);
		await write('link', 'new');
		assert.equal(await read('real/file'), 'new');
		assert.equal((await host.files.stat(at('link'), forever)).isLink, true);
		await write('open', 'made');
		assert.equal(await read('nowhere'), 'made');
	});

	it('are created with the usual mode', async () => {
		await write('fresh', 'x');
		assert.equal(await shell(`stat -c %a ${at('fresh')}; umask`), '644\n0022\n');
	});

	it('are written in place where nothing can be created beside them', async () => {
		await shell(`cd ${folder}; mkdir tight; printf 'something long' >tight/file; chmod 555 tight`);
		await write('tight/file', 'short');
		assert.equal(await read('tight/file'), 'short');
		await troubled(write('tight/other', 'x'), 'noPermission');
	});

	it("are written in place where they are somebody else's", async () => {
		const { project } = readFactory().users['ada'] ?? assert.fail();
		const bram = await connectTo('practice-bram');
		const shared = `${project}/aif-test-${randomBytes(4).toString('hex')}`;
		await bram.exec(`printf old >${shared}; chmod 664 ${shared}`, forever);
		try {
			await host.files.write(shared, Buffer.from('new'), forever);
			assert.equal(await shell(`cat ${shared}; stat -c ' %U' ${shared}`), 'new bram\n');
			assert.equal(await shell(`ls -A ${project} | grep -c aif-test`), '1\n');
		} finally {
			await bram.exec(`rm -f ${shared}`, forever);
		}
	});

	it('leave nothing behind when the writing is given up', async () => {
		await write('kept', 'old');
		const giveUp = new AbortController();
		const writing = host.files.write(at('kept'), Buffer.alloc(50_000_000), giveUp.signal);
		setTimeout(() => giveUp.abort(), 60);
		await assert.rejects(writing, { name: 'AbortError' });
		assert.equal(await read('kept'), 'old');
		assert.deepEqual(await leftovers(), []);
	});

	it('are renamed, over others only on demand', async () => {
		await write('a', 'a');
		await write('b', 'b');
		await troubled(host.files.rename(at('a'), at('b'), false, forever), 'exists');
		await host.files.rename(at('a'), at('c'), false, forever);
		await host.files.rename(at('c'), at('b'), true, forever);
		assert.equal(await read('b'), 'a');
	});

	it('are removed, and directories when they are empty; a link goes alone', async () => {
		await shell(`cd ${folder}; mkdir full empty; printf x >full/file; ln -s full way`);
		await host.files.remove(at('way'), forever);
		await troubled(host.files.remove(at('full'), forever), 'notEmpty');
		await host.files.remove(at('empty'), forever);
		await host.files.remove(at('full/file'), forever);
		await host.files.remove(at('full'), forever);
		await troubled(host.files.stat(at('full'), forever), 'notFound');
	});

	it('tell what is wrong with them', async () => {
		await write('file', 'x');
		await host.files.createDirectory(at('made'), forever);
		await troubled(host.files.createDirectory(at('made'), forever), 'exists');
		await troubled(host.files.createDirectory(at('no/where'), forever), 'notFound');
		await troubled(host.files.read(at('gone'), forever), 'notFound');
		await troubled(host.files.read(at('made'), forever), 'isDirectory');
		await troubled(host.files.write(at('made'), Buffer.alloc(1), forever), 'isDirectory');
		await troubled(host.files.list(at('file'), forever), 'notDirectory');
		await troubled(host.files.list(at('gone'), forever), 'notFound');
		await troubled(host.files.read('/etc/shadow', forever), 'noPermission');
		await troubled(write('gone/file', 'x'), 'notFound');
	});

	it('are neither read nor written where they are pipes or devices', async () => {
		await shell(`mkfifo ${at('waiting')}`);
		await troubled(host.files.read(at('waiting'), forever), 'special', /pipe, device or socket/);
		await troubled(write('waiting', 'x'), 'special', /pipe, device or socket/);
		await troubled(host.files.read('/dev/zero', forever), 'special', /pipe, device or socket/);
	});

	it('lose the connection when it is closed during a write', async () => {
		const leaving = await connectTo('practice');
		const writing = leaving.files.write(at('cut'), Buffer.alloc(50_000_000), forever);
		const failing = assert.rejects(
			writing,
			(error) => error instanceof ProblemError && error.problem.kind === 'connectionLost',
		);
		await delay(60);
		await leaving.dispose();
		await failing;
	});

	it('are freed from what earlier saves left beside them', async () => {
		await shell(`mkdir ${at('swept')}; cd ${at('swept')}; printf old >a
			touch -d '2 hours ago' .a.aif-0123456789ab .b.aif-0123456789ab .a.aif-mine; touch .a.aif-ba9876543210`);
		await write('swept/a', 'new');
		const names = () => shell(`ls -A ${at('swept')}`);
		for (let tries = 0; (await names()).includes('.a.aif-0123') && tries < 100; tries++) await delay(20);
		assert.equal(await names(), '.a.aif-ba9876543210\n.a.aif-mine\n.b.aif-0123456789ab\na\n');
	});

	it('end with their signal', async () => {
		await assert.rejects(host.files.read(at('file'), AbortSignal.abort()), { name: 'AbortError' });
		const giveUp = new AbortController();
		const listing = host.files.list('/usr/bin', giveUp.signal);
		giveUp.abort();
		await assert.rejects(listing, { name: 'AbortError' });
	});

	it('are there again when the channel was ended', async () => {
		await write('still', 'here');
		// The parent of our shell is the sshd of this connection, and its other child the SFTP server.
		const ended = await shell(`for child in $(ps -o pid= --ppid $PPID); do
			case $(ps -o args= -p $child) in *sftp*) kill -9 $child && echo ended;; esac
		done`);
		assert.equal(ended, 'ended\n');
		// The end may be noticed during the next call or before it.
		const outcome = await read('still').catch((error: unknown) => error);
		if (outcome === 'here') return;
		assert.ok(outcome instanceof ProblemError && outcome.problem.kind === 'connectionLost', String(outcome));
		assert.equal(await read('still'), 'here');
	});
});

async function troubled(outcome: Promise<unknown>, trouble: string, detail = /(?:)/): Promise<void> {
	const error = await outcome.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError && error.problem.kind === 'remoteFile', String(error));
	assert.equal(error.problem.trouble, trouble, error.problem.detail);
	assert.match(error.problem.detail, detail);
}
