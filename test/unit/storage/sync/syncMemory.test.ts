import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyncMemories, type SyncMemory } from '../../../../src/storage/sync/syncMemory.ts';

const PAIR = { cluster: 'practice', remote: '/home/ada/x', local: '/work/x' };
const MEMORY: SyncMemory = {
	entries: new Map([
		['a\nb \uEFFF', { type: 'file', size: 3, here: 1234, there: 1, mode: 0o644, from: 'here' }],
		['__proto__', { type: 'link', size: 0, here: 0, there: 0, mode: 0o777, from: 'there', target: '' }],
	]),
	pending: new Map([['c', { size: 9, there: 7, mayBeHalf: true }]]),
};

describe('The memory of a sync', () => {
	let folder: string;
	let memories: SyncMemories;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'aif-memory-'));
		memories = new SyncMemories(join(folder, 'sync'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const fileOf = (what: string) => {
		const name = readdirSync(join(folder, 'sync')).find((one) => one.includes(what));
		return join(folder, 'sync', name ?? assert.fail());
	};

	it('comes back as it was written, for its pair only', async () => {
		await memories.write(PAIR, MEMORY);
		assert.deepEqual(await memories.read(PAIR), MEMORY);
		assert.equal(await memories.read({ ...PAIR, remote: '/home/ada/y' }), undefined);
	});

	it('tells of what is on its way before anything is known', async () => {
		await memories.writePending(PAIR, MEMORY.pending);
		assert.deepEqual(await memories.read(PAIR), { entries: new Map(), pending: MEMORY.pending });
		await memories.write(PAIR, { ...MEMORY, pending: new Map() });
		assert.deepEqual(await memories.read(PAIR), { ...MEMORY, pending: new Map() });
	});

	for (const [what, file, change] of [
		['cut off', 'known', (text: string) => text.slice(0, -10)],
		['of another version', 'known', (text: string) => text.replace('"version":1', '"version":2')],
		['with a path that leads out', 'known', (text: string) => text.replace('__proto__', '../outside')],
		['with an absolute path', 'pending', (text: string) => text.replace('["c"', '["/c"')],
		['with a size that is none', 'known', (text: string) => text.replace('"file",3', '"file","3"')],
		['empty', 'known', () => ''],
	] as const) {
		it(`is none when its file is ${what}`, async () => {
			if (file === 'known') await memories.write(PAIR, { ...MEMORY, pending: new Map() });
			else await memories.writePending(PAIR, MEMORY.pending);
			const text = readFileSync(fileOf(file), 'utf8');
			assert.notEqual(change(text), text);
			writeFileSync(fileOf(file), change(text));
			assert.equal(await memories.read(PAIR), undefined);
		});
	}
});
