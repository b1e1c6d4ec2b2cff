import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import type { TransferHost } from '../../../src/storage/transfer/transferHost.ts';
import { treeOver } from '../../../src/storage/transfer/upload.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { FACTS, SILENT, TwoSides, transferHostOf } from '../../support/twoSides.ts';

const PARTS = `find . -name '.aif-part-*'`;

describe('A transfer in trouble', () => {
	let host: RemoteHost;
	let sides: TwoSides;
	before(async () => {
		host = await connectTo('practice');
	});
	beforeEach(async () => {
		sides = await TwoSides.make(host);
	});
	afterEach(() => sides.remove());
	after(disconnectAll);

	const byShell = (): TransferHost => transferHostOf(host);
	const bySftp = (): TransferHost => ({ files: host.files, shell: undefined });
	const side = (direction: 'up' | 'down') => ({
		source: async (line: string) => (direction === 'up' ? sides.local(line) : sides.remotely(line)),
		target: async (line: string) => (direction === 'up' ? sides.remotely(line) : sides.local(line)),
	});

	for (const direction of ['up', 'down'] as const) {
		for (const [way, of] of [
			['as a stream', byShell],
			['by SFTP alone', bySftp],
		] as const) {
			it(`tells what changed since it was planned, and moves the rest, ${direction} ${way}`, async () => {
				const { source, target } = side(direction);
				await source('mkdir tree && cd tree && for i in a b c d e; do echo $i >$i; done');
				await target('mkdir tree && echo old >tree/b && touch -d 2020-01-01 tree/b');
				const plan = await sides.plan(of(), direction);
				await source('cd tree && rm b && mkdir b && rm d && head -c 9000000 /dev/zero >e');
				const failures = await sides.move(of(), direction, { plan });
				assert.deepEqual(
					failures.map(({ path }) => path).toSorted(),
					direction === 'down' && way === 'by SFTP alone'
						? ['tree/b', 'tree/d']
						: ['tree/b', 'tree/d', 'tree/e'],
				);
				assert.equal(await target('cat tree/a tree/b tree/c'), 'a\nold\nc\n');
				assert.equal(await target(PARTS), '');
			});

			it(`tells what the target does not take, and moves the rest, ${direction} ${way}`, async () => {
				const { source, target } = side(direction);
				await source(
					'mkdir -p tree/closed/below tree/open && echo a >tree/closed/a && echo b >tree/open/b && ln -s b tree/open/l',
				);
				await target(
					'mkdir -p tree/closed/sub tree/open/b && cd tree && echo x >open/b/x && echo old >closed/a && touch -d 2020-01-01 closed/a',
				);
				const plan = await sides.plan(of(), direction);
				assert.deepEqual(
					plan.blocked.map(({ entry }) => entry.path),
					['tree/open/b'],
				);
				// One that finds a folder in its place only when it comes.
				const late = { ...plan, files: [...plan.files, ...plan.blocked.map(({ entry }) => ({ entry }))] };
				if (direction === 'up') await target('chmod 555 tree/closed');
				const failures = await sides.move(of(), direction, { plan: late });
				const paths = failures.map(({ path }) => path).toSorted();
				assert.deepEqual(
					[...new Set(paths)],
					direction === 'up' ? ['tree/closed/a', 'tree/closed/below', 'tree/open/b'] : ['tree/open/b'],
				);
				assert.equal(
					await target('cat tree/closed/a tree/open/b/x; readlink tree/open/l'),
					direction === 'up' ? 'old\nx\nb\n' : 'a\nx\nb\n',
				);
				assert.equal(await target(PARTS), '');
				await target('chmod 755 tree/closed');
			});

			it(`moves and replaces names as long as can be, ${direction} ${way}`, async () => {
				const { source, target } = side(direction);
				const long = `n=$(printf 'é%.0s' $(seq 127)); mkdir -p tree && cd tree`;
				await source(
					`${long} && echo a >"\${n}a" && echo b >"\${n}b" && head -c 2000000 /dev/urandom >"\${n}c" && ln -s x "\${n}d" && mkdir "\${n}e" && echo e >"\${n}e/\${n}f"`,
				);
				await target(
					`${long} && for i in a b c; do echo old >"\${n}$i"; touch -d 2020-01-01 "\${n}$i"; done; ln -s old "\${n}d"`,
				);
				assert.deepEqual(await sides.move(of(), direction), []);
				assert.equal(await target(FACTS), await source(FACTS));
			});
		}
	}

	it('tells which files may not be read, with names that tar escapes, and moves the rest', async () => {
		const make = `mkdir tree && cd tree && for n in plain "$(printf 'a\\nb')" "$(printf 'c\\377d')" 'e\\f' 'g: Cannot h' é; do echo x >"$n"; chmod 000 "$n"; done; echo y >open`;
		await sides.remotely(make);
		const failures = await sides.move(byShell(), 'down');
		assert.deepEqual(
			failures.map(({ path }) => path).toSorted(),
			['tree/a\nb', 'tree/c\uefffd', 'tree/e\\f', 'tree/g: Cannot h', 'tree/plain', 'tree/é'].toSorted(),
		);
		for (const { path, reason } of failures) assert.equal(reason, 'Permission denied', path);
		assert.equal(sides.local('cat tree/open'), 'y\n');
	});

	it('moves more names than a command line holds', async () => {
		const names = Array.from({ length: 3000 }, (_, index) => `${'name'.repeat(15)}-${index}`);
		for (const name of names) writeFileSync(join(sides.here, name), name);
		const plan = await sides.plan(byShell(), 'up', names);
		assert.deepEqual(await sides.move(byShell(), 'up', { plan }), []);
		assert.equal((await treeOver(byShell(), sides.there, names, forever)).entries.length, names.length);
	});

	it('keeps a private folder private, and the group of a shared one', async () => {
		sides.local(
			'mkdir -p tree/private/inside tree/usual && chmod 700 tree/private && echo s >tree/private/inside/secret',
		);
		await sides.remotely('chmod 2775 .');
		assert.deepEqual(await sides.move(byShell(), 'up'), []);
		const modes = 'stat -c %a tree tree/private tree/private/inside tree/usual';
		assert.equal(await sides.remotely(modes), '2755\n2700\n2755\n2755\n');
	});

	it('takes a file that changed within two seconds, and has the same size, for another one', async () => {
		sides.local('mkdir tree && echo 1 >tree/rate && touch -d @1600000000 tree/rate');
		await sides.move(byShell(), 'up');
		sides.local('echo 2 >tree/rate && touch -d @1600000001 tree/rate');
		assert.deepEqual(await sides.move(byShell(), 'up'), []);
		assert.equal(await sides.remotely('cat tree/rate'), '2\n');
	});

	it('takes nothing of a large file that changes meanwhile for the whole', async () => {
		await sides.remotely(
			'mkdir tree && head -c 12000000 /dev/urandom >tree/large && touch -d 2020-01-01 tree/large',
		);
		let isChanged: Promise<string> | undefined;
		const progress = {
			...SILENT,
			moved: () => {
				isChanged ??= sides.remotely('printf changed | dd of=tree/large conv=notrunc status=none');
			},
		};
		const slow = byShell();
		const plan = await sides.plan(slow, 'down');
		const failures = await sides.move(slow, 'down', { plan, progress });
		await isChanged;
		const [failure] = failures;
		// It may have been changed when all had come, but not by half.
		if (failure) assert.equal(failure.reason, 'It changed while it was being moved.');
		assert.equal(sides.local('ls tree'), failure ? '' : 'large\n');
	});

	describe('on a file system that is full', () => {
		let mount: string;
		let sshd: OwnSshd;
		let own: RemoteHost;
		before(async () => {
			mount = mkdtempSync(join(tmpdir(), 'aif-full-'));
			writeFileSync(`${mount}.img`, Buffer.alloc(16 * 1024 * 1024));
			run('mkfs.ext4', '-q', '-F', '-m', '0', '-N', '400', `${mount}.img`);
			run('mount', '-o', 'loop', `${mount}.img`, mount);
			run('chmod', '777', mount);
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
			rmSync(`${mount}.img`);
		});

		for (const [what, make] of [
			['small files fill', 'for i in $(seq 60); do head -c 400000 /dev/urandom >$i; done'],
			['a large file fills', 'head -c 24000000 /dev/urandom >1'],
			['too many files fill', 'for i in $(seq 600); do echo $i >$i; done'],
		] as const) {
			for (const direction of ['up', 'down'] as const) {
				it(`keeps what was there, leaves nothing else, and says what is full, where ${what} it, ${direction}`, async () => {
					const options =
						direction === 'up' ? { make: `mktemp -d -p ${mount}` } : { here: mount, make: 'mktemp -d' };
					const full = await TwoSides.make(direction === 'up' ? own : host, options);
					try {
						const source = async (line: string) =>
							direction === 'up' ? full.local(line) : full.remotely(line);
						const target = async (line: string) =>
							direction === 'up' ? full.remotely(line) : full.local(line);
						await source(`mkdir tree && cd tree && ${make}`);
						await target('mkdir tree && echo old >tree/1 && touch -d 2020-01-01 tree/1');
						const of = transferHostOf(direction === 'up' ? own : host);
						const moving = full.move(of, direction);
						if (direction === 'up') {
							const problem = await problemOf(moving);
							assert.ok(problem.kind === 'remoteFile' && problem.trouble === 'full', JSON.stringify(problem));
						} else {
							await assert.rejects(moving, { code: 'ENOSPC' });
						}
						assert.equal(await target(PARTS), '');
						// Here the first of many is in its place before the disk is full.
						const first = await target('cat tree/1 | head -c 4 | od -An -tx1');
						const news = await source('cat tree/1 | head -c 4 | od -An -tx1');
						assert.ok(first === ' 6f 6c 64 0a\n' || (direction === 'down' && first === news), first);
					} finally {
						await full.remove();
					}
				});
			}
		}
	});
});

function run(program: string, ...args: string[]): void {
	execFileSync(program, args, { stdio: 'pipe' });
}
