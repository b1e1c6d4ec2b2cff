import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemoteHost, SteadyHost } from '../../../src/remote/remoteHost.ts';
import { download, type Transfer } from '../../../src/storage/transfer/download.ts';
import { readLocalTree } from '../../../src/storage/transfer/localFiles.ts';
import { readRemoteTree, readTreeBySftp } from '../../../src/storage/transfer/remoteTree.ts';
import type { TransferHost } from '../../../src/storage/transfer/transferHost.ts';
import { planTransfer } from '../../../src/storage/transfer/transferPlan.ts';
import type { Tree } from '../../../src/storage/transfer/tree.ts';
import { upload } from '../../../src/storage/transfer/upload.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';

const SILENT = { moved: () => {}, done: () => {}, current: () => {} };

/** A tree with all that a tree may hold; paths relative to its folder `tree`. */
const MAKE = `mkdir -p tree/sub/deep tree/empty && cd tree &&
printf hello >plain.txt && touch -d '2021-03-04 05:06:07' plain.txt && : >zero &&
printf '#!/bin/sh\\n' >sub/run && chmod 750 sub/run && chmod 640 zero &&
printf x >"$(printf 'bad\\377name')" && printf x >'-rf' && printf x >"$(printf 'new\\nline')" && printf x >"it's \\$HOME é" &&
ln -s plain.txt link && ln -s nowhere sub/dangling && ln -s .. sub/up &&
head -c 3000000 /dev/urandom >large.bin && touch -d '2020-02-02 02:02:02' large.bin sub/deep &&
name=$(printf 'n%.0s' $(seq 120)) && mkdir "sub/$name" && printf deep >"sub/$name/$name"`;

/** Type, mode, seconds, content or target of everything, and the name in bytes. */
const FACTS = `cd tree && find . -mindepth 1 ! -type d -printf '%y %m %l ' -printf '%P\\0' | LC_ALL=C sort -z | od -An -c && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | cut -c1-64 && find . ! -type l -printf '%T@ ' -printf '%P\\0' | cut -z -d. -f1,3- | LC_ALL=C sort -z | od -An -c`;

