import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from '../../../src/app.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { PROFILES } from '../../support/practiceApp.ts';
import { problemOf } from '../../support/problemOf.ts';
import { type SshServer, startSshServer } from '../../support/sshServer.ts';

describe('A sign-in that the server cuts off', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-cut-off-'));
	const nodes: SshServer[] = [];
	afterEach(() => Promise.all(nodes.splice(0).map((node) => node.close())));
	after(() => rmSync(folder, { recursive: true }));

	it('is not carried to the next login node', async () => {
		nodes.push(await hangingUp(), await hangingUp());
		const ask = answering(() => 'secret');
		const app = appFor(ask);
		const config = (await app.cluster('leo')) ?? assert.fail();
		const problem = await problemOf(app.sessions.connect(config, new AbortController().signal));
		assert.equal(problem.kind, 'signInCutOff');
		assert.equal(ask.asked.length, 1);
		const sent = nodes.flatMap(({ attempts }) => attempts.filter((attempt) => attempt === 'password'));
		assert.equal(sent.length, 1);
	});

	function appFor(ask: ReturnType<typeof answering>): App {
		const hosts = nodes.map(({ port }, index) => `Host login${index}\n\tPort ${port}\n`);
		const configFile = join(folder, 'config');
		const common = [
			...['HostName 127.0.0.1', 'User ada', 'IdentityFile none', 'IdentityAgent none'],
			...['StrictHostKeyChecking accept-new', `UserKnownHostsFile ${join(folder, 'known_hosts')}`],
		];
		writeFileSync(configFile, ['Host login*', ...common, ...hosts].join('\n'));
		return new App({
			...{ ask, log: new MemoryLog(), profilesFolder: PROFILES, notes: memoryNotes() },
			configuredClusters: () => [{ name: 'leo', hosts: nodes.map((_, index) => `login${index}`) }],
			sshConfigFile: () => configFile,
			now: () => new Date(),
		});
	}
});

const hangingUp = () =>
	startSshServer({ decide: ({ method }) => (method === 'none' ? ['password'] : 'hangUp') });
