import assert from 'node:assert/strict';
import type { RemoteEntry, RemoteFiles } from '../../../src/remote/remoteFiles.ts';
import { FolderListing, looksTheSame } from '../../../src/storage/folderListing.ts';

const entry = (name: string): RemoteEntry => ({
	...{ name, type: 'file', isLink: false, isDangling: false },
	...{ size: 1, modified: 0, mode: 0o644, uid: 1, gid: 1 },
});

/** Gives a piece for each call of `next`, and ends with `end`. */
function folder() {
	const steps: { readonly piece?: readonly RemoteEntry[]; readonly error?: Error }[] = [];
	let wake = () => {};
	const files = {
		async *listInPieces() {
			for (;;) {
				const step = steps.shift();
				if (!step) await new Promise<void>((resolve) => (wake = resolve));
				else if (step.error) throw step.error;
				else if (step.piece) yield step.piece;
				else return;
			}
		},
	} as unknown as RemoteFiles;
	const push = (step: (typeof steps)[number]) => {
		steps.push(step);
		wake();
	};
	return { files, push };
}

const names = (entries: readonly RemoteEntry[]) => entries.map(({ name }) => name).join();

describe('The content of a folder', () => {
	it('is given whole when it comes at once', async () => {
		const { files, push } = folder();
		for (const name of ['a', 'b']) push({ piece: [entry(name)] });
		push({});
		const content = await new FolderListing(files, '/x', 60).content();
		assert.equal(names(content.entries), 'a,b');
		assert.equal(content.isComplete, true);
	});

	it('is given in part after a moment, and whole later', async () => {
		const { files, push } = folder();
		push({ piece: [entry('a')] });
		const listing = new FolderListing(files, '/x', 60);
		const part = await listing.content();
		assert.equal(names(part.entries), 'a');
		assert.equal(part.isComplete, false);
		const complete = new Promise<void>((resolve) => void listing.onDidComplete(resolve));
		push({ piece: [entry('b')] });
		push({});
		await complete;
		assert.equal(names((await listing.content()).entries), 'a,b');
	});

	it('waits for the first entries however long they take', async () => {
		const { files, push } = folder();
		const content = new FolderListing(files, '/x', 60).content();
		setTimeout(() => push({ piece: [entry('late')] }), 600);
		assert.equal(names((await content).entries), 'late');
	});

	it('tells what it failed with', async () => {
		const { files, push } = folder();
		const error = new Error('gone');
		push({ error });
		assert.equal((await new FolderListing(files, '/x', 60).content()).error, error);
	});
});

describe('Two looks at a folder', () => {
	const whole = (...entries: readonly RemoteEntry[]) => ({ entries, isComplete: true });
	const below = (modified: number): RemoteEntry => ({ ...entry('below'), type: 'directory', modified });

	it('are alike in another order, and when something happened in a folder of it', () => {
		assert.equal(looksTheSame(whole(entry('a'), below(1)), whole(below(2), entry('a'))), true);
	});

	for (const [what, later] of [
		['grew', [{ ...entry('a'), size: 2 }]],
		['is of a later time', [{ ...entry('a'), modified: 1 }]],
		['became a folder', [{ ...entry('a'), type: 'directory' }]],
		['is a link now', [{ ...entry('a'), isLink: true }]],
		['leads nowhere now', [{ ...entry('a'), isDangling: true }]],
		['has another name', [entry('b')]],
		['is gone', []],
		['is not alone', [entry('a'), entry('b')]],
	] as const satisfies readonly (readonly [string, readonly RemoteEntry[]])[]) {
		it(`differ where a file ${what}`, () => {
			assert.equal(looksTheSame(whole(entry('a')), whole(...later)), false);
		});
	}

	it('are not called alike where one did not see all', () => {
		const part = { entries: [entry('a')], isComplete: false };
		assert.equal(looksTheSame(part, part), false);
		const failed = { ...whole(entry('a')), error: new Error('gone') };
		assert.equal(looksTheSame(whole(entry('a')), failed), false);
	});
});
