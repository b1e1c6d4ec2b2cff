import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textOf } from '../../../../src/base/rawText.ts';
import { TAR_END, TarReader, tarHeader, tarPadding } from '../../../../src/storage/transfer/tarFormat.ts';
import { tarTroubles } from '../../../../src/storage/transfer/tarWords.ts';
import type { TreeEntry } from '../../../../src/storage/transfer/tree.ts';

/** Names of any bytes but NUL and slash. */
const name = fc
	.uint8Array({ minLength: 1, maxLength: 130 })
	.map((bytes) => textOf(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))))
	.filter((text) => text !== '.' && text !== '..');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const seconds = fc.nat(0x7fffffff);
const file = fc.record({ path, content: fc.uint8Array({ maxLength: 1200 }), seconds });
const link = fc.record({ path, target: path, seconds });

describe('An archive', () => {
	it('is read as it was written, however the network cuts it', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(file, link), { maxLength: 4 }), fc.nat(700), (items, cut) => {
				const pieces: Buffer[] = [];
				const expected = items.map((item): readonly [TreeEntry, string] => {
					const facts = { path: item.path, modified: item.seconds * 1000, mode: 0o640 };
					if ('target' in item) {
						const entry: TreeEntry = { ...facts, type: 'link', size: 0, target: item.target };
						pieces.push(tarHeader({ ...entry, path: `./${item.path}` }));
						return [entry, ''];
					}
					const content = Buffer.from(item.content);
					const entry: TreeEntry = { ...facts, type: 'file', size: content.length };
					pieces.push(tarHeader({ ...entry, path: `./${item.path}` }), content, tarPadding(content.length));
					return [entry, content.toString('hex')];
				});
				const bytes = Buffer.concat([...pieces, TAR_END]);
				const found: [TreeEntry, string][] = [];
				const reader = new TarReader({
					entry: (entry) => found.push([entry, '']),
					content: (piece) => {
						const last = found.at(-1);
						if (last) last[1] += Buffer.from(piece).toString('hex');
					},
					done: () => {},
				});
				for (let at = 0; at < bytes.length; at += cut + 1) reader.push(bytes.subarray(at, at + cut + 1));
				assert.deepEqual(found, expected);
				assert.equal(reader.isComplete, true);
			}),
			{ numRuns: 60 },
		);
	});

	it('is nothing else', () => {
		const reader = new TarReader({ entry: () => {}, content: () => {}, done: () => {} });
		assert.throws(() => reader.push(Buffer.alloc(512, 'x')), /no tar archive/);
	});
});

describe('What tar complains about', () => {
	// GNU tar 1.34 with --quoting-style=escape
	it('is told for each name, in its own bytes', () => {
		const words = String.raw`tar: ./plain: Cannot open: Permission denied
tar: ./a\nb: Cannot open: Permission denied
tar: ./c\377d: Cannot stat: No such file or directory
tar: ./e\\f: Cannot mkdir: Permission denied
tar: ./\303\251: Cannot open: File exists
tar: ./g: Cannot h: Cannot open: Permission denied
tar: ./l: Cannot create symlink to 'x': Operation not permitted
tar: ./m: file changed as we read it
tar: ./n: File shrank by 3 bytes; padding with zeros
tar: Exiting with failure status due to previous errors`;
		assert.deepEqual(
			[...tarTroubles(words)],
			[
				['plain', 'Permission denied'],
				['a\nb', 'Permission denied'],
				['c\uefffd', 'No such file or directory'],
				['e\\f', 'Permission denied'],
				['é', 'File exists'],
				['g: Cannot h', 'Permission denied'],
				['l', 'Operation not permitted'],
				['m', 'It changed while it was being moved.'],
				['n', 'It changed while it was being moved.'],
			],
		);
	});
});
