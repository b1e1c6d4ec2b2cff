import assert from 'node:assert/strict';
import { syncDocument, syncedText, syncQuestion } from '../../../src/presenters/syncText.ts';
import { SyncMemories, type SyncMemory } from '../../../src/storage/sync/syncMemory.ts';
import { planSyncUp } from '../../../src/storage/sync/syncPlan.ts';
import type { PreparedSync } from '../../../src/storage/sync/syncUp.ts';
import type { TreeEntry } from '../../../src/storage/transfer/tree.ts';

const HOUR = 3_600_000;

function file(path: string, size: number, modified = HOUR): TreeEntry {
	return { path, type: 'file', size, modified, mode: 0o644 };
}

function prepared(
	here: readonly TreeEntry[],
	there: readonly TreeEntry[],
	sent: readonly TreeEntry[],
	more: Partial<PreparedSync> = {},
): PreparedSync {
	const known = ({ path, size, modified }: TreeEntry) =>
		[
			path,
			{ type: 'file', size, here: modified, there: modified / 1000, mode: 0o644, from: 'here' },
		] as const;
	const memory: SyncMemory = { entries: new Map(sent.map(known)), pending: new Map() };
	const plan = planSyncUp(
		{
			here: { entries: here, unread: [], ignores: () => false },
			there: new Map(there.map((entry) => [entry.path, entry])),
			...{ memory, knowsModes: true },
		},
		new Set(),
	);
	const request = {
		host: { files: {} as never, shell: undefined },
		pair: { cluster: 'snellius', remote: '/home/ada/x', local: '/x' },
		...{ exclude: [], delete: 'ask' as const, memories: new SyncMemories('/nowhere') },
	};
	const facts = { isFirst: false, isFolderMissing: false, shortage: undefined, troubles: [] };
	return { ...plan, request, ...facts, ...more };
}

describe('The question of a sync', () => {
	it('tells of the first time what is sent, and what is not', () => {
		const plan = prepared([file('a', 1024), file('b', 1024)], [], [], {
			isFirst: true,
			isFolderMissing: true,
		});
		assert.deepEqual(syncQuestion(plan, 'thesis', 'snellius:~/thesis'), {
			what: 'Sync "thesis" to snellius:~/thesis for the first time?',
			detail:
				'To send: 2 files, 2.0 KiB.\nThe folder does not exist yet and is made.\nWhat .gitignore names stays here.',
			yes: 'Sync',
		});
	});

	it('names what would be lost, the first of many', () => {
		const sent = ['c', 'd', 'e', 'f', 'g', 'h', 'old\nname'].map((path) => file(path, 1));
		const plan = prepared(
			[file('a', 1), file('new', 5)],
			[file('a', 2, 3 * HOUR), ...sent],
			[file('a', 1), ...sent],
		);
		assert.deepEqual(syncQuestion(plan, 'thesis', 'snellius:~/thesis'), {
			what: 'Sync "thesis" to snellius:~/thesis?',
			detail: [
				'To send: 1 file, 5 B.',
				'1 file was changed there since the last sync. Overwriting loses that change:\na (newer there)',
				'7 items are gone here and still there, as they were sent. The cluster has no wastebasket:\nc\nd\ne\nf\ng\nand 2 more',
			].join('\n\n'),
			yes: 'Overwrite and Delete',
			rest: 'Send the Rest Only',
		});
		assert.match(syncDocument(plan, 'thesis', 'snellius:~/thesis'), /\(7\)\n {2}c\n(.*\n)+ {2}old␊name\n/);
	});

	it('tells files that never came from here from those that changed there', () => {
		const plan = prepared([file('a', 1)], [file('a', 2, 0)], []);
		const { detail, yes } = syncQuestion(plan, 'thesis', 'snellius:~/thesis');
		assert.equal(
			detail,
			'1 file is there with another content, and never came from here. Overwriting loses it:\na (older there)',
		);
		assert.equal(yes, 'Overwrite');
	});

	it('says that there is too little room', () => {
		const shortage = { of: 'bytes', needed: 2048, available: 1024 } as const;
		const { detail, yes } = syncQuestion(
			prepared([file('a', 2048)], [], [], { shortage }),
			'thesis',
			'snellius:~/x',
		);
		assert.equal(
			detail,
			'To send: 1 file, 2.0 KiB.\n\nsnellius:~/x has room for 1.0 KiB, and this needs 2.0 KiB.',
		);
		assert.equal(yes, 'Try Anyway');
	});
});

describe('The word after a sync', () => {
	it('says what was done, or that there was nothing to do', () => {
		const { transfer } = prepared([file('a', 1024)], [], []);
		assert.equal(
			syncedText({ sent: transfer, deleted: 3 }, 'thesis', 'snellius:~/x'),
			'Synced "thesis" to snellius:~/x: 1 file, 1.0 KiB sent, 3 deleted.',
		);
		assert.equal(
			syncedText({ sent: prepared([], [], []).transfer, deleted: 0 }, 'thesis', 'snellius:~/x'),
			'"thesis" and snellius:~/x are alike: nothing to send.',
		);
	});
});
