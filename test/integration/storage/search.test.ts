import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { provideVSCode } from '../../../scripts/lib/vscode.mjs';
import { cancelled, isAbort } from '../../../src/base/abort.ts';
import { bytesOf } from '../../../src/base/rawText.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import type { FileMatches } from '../../../src/storage/search/lineMatch.ts';
import { LIST_LIMITS, type ListEnd, listFiles } from '../../../src/storage/search/listFiles.ts';
import { SEARCH_LIMITS, type SearchEnd, searchFiles } from '../../../src/storage/search/searchFiles.ts';
import type { SearchQuery } from '../../../src/storage/search/searchQuery.ts';
import { checkQuery, type SearchTool } from '../../../src/storage/search/searchTool.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { problemOf } from '../../support/problemOf.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

const PLAIN: SearchQuery = {
	...{ text: '', isRegex: false, isCaseSensitive: false, isWholeWord: false },
	...{ include: [], exclude: [], withSkipped: false },
};
const GREP_P: SearchTool = { kind: 'grep-P', program: 'grep' };
const GREP_E: SearchTool = { kind: 'grep-E', program: 'grep' };

/** A folder of ada's on the practice factory, gone with the tests. */
class Tree {
	readonly path = mkdtempSync(join(readFactory().users['ada']?.scratch ?? '', 'search-'));

	/** @param name text of any bytes, with slashes */
	add(name: string, content: string | Uint8Array = ''): void {
		const path = bytesOf(`${this.path}/${name}`);
		const folder = path.subarray(0, path.lastIndexOf('/'));
		mkdirSync(folder, { recursive: true });
		writeFileSync(path, content);
	}

