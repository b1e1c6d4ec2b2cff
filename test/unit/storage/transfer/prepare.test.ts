import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystemSpace, RemoteFiles } from '../../../../src/remote/remoteFiles.ts';
import type { SpaceReading } from '../../../../src/storage/space/spaceReading.ts';
import { prepareTransfer } from '../../../../src/storage/transfer/prepare.ts';

const signal = new AbortController().signal;
const MIB = 1024 * 1024;

/** Over there is nothing yet. */
const filesWith = (space: FileSystemSpace | undefined) =>
	({
		space: async () => space,
		stat: async () => {
			throw new Error('not there');
		},
	}) as unknown as RemoteFiles;

const disk = (bytes: number, inodes: number): FileSystemSpace => ({
	bytes: { total: 100 * MIB, available: bytes },
	inodes: { total: inodes === 0 ? 0 : 1000, available: inodes },
});

describe('A transfer that is prepared', () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), 'aif-prepare-'));
		for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), Buffer.alloc(1000));
	});
	after(() => rmSync(folder, { recursive: true }));

	async function shortageWith(space: FileSystemSpace | undefined, reading?: Partial<SpaceReading>) {
		const host = { files: filesWith(space), shell: undefined };
		const request = {
			direction: 'up',
			host,
			remote: '/there',
			local: folder,
			names: ['a', 'b', 'c'],
		} as const;
		const area = reading && { reading: reading as SpaceReading, at: new Date() };
		const { plan, shortage } = await prepareTransfer(request, () => area, signal);
		assert.deepEqual([plan.files.length, plan.bytes], [3, 3000]);
		return shortage;
	}

	it('fits where the file system and the quota have room, or nobody tells', async () => {
		assert.equal(await shortageWith(disk(3000, 3)), undefined);
		assert.equal(await shortageWith(undefined), undefined);
		assert.equal(await shortageWith(disk(MIB, 9), { bytes: { used: 7000, limit: 10_000 } }), undefined);
	});

	it('does not fit a file system with too few bytes or inodes', async () => {
		assert.deepEqual(await shortageWith(disk(2999, 3)), { of: 'bytes', needed: 3000, available: 2999 });
		assert.deepEqual(await shortageWith(disk(MIB, 2)), { of: 'files', needed: 3, available: 2 });
	});

	it('takes no inodes at all for a file system that makes them as it needs them', async () => {
		assert.equal(await shortageWith(disk(MIB, 0)), undefined);
	});

	it('does not fit a quota, of which the hard one counts', async () => {
		const bytes = { used: 9000, limit: 10_000 };
		assert.deepEqual(await shortageWith(disk(MIB, 9), { bytes }), {
			...{ of: 'bytes', needed: 3000, available: 1000 },
		});
		assert.equal(await shortageWith(disk(MIB, 9), { bytes: { ...bytes, hard: 12_000 } }), undefined);
		assert.deepEqual(await shortageWith(undefined, { bytes: { used: 11_000, limit: 10_000 } }), {
			...{ of: 'bytes', needed: 3000, available: 0 },
		});
		assert.deepEqual(await shortageWith(disk(MIB, 9), { files: { used: 98, limit: 100 } }), {
			...{ of: 'files', needed: 3, available: 2 },
		});
	});
});
