import assert from 'node:assert/strict';
import { ProblemError } from '../../../src/problems/problem.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';

describe('a login node that allows two channels', () => {
	afterEach(disconnectAll);

	it('serves one long command after the other', async () => {
		const host = await connectTo('practice-maxsessions2');
		for (let count = 0; count < 10; count++) {
			for await (const _ of host.stream('echo go; sleep 7401', forever)) break;
		}
	});

	it('refuses the third, and goes on with the others', async () => {
		const host = await connectTo('practice-maxsessions2');
		await host.exec('true', forever);
		await host.files.stat('/', forever);
		const third = host.stream('echo go', forever)[Symbol.asyncIterator]().next();
		await assert.rejects(
			third,
			(error) => error instanceof ProblemError && error.problem.kind === 'channelRefused',
		);
		assert.equal((await host.exec('echo still here', forever)).stdout, 'still here\n');
		assert.equal((await host.files.stat('/', forever)).type, 'directory');
	});
});
