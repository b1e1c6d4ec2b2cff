import assert from 'node:assert/strict';
import { isProblem, ProblemError } from '../../../../src/problems/problem.ts';
import { type FileList, FileLists } from '../../../../src/storage/search/fileLists.ts';
import { LIST_LIMITS } from '../../../../src/storage/search/listFiles.ts';
import { SEARCH_LIMITS } from '../../../../src/storage/search/searchFiles.ts';
import { type Search, SearchStore } from '../../../../src/storage/search/searchStore.ts';
import { FakeStreams } from '../../../support/fakeStreams.ts';

const FOLDER = { cluster: 'practice', path: '/scratch/ada', withSkipped: false };

async function whole(list: FileList): Promise<FileList> {
	while (!list.end && list.error === undefined)
		await new Promise<void>((resolve) => {
			const listening = list.onDidChange(() => {
				void listening.dispose();
				resolve();
			});
		});
	return list;
}

describe('The list of the files of a folder', () => {
	let now = 0;
	const lists = () => new FileLists(() => new Date(now));
	const found = (text: string) => ({ chunks: [['stdout', text]] as const, end: 0 });

	it('is read once, and kept for a quarter of an hour', async () => {
		const host = new FakeStreams(found('./a\0'), found('./a\0./b\0'));
		const kept = lists();
		assert.deepEqual((await whole(kept.list(host, FOLDER, false))).paths, ['a']);
		now += 14 * 60_000;
		assert.deepEqual(kept.list(host, FOLDER, false).paths, ['a']);
		now += 2 * 60_000;
		assert.deepEqual((await whole(kept.list(host, FOLDER, false))).paths, ['a', 'b']);
	});

	it('is read anew on request, and after a failure', async () => {
		const lost = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: '' });
		const host = new FakeStreams(
			{ chunks: [['stdout', './a\0']], end: lost },
			found('./b\0'),
			found('./c\0'),
		);
		const kept = lists();
		assert.equal((await whole(kept.list(host, FOLDER, false))).error, lost);
		assert.deepEqual((await whole(kept.list(host, FOLDER, false))).paths, ['b']);
		assert.deepEqual((await whole(kept.list(host, FOLDER, true))).paths, ['c']);
	});

	it('is ended on the login node when nobody waits for it', async () => {
		const host = new FakeStreams({ chunks: [['stdout', './a\0']], end: 'never' });
		const list = lists().list(host, FOLDER, false);
		list.stop();
		await whole(list);
		assert.equal(host.closed, 1);
	});

	it('says why it is not whole', async () => {
		const denied = 'find: ‘./x’: Permission denied\nfind: ‘./y’: Permission denied\n';
		const late = {
			chunks: [
				['stdout', './a\0'],
				['stderr', denied],
			],
			end: 124,
		} as const;
		const { end } = await whole(lists().list(new FakeStreams(late), FOLDER, false));
		assert.deepEqual(end, { unreadable: 2, cut: 'time' });
		const few = new FileLists(() => new Date(0), { ...LIST_LIMITS, files: 2 });
		const many = few.list(new FakeStreams(found('./a\0./b\0./c\0')), FOLDER, false);
		assert.deepEqual((await whole(many)).paths, ['a', 'b']);
		assert.equal(many.end?.cut, 'number');
	});

	it('fails where find is missing, or understands nothing of what it is asked', async () => {
		const missing = new FakeStreams({ chunks: [['stderr', 'sh: find: not found\n']], end: 127 });
		const { error } = await whole(lists().list(missing, FOLDER, false));
		assert.ok(isProblem(error, 'commandMissing') && error.problem.command === 'find');
		const strange = new FakeStreams({ chunks: [['stderr', "find: unknown predicate `-xdev'\n"]], end: 1 });
		const { error: other } = await whole(lists().list(strange, FOLDER, false));
		assert.ok(isProblem(other, 'commandFailed') && other.problem.detail.includes('unknown predicate'));
	});
});

const SEARCH: Search = {
	...{ cluster: 'practice', folder: '/scratch/ada', tool: { kind: 'rg', program: 'rg' } },
	query: {
		...{ text: 'x', isRegex: false, isCaseSensitive: false, isWholeWord: false },
		...{ include: [], exclude: [], withSkipped: false },
	},
};

