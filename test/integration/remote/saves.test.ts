import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';

describe('a save', () => {
	let host: RemoteHost;
	let folder: string;
	/** A file from before the first save. */
	let began: string;
	before(async () => {
		host = await connectTo('practice');
		folder = (await shell('mktemp -d')).trim();
		began = (await shell('mktemp')).trim();
	});
	after(async () => {
		await shell(`chmod -R u+rwX ${folder}; rm -rf ${folder} ${began}`);
		await disconnectAll();
	});

	const shell = async (commandLine: string): Promise<string> => {
		const { stdout, stderr, exitCode } = await host.exec(commandLine, forever);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	};
	const inFolder = (commandLine: string) => shell(`cd ${folder}; ${commandLine}`);
	const save = (name: string, text: string) =>
		host.files.write(`${folder}/${name}`, Buffer.from(text), forever);
	// Saves that other tests cut off leave theirs for an hour.
	const leftovers = () =>
		inFolder(
			`find . /tmp -maxdepth 1 \\( -name '*.aif-*' -o -name 'aif-save-*' -o -name 'aif-kept-*' \\) -newer ${began} -user ada 2>/dev/null || true`,
		);

	it('keeps access lists, extended attributes, mode and group', async () => {
		await inFolder(`printf old >kept; chmod 640 kept; chgrp $(id -G | cut -d' ' -f2) kept
			setfacl -m u:bram:rw kept; setfattr -n user.origin -v model kept`);
		const facts = `stat -c '%a %U %G' kept; getfacl -c kept; getfattr -d kept`;
		const before = await inFolder(facts);
		assert.match(before, /user:bram:rw-/);
		assert.deepEqual(await save('kept', 'new'), { way: 'replaced' });
		assert.equal(await inFolder(facts), before);
		assert.equal(await inFolder('cat kept'), 'new');
	});

	it('keeps the other names of a file, and says that it was written in place', async () => {
		await inFolder('printf "something long" >one; ln one two; chmod 600 one');
		assert.deepEqual(await save('one', 'short'), { way: 'inPlace', why: 'hardLink' });
		assert.equal(await inFolder('cat two; stat -c %a two; ls -A | grep -c aif || true'), 'short600\n0\n');
	});

	it('is made in place where the folder is not writable, by way of the folder for temporary files', async () => {
		await inFolder(`mkdir tight; printf 'something long' >tight/file; chmod 555 tight`);
		const outcome = await save('tight/file', 'short');
		assert.deepEqual(outcome, { way: 'inPlace', why: 'folderNotWritable' });
		assert.equal(await inFolder('cat tight/file'), 'short');
		assert.equal(await leftovers(), '');
	});

	it('goes through links, whatever they are', async () => {
		await inFolder(`mkdir -p real/deep; printf old >real/deep/file; ln -s real/deep way; ln -s ../folder/x dangling
			ln -s way/file link; ln -s link chain; ln -s loop2 loop1; ln -s loop1 loop2`);
		await save('chain', 'new');
		assert.equal(await inFolder('cat real/deep/file; readlink chain link'), 'newlink\nway/file\n');
		const problem = await problemOf(save('loop1', 'x'));
		assert.equal(problem.kind, 'remoteFile');
	});

	it('leaves a file alone that is read-only, as an editor would', async () => {
		await inFolder('printf old >locked; chmod 444 locked');
		const problem = await problemOf(save('locked', 'new'));
		assert.ok(problem.kind === 'remoteFile' && problem.trouble === 'noPermission');
		assert.equal(await inFolder('cat locked'), 'old');
		assert.equal(await leftovers(), '');
	});

	it('takes the group of the folder where that is the custom', async () => {
		await inFolder(`mkdir shared; chgrp $(id -G | cut -d' ' -f2) shared; chmod 2770 shared`);
		await save('shared/fresh', 'x');
		assert.equal(
			await inFolder('[ "$(stat -c %G shared)" = "$(stat -c %G shared/fresh)" ] && echo same'),
			'same\n',
		);
	});

	it('works by SFTP alone, and then says where it had to write in place', async () => {
		const data = await connectTo('practice-data');
		await inFolder(
			'printf old >plain; chmod 751 plain; mkdir closed; printf old >closed/file; chmod 555 closed',
		);
		const write = (name: string) => data.files.write(`${folder}/${name}`, Buffer.from('new'), forever);
		assert.deepEqual(await write('plain'), { way: 'replaced' });
		assert.deepEqual(await write('closed/file'), { way: 'inPlace', why: 'folderNotWritable' });
		assert.equal(await inFolder('cat plain closed/file; stat -c " %a" plain'), 'newnew 751\n');
	});

	describe('on a file system that is full', () => {
		let mount: string;
		let image: string;
		let sshd: OwnSshd;
		let own: RemoteHost;
		before(async () => {
			mount = mkdtempSync(join(tmpdir(), 'aif-full-'));
			image = `${mount}.img`;
			writeFileSync(image, Buffer.alloc(8 * 1024 * 1024));
			run('mkfs.ext4', '-q', '-F', '-m', '0', image);
			run('mount', '-o', 'loop', image, mount);
			run('chown', 'ada:', mount);
			// One that sees what was mounted here.
			const keys = new KeyFolder();
			sshd = await startSshd(keys, [`HostKey ${keys.key('host')}`, 'Subsystem sftp internal-sftp']);
			({ host: own } = await connectToPort(sshd.port));
		});
		after(async () => {
			await own.dispose();
			await sshd.close();
			run('umount', mount);
			rmSync(mount, { recursive: true });
			rmSync(image);
		});

		for (const [how, prepare] of [
			['replaced', ''],
			['written in place', '; ln file other'],
		] as const) {
			it(`leaves the old content when it would be ${how}, and says what is full`, async () => {
				const there = async (commandLine: string) =>
					(await own.exec(`cd ${mount} && { ${commandLine}; }`, forever)).stdout;
				await there(
					`rm -f *; head -c 2000000 /dev/urandom >file${prepare}; head -c 3000000 /dev/zero >ballast`,
				);
				const sum = await there('sha256sum file');
				const problem = await problemOf(own.files.write(`${mount}/file`, Buffer.alloc(5_000_000), forever));
				assert.ok(problem.kind === 'remoteFile' && problem.trouble === 'full', JSON.stringify(problem));
				assert.match(problem.detail, /full|No space left/);
				assert.equal(await there('sha256sum file; ls -A | grep -c aif || true'), `${sum}0\n`);
			});
		}
	});
});

function run(program: string, ...args: string[]): void {
	execFileSync(program, args, { stdio: 'pipe' });
}
