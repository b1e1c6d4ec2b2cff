import assert from 'node:assert/strict';
import { isReadOnly, readIdentity } from '../../../src/storage/identity.ts';

const ADA = { uid: 1000, gids: [1000, 2000] };
const file = (mode: number, uid: number, gid: number) => ({
	...{ type: 'file' as const, isLink: false, size: 1, modified: 0 },
	...{ mode, uid, gid },
});

describe('Whether a file may be written', () => {
	for (const [words, stat, expected] of [
		['to its owner', file(0o644, 1000, 9), false],
		['not to its owner when the owner bits say no', file(0o464, 1000, 9), true],
		['to its group', file(0o464, 1, 2000), false],
		['not to its group when the group bits say no', file(0o646, 1, 2000), true],
		['to a stranger by the bits for others', file(0o646, 1, 9), false],
		['perhaps to a stranger by an access list, whose mask is the group bits', file(0o664, 1, 9), false],
		['not to a stranger otherwise', file(0o644, 1, 9), true],
	] as const) {
		it(`is told ${words}`, () => assert.equal(isReadOnly(stat, ADA), expected));
	}

	it('is guessed from all bits where nobody knows who one is', () => {
		assert.equal(isReadOnly(file(0o444, 1, 9), undefined), true);
		assert.equal(isReadOnly(file(0o644, 1, 9), undefined), false);
	});

	it('is no question for root', () => {
		assert.equal(isReadOnly(file(0o444, 1, 9), { uid: 0, gids: [0] }), false);
	});
});

describe('Who one is', () => {
	it('is read from id', () => {
		assert.deepEqual(readIdentity.parse('1000\n1000 2000\n'), ADA);
		assert.throws(() => readIdentity.parse('id: no such user'), { message: /outputNotUnderstood/ });
	});
});
