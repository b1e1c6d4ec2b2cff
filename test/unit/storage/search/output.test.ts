import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf } from '../../../../src/base/rawText.ts';
import { GrepReader, type MatchReader } from '../../../../src/storage/search/grepOutput.ts';
import type { FileMatches } from '../../../../src/storage/search/lineMatch.ts';
import { RgReader } from '../../../../src/storage/search/rgOutput.ts';
import { matchMark } from '../../../../src/storage/search/searchTool.ts';

/** Lines of a file that hold "x", as bytes; and a path: any bytes but NUL. */
const content = fc.array(
	fc.string({ unit: fc.constantFrom(...'ax:\t\r 1\x1b[m', 'é', '\uefff', '😀', '\0'), maxLength: 12 }),
	{ minLength: 1, maxLength: 4 },
);
const path = fc.string({
	unit: fc.constantFrom(...'ab :\n', 'é', '\uefff', '1', '"', '\\'),
	minLength: 1,
	maxLength: 6,
});
const files = fc.uniqueArray(fc.record({ path, lines: content }), {
	selector: (one) => one.path,
	maxLength: 4,
});
const cuts = fc.array(fc.nat(400), { maxLength: 6 });

type Files = readonly { readonly path: string; readonly lines: readonly string[] }[];

/** What each tool prints of them, for the text "x". */
function printedByGrep(made: Files, begin: string): Buffer {
	const records = made.flatMap(({ path: name, lines }) =>
		lines.flatMap((line, index) =>
			line.includes('x')
				? [bytesOf(`./${name}\0${index + 1}:${line.replaceAll('x', `\x1b[${begin}mx\x1b[m`)}\n`)]
				: [],
		),
	);
	return Buffer.concat(records);
}

function printedByRg(made: Files): Buffer {
	const raw = (bytes: Buffer) =>
		bytes.equals(Buffer.from(bytes.toString()))
			? { text: bytes.toString() }
			: { bytes: bytes.toString('base64') };
	const messages = made.flatMap(({ path: name, lines }) => {
		const place = raw(bytesOf(`./${name}`));
		const found = lines.flatMap((line, index) => {
			if (!line.includes('x')) return [];
			const bytes = bytesOf(`${line}\n`);
			const submatches = [...bytes.keys()]
				.filter((at) => bytes[at] === 0x78)
				.map((start) => ({ start, end: start + 1 }));
			return [
				{ type: 'match', data: { path: place, lines: raw(bytes), line_number: index + 1, submatches } },
			];
		});
		return found.length === 0
			? []
			: [
					{ type: 'begin', data: { path: place } },
					...found,
					{ type: 'end', data: { path: place, binary_offset: null } },
				];
	});
	return Buffer.from(
		[...messages, { type: 'summary', data: {} }].map((one) => `${JSON.stringify(one)}\n`).join(''),
	);
}

function read(reader: MatchReader, bytes: Buffer, at: readonly number[] = []): readonly FileMatches[] {
	const places = [0, ...at.toSorted((a, b) => a - b).filter((place) => place < bytes.length), bytes.length];
	const found = new Map<string, FileMatches>();
	for (const [index, end] of places.slice(1).entries()) {
		for (const { path: name, lines } of reader.push(bytes.subarray(places[index], end)))
			found.set(name, { path: name, lines: [...(found.get(name)?.lines ?? []), ...lines] });
	}
	return [...found.values()];
}

describe('What grep and ripgrep print', () => {
	it('is read as the same matches, of any name and content, however the network cut the bytes', () => {
		fc.assert(
			fc.property(files, cuts, (made, at) => {
				const mark = matchMark();
				const byGrep = read(new GrepReader(mark), printedByGrep(made, mark.begin), at);
				assert.deepEqual(byGrep, read(new RgReader(), printedByRg(made), at));
				const expected = made.flatMap(({ path: name, lines }) =>
					lines.flatMap((line, index) =>
						line.includes('x') ? [`${name} ${index + 1} ${line.replace(/\r$/, '')}`] : [],
					),
				);
				assert.deepEqual(
					byGrep.flatMap(({ path: name, lines }) => lines.map(({ line, text }) => `${name} ${line} ${text}`)),
					expected,
				);
			}),
			{ numRuns: 300 },
		);
	});

	it('marks exactly the characters that were found', () => {
		fc.assert(
			fc.property(content, (lines) => {
				const mark = matchMark();
				const found = read(new GrepReader(mark), printedByGrep([{ path: 'a', lines }], mark.begin));
				for (const { text, ranges } of found.flatMap((file) => file.lines)) {
					assert.equal(ranges.length, text.split('x').length - 1);
					for (const [start, end] of ranges) assert.equal(text.slice(start, end), 'x');
				}
			}),
		);
	});

	it('is cut around the first match of a long line, at whole characters', () => {
		const before = fc.string({ unit: fc.constantFrom('é', 'a', '😀', '\uefff'), maxLength: 500 });
		fc.assert(
			fc.property(before, before, (left, right) => {
				const [file] = read(new RgReader(), printedByRg([{ path: 'a', lines: [`${left}x${right}`] }]));
				const { text, ranges, cutBefore, isCutAfter } = file?.lines[0] ?? assert.fail();
				assert.ok(text.length <= 400);
				const [start, end] = ranges[0] ?? assert.fail();
				assert.equal(text.slice(start, end), 'x');
				assert.equal(cutBefore + start, left.length);
				assert.equal(text, `${left}x${right}`.slice(cutBefore, cutBefore + text.length));
				assert.equal(isCutAfter, cutBefore + text.length < left.length + 1 + right.length);
			}),
		);
	});

	it('has no byte order mark, which an editor does not show either', () => {
		const [file] = read(new RgReader(), printedByRg([{ path: 'a', lines: ['\ufeffax', '\ufeffx'] }]));
		assert.deepEqual(
			file?.lines.map(({ text, ranges }) => [text, ranges]),
			[
				['ax', [[1, 2]]],
				['\ufeffx', [[1, 2]]],
			],
		);
		const long = `${'a'.repeat(1_000)}x`;
		const [other] = read(new RgReader(), printedByRg([{ path: 'a', lines: [`\ufeff${long}`] }]));
		const { cutBefore, ranges } = other?.lines[0] ?? assert.fail();
		assert.equal(cutBefore + (ranges[0]?.[0] ?? 0), 1_000);
	});

	it('keeps little of an endless line, and reads on after it', () => {
		const mark = matchMark();
		const reader = new GrepReader(mark);
		const piece = Buffer.alloc(1024 * 1024, 'a');
		assert.deepEqual(reader.push(Buffer.from('./f\x001:')), []);
		for (let index = 0; index < 20; index++) assert.deepEqual(reader.push(piece), []);
		const found = reader.push(Buffer.from(`\n./g\x002:\x1b[${mark.begin}mx\x1b[m\n`));
		assert.deepEqual(
			found.map(({ path: name, lines }) => [name, lines[0]?.text.length, lines[0]?.isCutAfter]),
			[
				['f', 400, true],
				['g', 1, false],
			],
		);
	});

	it('of a file that turned out to be binary counts for nothing', () => {
		const text = printedByRg([
			{ path: 'a', lines: ['x'] },
			{ path: 'b', lines: ['x'] },
		]).toString();
		const bytes = Buffer.from(text.replace('"binary_offset":null', '"binary_offset":7'));
		assert.deepEqual(
			read(new RgReader(), bytes).map(({ path: name }) => name),
			['b'],
		);
	});

	it('that is not understood is said, not guessed', () => {
		assert.throws(
			() => new GrepReader(matchMark()).push(Buffer.from('./a\0no number\n')),
			/outputNotUnderstood/,
		);
		for (const text of ['no JSON\n', '{"type":1}\n', '{"type":"match","data":{"lines":{"text":"x"}}}\n'])
			assert.throws(() => new RgReader().push(Buffer.from(text)), /outputNotUnderstood: /);
	});
});
