import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BaseContents } from '../../../src/storage/baseContents.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const holding = (text: string) => async (content: Uint8Array) => new TextDecoder().decode(content) === text;

describe('What an open document began from', () => {
	it('is what was read before it opened', () => {
		const bases = new BaseContents();
		assert.equal(bases.mayReplace('f', bytes('anything')), true);
		bases.read('f', bytes('a'), false);
		assert.equal(bases.mayReplace('f', bytes('a')), true);
		assert.equal(bases.mayReplace('f', bytes('b')), false);
	});

	it('stays what it is when somebody else reads a newer content', () => {
		const bases = new BaseContents();
		bases.read('f', bytes('a'), false);
		assert.equal(bases.read('f', bytes('b'), true), 'other');
		assert.equal(bases.mayReplace('f', bytes('b')), false);
	});

	it('is the newer content as soon as the document holds it', async () => {
		const bases = new BaseContents();
		bases.read('f', bytes('a'), false);
		bases.read('f', bytes('b'), true);
		await bases.settled('f', holding('a'));
		assert.equal(bases.mayReplace('f', bytes('b')), false);
		await bases.settled('f', holding('b'));
		assert.equal(bases.mayReplace('f', bytes('b')), true);
		assert.equal(bases.mayReplace('f', bytes('a')), false);
	});

	it('is what was saved last', () => {
		const bases = new BaseContents();
		bases.read('f', bytes('a'), false);
		bases.written('f', bytes('mine'));
		assert.equal(bases.mayReplace('f', bytes('mine')), true);
		assert.equal(bases.mayReplace('f', bytes('a')), false);
	});

	it('is forgotten with the document', () => {
		const bases = new BaseContents();
		bases.read('f', bytes('a'), false);
		bases.closed('f');
		assert.equal(bases.has('f'), false);
		assert.equal(bases.mayReplace('f', bytes('b')), true);
	});

	it('never lets a save go over a content that the document did not hold, whatever was read when', async () => {
		const text = fc.constantFrom('a', 'b', 'c');
		const step = fc.oneof(
			fc.record({ kind: fc.constant('change' as const), text }),
			fc.record({ kind: fc.constantFrom('read' as const, 'reload' as const, 'save' as const) }),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
				const bases = new BaseContents();
				let [disk, held] = ['a', 'a'];
				bases.read('f', bytes(disk), false);
				for (const one of steps) {
					if (one.kind === 'change') disk = one.text;
					if (one.kind === 'read') bases.read('f', bytes(disk), true);
					if (one.kind === 'reload') {
						bases.read('f', bytes(disk), true);
						held = disk;
						await bases.settled('f', holding(held));
					}
					if (one.kind === 'save') {
						const may = bases.mayReplace('f', bytes(disk));
						assert.equal(may, disk === held);
						if (!may) continue;
						disk = held = 'mine';
						bases.written('f', bytes('mine'));
					}
				}
			}),
		);
	});
});
