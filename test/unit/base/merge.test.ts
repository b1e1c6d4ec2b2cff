import assert from 'node:assert/strict';
import { merge } from '../../../src/base/merge.ts';

describe('merge', () => {
	it('gives what comes from each, until all have ended', async () => {
		const got: string[] = [];
		for await (const one of merge([of('a', 'b'), of(), of('1', '2', '3')])) got.push(one);
		assert.deepEqual(got.toSorted(), ['1', '2', '3', 'a', 'b']);
		assert.ok(got.indexOf('a') < got.indexOf('b') && got.indexOf('1') < got.indexOf('3'));
	});

	it('serves all in turn', async () => {
		const got: string[] = [];
		for await (const one of merge([of('a', 'a', 'a'), of('b', 'b', 'b')])) got.push(one);
		assert.ok(got.slice(0, 3).includes('b'), got.join(''));
	});

	it('ends the others when it is left', async () => {
		let ended = 0;
		async function* endless() {
			try {
				for (;;) yield 'x';
			} finally {
				ended += 1;
			}
		}
		for await (const _ of merge([endless(), endless()])) break;
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(ended, 2);
	});

	it('fails when one does', async () => {
		async function* failing(): AsyncGenerator<string> {
			yield 'x';
			throw new Error('no more');
		}
		const all = async () => {
			for await (const _ of merge([failing(), of('a', 'b', 'c')]));
		};
		await assert.rejects(all(), { message: 'no more' });
	});
});

async function* of(...items: readonly string[]) {
	yield* items;
}