describe('Transfers', () => {
	let host: RemoteHost;
	let there: string;
	let here: string;
	before(async () => {
		host = await connectTo('practice');
	});
	beforeEach(async () => {
		here = mkdtempSync(join(tmpdir(), 'aif-transfer-'));
		there = (await shell('mktemp -d')).trim();
	});
	afterEach(async () => {
		rmSync(here, { recursive: true, force: true });
		await shell(`rm -rf ${there}`);
	});
	after(disconnectAll);

	const shell = async (commandLine: string): Promise<string> => {
		const { stdout, stderr, exitCode } = await host.exec(commandLine, forever);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	};
	const local = (commandLine: string) =>
		execFileSync('sh', ['-c', `cd "$1" && ${commandLine}`, 'sh', here], { encoding: 'latin1' });
	const remotely = (commandLine: string) => shell(`cd ${there} && ${commandLine}`);

	const steady = (of: RemoteHost) => ({ ...bound(of), whenUp: async () => {} }) as unknown as SteadyHost;
	const bound = (of: RemoteHost) => ({
		name: of.name,
		stream: of.stream.bind(of),
		exec: of.exec.bind(of),
	});
	const byShell = (of: RemoteHost): TransferHost => ({ files: of.files, shell: steady(of) });
	const bySftp = (of: RemoteHost): TransferHost => ({ files: of.files, shell: undefined });
	const treeThere = (of: TransferHost, names: readonly string[]): Promise<Tree> =>
		of.shell
			? readRemoteTree(of.shell, there, names, forever)
			: readTreeBySftp(of.files, there, names, forever);

	async function fetch(of: TransferHost, names = ['tree'], progress: Transfer['progress'] = SILENT) {
		const source = await treeThere(of, names);
		const target = await readLocalTree(here, names, forever);
		const plan = planTransfer(source.entries, new Map(target.entries.map((entry) => [entry.path, entry])));
		return {
			plan,
			failures: await download({ host: of, remote: there, local: here, plan, progress }, forever),
		};
	}

	async function send(of: TransferHost, names = ['tree'], progress: Transfer['progress'] = SILENT) {
		const source = await readLocalTree(here, names, forever);
		const target = await treeThere(of, names);
		const plan = planTransfer(source.entries, new Map(target.entries.map((entry) => [entry.path, entry])));
		return {
			plan,
			failures: await upload({ host: of, remote: there, local: here, plan, progress }, forever),
		};
	}

	for (const [way, of] of [
		['as a stream', byShell],
		['by SFTP alone', bySftp],
	] as const) {
		it(`fetch a tree with all its modes, times, links and names ${way}`, async () => {
			await remotely(MAKE);
			let [moved, done] = [0, 0];
			const progress = {
				moved: (bytes: number) => {
					moved += bytes;
				},
				done: (count: number) => {
					done += count;
				},
				current: () => {},
			};
			const { plan, failures } = await fetch(of(host), ['tree'], progress);
			assert.deepEqual(failures, []);
			assert.equal(local(FACTS), await remotely(FACTS));
			assert.equal(moved, plan.bytes);
			assert.equal(done, plan.files.length + plan.links.length + plan.directories.length);
			const again = await fetch(of(host));
			assert.equal(again.plan.files.length + again.plan.links.length, 0);
			assert.equal(local('find . -name "*aif-part*"'), '');
		});

		it(`send a tree with all its modes, times, links and names ${way}`, async () => {
			local(MAKE);
			const { failures } = await send(of(host));
			assert.deepEqual(failures, []);
			assert.equal(await remotely(FACTS), local(FACTS));
			assert.equal(await remotely('find . -name "*aif-part*"'), '');
			const again = await send(of(host));
			assert.equal(again.plan.files.length + again.plan.links.length, 0);
		});

		it(`replace what is older, and keep what else is there ${way}`, async () => {
			local('mkdir tree && echo new >tree/a && head -c 2000000 /dev/zero >tree/b && ln -s new tree/l');
			await remotely(
				'mkdir tree && echo older >tree/a && touch -d 2020-01-01 tree/a && echo small >tree/b && ln -s old tree/l && echo stays >tree/c',
			);
			const { failures } = await send(of(host));
			assert.deepEqual(failures, []);
			assert.equal(
				await remotely('cd tree && cat a c && stat -c %s b && readlink l'),
				'new\nstays\n2000000\nnew\n',
			);
		});
	}

	it('tell which files could not be read, and fetch the others', async () => {
		await remotely('mkdir tree && echo a >tree/a && echo b >tree/b && chmod 000 tree/b');
		const { failures } = await fetch(byShell(host));
		assert.deepEqual(
			failures.map(({ path }) => path),
			['tree/b'],
		);
		assert.match(failures[0]?.reason ?? '', /Permission denied/);
		assert.equal(local('cat tree/a'), 'a\n');
	});

	it('tell which files the target does not take', async () => {
		local('mkdir tree && echo a >tree/a');
		await remotely('mkdir tree && chmod 555 tree');
		const { failures } = await send(byShell(host));
		assert.deepEqual(failures, [{ path: 'tree/a', reason: 'Permission denied' }]);
		await remotely('chmod 755 tree');
	});

	it('take nothing of a file that changes meanwhile for the whole', async () => {
		const content = randomBytes(12_000_000);
		writeFileSync(join(here, 'big'), content);
		let isChanged = false;
		const progress = {
			...SILENT,
			moved: () => {
				if (isChanged) return;
				isChanged = true;
				writeFileSync(join(here, 'big'), 'short');
			},
		};
		const { failures } = await send(byShell(host), ['big'], progress);
		assert.equal(failures.length, 1);
		assert.equal(await remotely('ls -A'), '');
		assert.equal(readFileSync(join(here, 'big'), 'utf8'), 'short');
	});
});
