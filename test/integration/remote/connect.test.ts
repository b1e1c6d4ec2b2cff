import assert from 'node:assert/strict';
import { listHosts } from '../../../src/remote/config/sshConfig.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { privateConfig, readFactory } from '../../support/practice.ts';

describe('connecting to the practice factory', () => {
	it('offers the hosts of its configuration', async () => {
		const { sshConfig, aliases } = readFactory();
		assert.deepEqual(await listHosts(sshConfig), Object.keys(aliases));
	});

	it('ends with its signal', async () => {
		const target = { name: 'practice', host: 'practice', configFile: privateConfig() };
		for (const ms of [0, 20, 45]) {
			const outcome = connect(target, { ask: answering(), log: new MemoryLog() }, AbortSignal.timeout(ms));
			const host = await outcome.catch((error: Error) => error.name);
			if (typeof host === 'string') assert.equal(host, 'TimeoutError');
			else await host.dispose();
		}
	});
});
