import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { run } from '../../../src/remote/run.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { countTree } from '../../../src/storage/countTree.ts';
import { findOldestFile } from '../../../src/storage/space/oldestFiles.ts';
import { forever } from '../../support/practice.ts';
import { connected, practiceApp } from '../../support/practiceApp.ts';

describe('Watching storage on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	let folder: string;
	before(async () => {
		({ app } = practiceApp());
		session = await connected(app, 'practice');
		folder = (await shell('mktemp -d')).trim();
	});
	after(async () => {
		await shell(`rm -rf ${folder}`);
		await app.dispose();
	});

	const shell = async (commandLine: string) => (await session.host.exec(commandLine, forever)).stdout;

	it('tells what was created, changed and deleted, each within seconds', async () => {
		await shell(`cd ${folder} && mkdir sub && echo 1 >sub/grows && echo 1 >"odd
name" && echo 1 >goes`);
		const seen: string[] = [];
		const note = (name: string) => (change: string) => void seen.push(`${name} ${change}`);
		const watched = [
			session.watch.watch(`${folder}/odd\nname`, note('odd')),
			session.watch.watch(`${folder}/goes`, note('goes')),
			session.watch.watch(`${folder}/comes`, note('comes')),
			session.watch.watch(`${folder}/sub`, note('sub'), { withContent: true }),
			session.watch.watch(folder, note('folder')),
		];
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		assert.deepEqual(seen, []);
		await shell(`cd ${folder} && echo 2 >>sub/grows && echo 2 >>"odd
name" && rm goes && echo >comes`);
		await untilLength(seen, 5);
		assert.deepEqual([...seen].sort(), [
			'comes created',
			'folder changed',
			'goes deleted',
			'odd changed',
			'sub changed',
		]);
		for (const one of watched) void one.dispose();
	});

	it('tells what was written after a folder was read and before the first look at it', async () => {
		const at = (name: string) => `${folder}/read-${name}`;
		await shell(`cd ${folder} && mkdir read-old read-new read-grown && echo >read-grown/file && sleep 3`);
		const readSince = performance.now();
		await shell(`cd ${folder} && echo >read-new/file && echo >>read-grown/file`);
		const seen: string[] = [];
		const note = (name: string) => (change: string) => void seen.push(`${name} ${change}`);
		const watched = [
			session.watch.watch(at('old'), note('old'), { readSince }),
			session.watch.watch(at('new'), note('new'), { readSince }),
			session.watch.watch(at('grown'), note('grown'), { readSince, withContent: true }),
		];
		await untilLength(seen, 2);
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		assert.deepEqual(seen.sort(), ['grown changed', 'new changed']);
		for (const one of watched) void one.dispose();
	});

	it('asks nothing when nothing is watched, and tells at once what happened meanwhile', async () => {
		const path = `${folder}/meanwhile`;
		await shell(`echo 1 >${path}`);
		const seen: string[] = [];
		void session.watch.watch(path, () => {}).dispose();
		const first = session.watch.watch(path, () => void seen.push('first'));
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		void first.dispose();
		await shell(`echo 2 >>${path}`);
		await new Promise((resolve) => setTimeout(resolve, 3_000));
		assert.equal(seen.length, 0);
		const again = session.watch.watch(path, () => void seen.push('again'));
		await untilLength(seen, 1, 1_500);
		assert.deepEqual(seen, ['again']);
		void again.dispose();
	});

	it('counts what is in a tree, and finds its oldest file', async () => {
		await shell(
			`cd ${folder} && mkdir -p tree/a && printf 12345 >tree/a/x && printf 123 >tree/y && ln -s y tree/z && touch -d '2020-01-01 UTC' tree/y`,
		);
		const count = await run(session.host, countTree([`${folder}/tree`, `${folder}/goes-not`]), forever);
		assert.equal(count.files, 3);
		assert.equal(count.isComplete, true);
		assert.deepEqual(await run(session.host, findOldestFile(`${folder}/tree`), forever), {
			modified: Date.UTC(2020, 0, 1),
			isComplete: true,
		});
		assert.equal(await run(session.host, findOldestFile(`${folder}/nowhere`), forever), undefined);
	});
});

async function untilLength(seen: readonly string[], length: number, milliseconds = 15_000): Promise<void> {
	const deadline = Date.now() + milliseconds;
	while (seen.length < length) {
		assert.ok(Date.now() < deadline, `only ${seen.join(', ')}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
