import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { followJob } from '../../../src/session/followJob.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { forever, privateConfig, readFactory } from '../../support/practice.ts';
import { connected, PROFILES, script } from '../../support/practiceApp.ts';
import { startProxy, type TestProxy } from '../../support/proxy.ts';

describe('On a link with a round trip of 100 ms', () => {
	let link: TestProxy;
	let app: App;
	let session: ClusterSession;

	beforeEach(async () => {
		const { address, port, user, identityFile } = readFactory().aliases['practice']!;
		link = await startProxy(address, port, 100);
		const config = privateConfig();
		const knownHosts = /UserKnownHostsFile (\S+)/.exec(readFileSync(config, 'utf8'))?.[1];
		appendFileSync(
			config,
			`\nHost slow\n  HostName 127.0.0.1\n  Port ${link.port}\n  User ${user}\n  IdentityFile ${identityFile}\n  IdentitiesOnly yes\n  HostKeyAlias [${address}]:${port}\n  UserKnownHostsFile ${knownHosts}\n  ServerAliveInterval 1\n  ServerAliveCountMax 2\n`,
		);
		app = new App({
			ask: answering(),
			log: new MemoryLog(),
			profilesFolder: PROFILES,
			configuredClusters: () => [{ name: 'slow', host: 'slow', profile: 'practice' }],
			sshConfigFile: () => config,
			now: () => new Date(),
		});
		session = await connected(app, 'slow');
	});
	afterEach(async () => {
		await app.dispose();
		await link.close();
	});

	const submit = async (...lines: readonly string[]) => {
		const source = { kind: 'local', name: 'link.sh', text: script('-p cpu -t 2', ...lines) } as const;
		const { id } = await session.slurm.submit(
			source,
			{ workDir: '/tmp', options: ['-o', '/dev/null'], arguments: [] },
			forever,
		);
		await session.jobs.refreshAfterAction();
		return id;
	};

	it('jobs are listed, submitted and followed all the same', async () => {
		const { home } = readFactory().users['ada']!;
		const source = {
			kind: 'local',
			name: 'link.sh',
			text: script('-p cpu -t 2', 'echo over a long way'),
		} as const;
		const { id } = await session.slurm.submit(source, { workDir: home, options: [], arguments: [] }, forever);
		let text = '';
		for await (const event of followJob(session, id, forever))
			if (event.kind === 'text') text += Buffer.from(event.bytes).toString();
		assert.equal(text, 'over a long way\n');
	});

	for (const [how, lose] of [
		['is cut', (lost: TestProxy) => lost.cut()],
		['goes silent', (lost: TestProxy) => lost.freeze()],
	] as const) {
		it(`everybody who waits is told when it ${how}, and the jobs seen before stay`, async () => {
			const id = await submit('sleep 20');
			const following = (async () => {
				for await (const _ of followJob(session, id, forever));
			})();
			const command = session.host.exec('sleep 30', forever);
			const both = Promise.allSettled([following, command]);
			await new Promise((resolve) => setTimeout(resolve, 1000));
			lose(link);
			for (const outcome of await both) {
				assert.equal(outcome.status, 'rejected');
				assert.ok(outcome.reason instanceof ProblemError, String(outcome.reason));
				assert.equal(outcome.reason.problem.kind, 'connectionLost');
			}
			assert.equal(app.sessions.states.get('slow')?.kind, 'failed');
			await assert.rejects(session.host.exec('true', forever), (error) => error instanceof ProblemError);
		});
	}
});
