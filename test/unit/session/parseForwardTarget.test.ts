import assert from 'node:assert/strict';
import { parseForwardTarget } from '../../../src/session/parseForwardTarget.ts';

describe('A port to forward', () => {
	for (const [text, host, port] of [
		['gcn3:8888', 'gcn3', 8888],
		[' 6006 ', 'localhost', 6006],
		['http://gcn3.local.snellius.surf.nl:8888/lab?token=abc', 'gcn3.local.snellius.surf.nl', 8888],
	] as const) {
		it(`is read from "${text}"`, () => assert.deepEqual(parseForwardTarget(text), { host, port }));
	}

	for (const text of ['', 'gcn3', 'gcn3:', 'gcn3:0', 'gcn3:70000', 'a b:80', '-oX:80:90', 'gcn3:80 rm']) {
		it(`is not read from "${text}"`, () => assert.equal(parseForwardTarget(text), undefined));
	}
});