const printed = (path: string, ...lines: readonly number[]) =>
	[
		{ type: 'begin', data: { path: { text: `./${path}` } } },
		...lines.map((line) => ({
			type: 'match',
			data: { lines: { text: 'x\n' }, line_number: line, submatches: [{ start: 0, end: 1 }] },
		})),
		{ type: 'end', data: { path: { text: `./${path}` }, binary_offset: null } },
	]
		.map((message) => `${JSON.stringify(message)}\n`)
		.join('');

describe('A search in storage', () => {
	const shown = ({ snapshot }: SearchStore) =>
		snapshot?.files.map(({ path, lines }) => `${path}:${lines.map(({ line }) => line).join()}`);

	it('keeps what it finds in the order of the paths, and how it ended', async () => {
		const store = new SearchStore();
		const host = new FakeStreams({
			chunks: [
				['stdout', printed('b', 2)],
				['stdout', printed('a', 1, 3)],
			],
			end: 0,
		});
		await store.search(host, SEARCH);
		assert.deepEqual(shown(store), ['a:1,3', 'b:2']);
		assert.deepEqual(store.snapshot?.state, { kind: 'over', end: { unreadable: 0 } });
	});

	it('ends with as many lines as anybody reads', async () => {
		const store = new SearchStore({ ...SEARCH_LIMITS, lines: 3 });
		const host = new FakeStreams({
			chunks: [
				['stdout', printed('a', 1, 2)],
				['stdout', printed('b', 1, 2)],
			],
			end: 'never',
		});
		await store.search(host, SEARCH);
		assert.deepEqual(shown(store), ['a:1,2', 'b:1']);
		assert.deepEqual(store.snapshot?.state, { kind: 'over', end: { unreadable: 0, cut: 'number' } });
		assert.equal(host.closed, 1);
	});

	it('keeps what it found when it is stopped or fails', async () => {
		const store = new SearchStore();
		const lost = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: '' });
		await store.search(new FakeStreams({ chunks: [['stdout', printed('a', 1)]], end: lost }), SEARCH);
		assert.deepEqual([shown(store), store.snapshot?.state], [['a:1'], { kind: 'failed', error: lost }]);

		const host = new FakeStreams({ chunks: [['stdout', printed('b', 1)]], end: 'never' });
		const over = store.search(host, SEARCH);
		while (shown(store)?.length !== 1) await new Promise((resolve) => setImmediate(resolve));
		store.stop();
		await over;
		assert.deepEqual([shown(store), store.snapshot?.state.kind], [['b:1'], 'stopped']);
		assert.equal(host.closed, 1);
	});

	it('makes room for the next one, and is forgotten when it is cleared', async () => {
		const store = new SearchStore();
		const first = new FakeStreams({ chunks: [['stdout', printed('a', 1)]], end: 'never' });
		const over = store.search(first, SEARCH);
		await store.search(new FakeStreams({ chunks: [['stdout', printed('b', 1)]], end: 0 }), SEARCH);
		await over;
		assert.equal(first.closed, 1);
		assert.deepEqual(shown(store), ['b:1']);
		store.clear();
		assert.equal(store.snapshot, undefined);
	});

	it('lets lines and files be taken out', async () => {
		const store = new SearchStore();
		const text = printed('a', 1, 2) + printed('b', 1) + printed('c', 4);
		await store.search(new FakeStreams({ chunks: [['stdout', text]], end: 0 }), SEARCH);
		store.dismiss('a', 1);
		store.dismiss('b');
		store.dismiss('c', 4);
		assert.deepEqual(shown(store), ['a:2']);
	});

	it('counts what could not be read, and says so of a tool that cannot work', async () => {
		const store = new SearchStore();
		const denied = 'rg: ./x: Permission denied (os error 13)\nfind: ‘./y’: Permission denied\n';
		await store.search(new FakeStreams({ chunks: [['stderr', denied]], end: 123 }), SEARCH);
		assert.deepEqual(store.snapshot?.state, { kind: 'over', end: { unreadable: 2 } });
		await store.search(
			new FakeStreams({ chunks: [['stderr', 'rg: unrecognized flag --json\n']], end: 123 }),
			SEARCH,
		);
		const { state } = (store as Pick<SearchStore, 'snapshot'>).snapshot ?? assert.fail();
		assert.ok(state.kind === 'failed' && isProblem(state.error, 'commandFailed'));
		assert.equal(state.error.problem.command, 'rg');
	});
});