	/** Hands all of it to ada. */
	give(): void {
		execFileSync('chown', ['-R', 'ada:', this.path]);
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

/** ripgrep as VS Code brings it, where people put theirs. */
async function installRipgrep(): Promise<{ readonly tool: SearchTool; remove(): void }> {
	const { builtinExtensions } = await provideVSCode();
	const source = execFileSync(
		'find',
		[
			join(dirname(builtinExtensions), 'node_modules/@vscode'),
			'-type',
			'f',
			'-path',
			'*ripgrep*',
			'-name',
			'rg',
		],
		{ encoding: 'utf8' },
	).split('\n')[0];
	const folder = join(readFactory().users['ada']?.home ?? '', '.local');
	mkdirSync(join(folder, 'bin'), { recursive: true });
	const program = join(folder, 'bin', 'rg');
	copyFileSync(source ?? '', program);
	chmodSync(program, 0o755);
	execFileSync('chown', ['-R', 'ada:', folder]);
	return { tool: { kind: 'rg', program }, remove: () => rmSync(program) };
}

describe('Finding files on the login node', () => {
	let tree: Tree;
	beforeEach(() => {
		tree = new Tree();
	});
	afterEach(async () => {
		tree.remove();
		await disconnectAll();
	});

	for (const alias of ['practice', 'practice-tess', 'practice-finn', 'practice-noisy']) {
		it(`lists names of any bytes, whatever the login shell: ${alias}`, async () => {
			const names = [
				'a b',
				"it's",
				'line\nend',
				'-rf',
				'$(touch x)',
				'deep/er/é',
				'odd\uefff',
				'.hidden',
				'*',
			];
			for (const name of names) tree.add(name);
			chmodSync(tree.path, 0o755);
			execFileSync('chmod', ['-R', 'a+rX', tree.path]);
			const scratch = dirname(tree.path);
			chmodSync(scratch, 0o755);
			const { paths, end } = await list(await connectTo(alias), tree.path);
			chmodSync(scratch, 0o700);
			assert.deepEqual([...paths].sort(), [...names].sort());
			assert.deepEqual(end, { unreadable: 0 });
		});
	}

	it('leaves out what tools keep for themselves, unless it is asked for', async () => {
		const left = [
			'.git/config',
			'a/node_modules/x/y.js',
			'env/lib/python3/site-packages/z.py',
			'miniconda3/pkgs/p',
		];
		for (const name of [...left, 'a/own.py', 'pkgs/mine']) tree.add(name);
		tree.give();
		const host = await connectTo('practice');
		assert.deepEqual([...(await list(host, tree.path)).paths].sort(), ['a/own.py', 'pkgs/mine']);
		assert.equal((await list(host, tree.path, { withSkipped: true })).paths.length, 6);
		// a folder that was chosen is never left out
		assert.deepEqual((await list(host, `${tree.path}/.git`)).paths, ['config']);
	});

	it('lists links to files, and neither folders nor pipes nor what is behind a link', async () => {
		tree.add('folder/file');
		for (const [target, name] of [
			['folder', 'toFolder'],
			['folder/file', 'toFile'],
			['nothing', 'dangling'],
		] as const)
			execFileSync('ln', ['-s', target, join(tree.path, name)]);
		execFileSync('mkfifo', [join(tree.path, 'pipe')]);
		tree.give();
		const { paths } = await list(await connectTo('practice'), tree.path);
		assert.deepEqual([...paths].sort(), ['dangling', 'folder/file', 'toFile']);
	});

	it('counts folders that may not be read, and lists the others', async () => {
		tree.add('open/a');
		tree.add('shut/b');
		tree.add('shut too/c');
		tree.give();
		for (const name of ['shut', 'shut too']) {
			execFileSync('chown', ['root:', join(tree.path, name)]);
			chmodSync(join(tree.path, name), 0o700);
		}
		const { paths, end } = await list(await connectTo('practice'), tree.path);
		assert.deepEqual([paths, end], [['open/a'], { unreadable: 2 }]);
	});

	it('ends with the number that it may list, and says so; nothing is left running', async () => {
		for (let index = 0; index < 500; index++) tree.add(`file${index}`);
		tree.give();
		const host = await connectTo('practice');
		const { paths, end } = await list(host, tree.path, { limits: { ...LIST_LIMITS, files: 100 } });
		assert.equal(paths.length, 100);
		assert.equal(end.cut, 'number');
		await untilGone(/\bfind \. -xdev/);
	});

	it('says so when a folder is not there, may not be entered, or is a file', async () => {
		tree.add('file');
		tree.give();
		const host = await connectTo('practice');
		const trouble = async (path: string) => {
			const problem = await problemOf(list(host, path));
			return problem.kind === 'remoteFile' ? problem.trouble : problem.kind;
		};
		assert.equal(await trouble(`${tree.path}/nothing`), 'notFound');
		assert.equal(await trouble('/root'), 'noPermission');
		assert.equal(await trouble(`${tree.path}/file`), 'notFound');
	});
});

describe('Searching text on the login node', () => {
	let tree: Tree;
	let rg: Awaited<ReturnType<typeof installRipgrep>>;
	let host: RemoteHost;
	before(async () => {
		rg = await installRipgrep();
	});
	after(() => rg.remove());
	beforeEach(async () => {
		tree = new Tree();
		host = await connectTo('practice');
	});
	afterEach(async () => {
		tree.remove();
		await disconnectAll();
	});
	const tools = () => [rg.tool, GREP_P, GREP_E];

	it('takes the ripgrep of the person where there is one, else grep; tells what is wrong with an expression', async () => {
		const regex = { ...PLAIN, text: 'a(b', isRegex: true };
		const withRg = await run(host, checkQuery(regex), forever);
		assert.equal(withRg.tool.kind, 'rg');
		assert.match(withRg.refusal ?? '', /unclosed group|missing closing parenthesis/);
		assert.equal((await run(host, checkQuery({ ...regex, text: 'a(b)' }), forever)).refusal, undefined);
		rg.remove();
		try {
			const withGrep = await run(host, checkQuery(regex), forever);
			assert.deepEqual(withGrep.tool, GREP_P);
			assert.equal(withGrep.refusal, 'missing closing parenthesis');
			assert.equal((await run(host, checkQuery({ ...PLAIN, text: 'a(b' }), forever)).refusal, undefined);
		} finally {
			rg = await installRipgrep();
		}
	});

	it('finds every line with the text, with line, place and any name, by each tool', async () => {
		tree.add('a:b/li\nne\uefff', 'first\n  learning_rate = 1e-4 # Learning_Rate\nlast learning_rate');
		tree.add('.config/x', 'é LEARNING_RATE\r\n');
		tree.add('latin', Buffer.from('caf\xe9 learning_rate\n', 'latin1'));
		tree.add('binary', Buffer.from('learning_rate\n\0\n'));
		tree.add('colour', '\x1b[31mlearning_rate\x1b[m and\x1b[m\n');
		tree.give();
		for (const tool of tools()) {
			const { files, end } = await search(host, tree.path, { ...PLAIN, text: 'learning_rate' }, tool);
			assert.deepEqual(
				flat(files),
				[
					'.config/x:1:[2,15] é LEARNING_RATE',
					'a:b/li\nne\uefff:2:[2,15][25,38]   learning_rate = 1e-4 # Learning_Rate',
					'a:b/li\nne\uefff:3:[5,18] last learning_rate',
					'colour:1:[5,18] \x1b[31mlearning_rate\x1b[m and\x1b[m',
					'latin:1:[5,18] caf\uefe9 learning_rate',
				],
				tool.kind,
			);
			assert.deepEqual(end, { unreadable: 0 });
		}
	});

	it('finds by an expression that is of bytes alone also in files of an old encoding', async () => {
		tree.add('latin', Buffer.from('caf\xe9 learning_rate \xe9\n', 'latin1'));
		tree.add('binary', Buffer.from('learning_rate\n\0\n'));
		tree.give();
		for (const tool of tools()) {
			const query = { ...PLAIN, text: 'learning_(rate|decay).*', isRegex: true };
			const { files } = await search(host, tree.path, query, tool);
			assert.deepEqual(flat(files), ['latin:1:[5,20] caf\uefe9 learning_rate \uefe9'], tool.kind);
		}
	});

	it('knows case, whole words, and expressions that all tools share', async () => {
		tree.add('x', 'Run run2 rerun run\nrün\nrun.py\n');
		tree.give();
		const linesOf = async (query: Partial<SearchQuery>, tool: SearchTool) =>
			(await search(host, tree.path, { ...PLAIN, ...query }, tool)).files.flatMap(({ lines }) =>
				lines.map(({ line, ranges }) => `${line}:${ranges.join(';')}`),
			);
		for (const tool of tools()) {
			assert.deepEqual(await linesOf({ text: 'run' }, tool), ['1:0,3;4,7;11,14;15,18', '3:0,3'], tool.kind);
			assert.deepEqual(await linesOf({ text: 'Run', isCaseSensitive: true }, tool), ['1:0,3']);
			assert.deepEqual(await linesOf({ text: 'run', isWholeWord: true }, tool), ['1:0,3;15,18', '3:0,3']);
			assert.deepEqual(await linesOf({ text: 'n.p', isRegex: true }, tool), ['3:2,5']);
			assert.deepEqual(await linesOf({ text: 'r.n$', isRegex: true }, tool), ['1:15,18', '2:0,3']);
			assert.deepEqual(await linesOf({ text: 'RÜN' }, tool), ['2:0,3']);
			assert.deepEqual(await linesOf({ text: '(run|x)[0-9]', isRegex: true }, tool), ['1:4,8']);
			assert.deepEqual(await linesOf({ text: '-e run' }, tool), []);
		}
	});

	it('searches the files that are included and none that are excluded', async () => {
		for (const name of [
			'a.py',
			'b.txt',
			'src/c.py',
			'src/deep/d.py',
			'src/deep/é.md',
			'test/e.py',
			'node_modules/f.py',
		])
			tree.add(name, 'x');
		tree.give();
		const namesOf = async (include: readonly string[], exclude: readonly string[] = []) => {
			const query = { ...PLAIN, text: 'x', include, exclude };
			const both = await Promise.all(
				[rg.tool, GREP_P].map(async (tool) =>
					(await search(host, tree.path, query, tool)).files.map(({ path }) => path),
				),
			);
			assert.deepEqual(both[0], both[1]);
			return both[0]?.join(' ');
		};
		assert.equal(await namesOf([]), 'a.py b.txt src/c.py src/deep/d.py src/deep/é.md test/e.py');
		assert.equal(await namesOf(['*.py']), 'a.py src/c.py src/deep/d.py test/e.py');
		assert.equal(await namesOf(['*.py'], ['src']), 'a.py test/e.py');
		assert.equal(await namesOf(['./*.py']), 'a.py');
		assert.equal(await namesOf(['src/*.py']), 'src/c.py');
		assert.equal(await namesOf(['src/**/*.py']), 'src/c.py src/deep/d.py');
		assert.equal(await namesOf(['{a,b}.*', 'deep']), 'a.py b.txt src/deep/d.py src/deep/é.md');
		assert.equal(await namesOf(['[a-c].*', '?.md']), 'a.py b.txt src/c.py src/deep/é.md');
		assert.equal(await namesOf([], ['**/deep/**', 'test/', 'a.py']), 'b.txt src/c.py');
	});

	it('ends with the number of lines it may find, and ends the tool', async () => {
		tree.add('much', 'x\n'.repeat(5_000));
		tree.add('more', 'x\n'.repeat(5_000));
		tree.give();
		for (const tool of tools()) {
			const { files, end } = await search(host, tree.path, { ...PLAIN, text: 'x' }, tool);
			assert.equal(files.flatMap(({ lines }) => lines).length, SEARCH_LIMITS.lines, tool.kind);
			assert.equal(end.cut, 'number');
		}
		await untilGone(/\bxargs -0 -r/);
	});

	it('cuts long lines around the match, and ends when they are too many', async () => {
		tree.add('long', `${'a'.repeat(3_000_000)}\n${'é'.repeat(1_000)}needle${'b'.repeat(5_000)}\n`);
		tree.give();
		for (const tool of tools()) {
			const { files } = await search(host, tree.path, { ...PLAIN, text: 'needle' }, tool);
			const line = files[0]?.lines[0] ?? assert.fail(tool.kind);
			assert.match(line.text, /^é+needleb+$/);
			assert.ok(line.text.length <= 400);
			assert.equal(line.cutBefore + (line.ranges[0]?.[0] ?? 0), 1_000);
			assert.equal(line.isCutAfter, true);
			const limits = { ...SEARCH_LIMITS, bytes: 1_000_000 };
			assert.equal((await search(host, tree.path, { ...PLAIN, text: 'aaa' }, tool, limits)).end.cut, 'size');
		}
	});

	it('passes over large files, and counts what may not be read', async () => {
		tree.add('large', `x\n${'.'.repeat(1_100_000)}`);
		tree.add('small', 'x\n');
		tree.add('shut', 'x\n');
		tree.give();
		execFileSync('chown', ['root:', join(tree.path, 'shut')]);
		chmodSync(join(tree.path, 'shut'), 0o600);
		for (const tool of tools()) {
			const limits = { ...SEARCH_LIMITS, fileMiB: 1 };
			const { files, end } = await search(host, tree.path, { ...PLAIN, text: 'x' }, tool, limits);
			assert.deepEqual([files.map(({ path }) => path), end], [['small'], { unreadable: 1 }], tool.kind);
		}
	});

	it('ends when its time is over, keeps what it found, and leaves nothing running', async () => {
		tree.add('a', 'x\n');
		execFileSync('mkfifo', [join(tree.path, 'never')]);
		tree.give();
		// a tool that never ends
		const tool: SearchTool = { kind: 'grep-P', program: join(tree.path, 'slow') };
		writeFileSync(tool.program, '#!/bin/sh\ngrep "$@"\nsleep 7601\n', { mode: 0o755 });
		const limits = { ...SEARCH_LIMITS, seconds: 1 };
		const { files, end } = await search(
			host,
			tree.path,
			{ ...PLAIN, text: 'x', exclude: ['slow'] },
			tool,
			limits,
		);
		assert.deepEqual([files.map(({ path }) => path), end.cut], [['a'], 'time']);
		await untilGone(/sleep 7601|\bxargs -0 -r/);
	});

	it('ends on the login node when it is given up, and when the link is gone', async () => {
		tree.add('a', 'x\n');
		tree.give();
		const tool: SearchTool = { kind: 'grep-P', program: join(tree.path, 'slow') };
		writeFileSync(tool.program, '#!/bin/sh\nsleep 7602 &\nsleep 7603\n', { mode: 0o755 });
		const giveUp = new AbortController();
		const outcome = search(host, tree.path, { ...PLAIN, text: 'x' }, tool, SEARCH_LIMITS, giveUp.signal);
		await untilRunning(/^\S+ +sleep 7602/);
		giveUp.abort(cancelled());
		await assert.rejects(outcome, isAbort);
		await untilGone(/sleep 760[23]|\bxargs -0 -r/);
		const lost = search(host, tree.path, { ...PLAIN, text: 'x' }, tool);
		lost.catch(() => {});
		await untilRunning(/^\S+ +sleep 7602/);
		await host.dispose();
		await assert.rejects(lost);
		await untilGone(/sleep 760[23]|\bxargs -0 -r/);
	});

	it('gives the same by ripgrep and by grep, whatever the names, the content and the query', async () => {
		const unit = fc.constantFrom(
			...'aAbB .-_:\t\r\x1b[m',
			'é',
			'É',
			'\uefff',
			'\uefe9',
			'\ufeff',
			'1',
			'$',
			'\\',
			'\n',
		);
		const name = fc
			.string({
				unit: fc.constantFrom(...'ab :\n-', "'", '"', '\\', 'é', '\uefff', '*', '$'),
				minLength: 1,
				maxLength: 6,
			})
			.filter((text) => text !== '.' && text !== '..');
		const files = fc.array(fc.record({ name, content: fc.string({ unit, maxLength: 60 }) }), {
			minLength: 3,
			maxLength: 8,
		});
		const text = fc.string({ unit: fc.constantFrom(...'aAbB .-_:1$\\[('), minLength: 1, maxLength: 3 });
		const query = fc.record({ text, isCaseSensitive: fc.boolean() });
		await fc.assert(
			fc.asyncProperty(files, fc.array(query, { minLength: 2, maxLength: 2 }), async (made, queries) => {
				const folder = `round${rounds++}`;
				for (const [index, one] of made.entries())
					tree.add(`${folder}/${index}${one.name}`, bytesOf(one.content));
				tree.give();
				for (const one of queries) {
					const both = await Promise.all(
						[rg.tool, GREP_P].map((tool) =>
							search(host, `${tree.path}/${folder}`, { ...PLAIN, ...one }, tool),
						),
					);
					assert.deepEqual(both[0], both[1]);
				}
			}),
			{ numRuns: 12 },
		);
	});
	it('gives the same for expressions that all read alike, and for whole words', async () => {
		const unit = fc.constantFrom(...'aAbB .-_\r\t1', 'é', 'É', '😀', '\n');
		const files = fc.array(fc.string({ unit, maxLength: 60 }), { minLength: 3, maxLength: 8 });
		const atom = fc.constantFrom(
			'a',
			'B',
			'.',
			'[ab]',
			'[^a]',
			'(a|b)',
			'a+',
			'b*',
			'.?',
			'\\w',
			'\\b',
			'é',
			'1{1,2}',
		);
		const regex = fc.tuple(
			fc.constantFrom('', '', '^'),
			fc.array(atom, { minLength: 1, maxLength: 4 }),
			fc.constantFrom('', '', '$'),
		);
		const query = fc.oneof(
			fc.record({
				text: regex.map(([start, atoms, end]) => `${start}${atoms.join('')}${end}`),
				isRegex: fc.constant(true),
				isCaseSensitive: fc.boolean(),
			}),
			fc.record({
				text: fc.string({ unit: fc.constantFrom(...'aAbé1_'), minLength: 1, maxLength: 2 }),
				isWholeWord: fc.constant(true),
				isCaseSensitive: fc.boolean(),
			}),
		);
		await fc.assert(
			fc.asyncProperty(files, fc.array(query, { minLength: 3, maxLength: 3 }), async (made, queries) => {
				const folder = `round${rounds++}`;
				for (const [index, content] of made.entries()) tree.add(`${folder}/${index}`, content);
				tree.give();
				for (const one of queries) {
					const [byRg, byPerl, byPosix] = await Promise.all(
						tools().map((tool) => search(host, `${tree.path}/${folder}`, { ...PLAIN, ...one }, tool)),
					);
					assert.deepEqual(byRg, byPerl, one.text);
					// POSIX takes the longest of several choices, so that only the lines are the same.
					const linesOf = (found: typeof byRg) =>
						found?.files.map(({ path, lines }) => [path, lines.map(({ line }) => line)]);
					assert.deepEqual(linesOf(byPosix), linesOf(byRg), one.text);
				}
			}),
			{ numRuns: 12 },
		);
	});
	let rounds = 0;
});

async function list(
	host: RemoteHost,
	folder: string,
	{ withSkipped = false, limits = LIST_LIMITS } = {},
): Promise<{ readonly paths: readonly string[]; readonly end: ListEnd }> {
	const pieces = listFiles(host, { folder, withSkipped }, limits, forever);
	const paths: string[] = [];
	for (;;) {
		const { done, value } = await pieces.next();
		if (done) return { paths, end: value };
		paths.push(...value);
	}
}

async function search(
	host: RemoteHost,
	folder: string,
	query: SearchQuery,
	tool: SearchTool,
	limits = SEARCH_LIMITS,
	signal = forever,
): Promise<{ readonly files: readonly FileMatches[]; readonly end: SearchEnd }> {
	const pieces = searchFiles(host, { folder, query, tool }, limits, signal);
	const files = new Map<string, FileMatches>();
	for (;;) {
		const { done, value } = await pieces.next();
		if (done) {
			const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
			return { files: sorted, end: value };
		}
		for (const { path, lines } of value)
			files.set(path, { path, lines: [...(files.get(path)?.lines ?? []), ...lines] });
	}
}

/** `path:line:[from,to) text`, a line each. */
function flat(files: readonly FileMatches[]): readonly string[] {
	return files.flatMap(({ path, lines }) =>
		lines.map(
			({ line, text, ranges }) => `${path}:${line}:${ranges.map((range) => `[${range}]`).join('')} ${text}`,
		),
	);
}
