import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { followJob } from '../../../src/session/followJob.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
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
			configuredClusters: () => [{ name: 'slow', hosts: ['slow'], profile: 'practice' }],
			sshConfigFile: () => config,
			notes: memoryNotes(),
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
		[
			'goes silent',
			(lost: TestProxy) => {
				lost.freeze();
				setTimeout(() => lost.thaw(), 6000);
			},
		],
	] as const) {
		it(`the output of a job goes on at the very byte when it ${how} and comes back`, async () => {
			const { home } = readFactory().users['ada']!;
			const count = 'i=0; while [ $i -lt 120 ]; do i=$((i+1)); echo line $i; sleep 0.1; done';
			const source = { kind: 'local', name: 'count.sh', text: script('-p cpu -t 2', count) } as const;
			const { id } = await session.slurm.submit(
				source,
				{ workDir: home, options: [], arguments: [] },
				forever,
			);
			await session.jobs.refreshAfterAction();
			let text = '';
			const notes: string[] = [];
			for await (const event of followJob(session, id, forever)) {
				if (event.kind !== 'text') {
					notes.push(event.kind);
					continue;
				}
				text += Buffer.from(event.bytes).toString();
				if (text.includes('line 20\n') && !notes.includes('lost')) {
					notes.push('lost');
					lose(link);
				}
			}
			const lines = Array.from({ length: 120 }, (_, index) => `line ${index + 1}\n`);
			assert.equal(text, lines.join(''));
			assert.deepEqual(notes.slice(notes.indexOf('lost')), ['lost', 'interrupted', 'resumed', 'ended']);
			assert.equal(app.sessions.states.get('slow')?.kind, 'connected');
		});

		it(`a command under way is told when it ${how}, and the next one waits for the link`, async () => {
			const id = await submit('sleep 20');
			const command = session.host.exec('sleep 30', forever);
			const told = command.then(
				() => assert.fail('should have failed'),
				(error: unknown) => error,
			);
			await new Promise((resolve) => setTimeout(resolve, 300));
			lose(link);
			const error = await told;
			assert.ok(error instanceof ProblemError, String(error));
			assert.equal(error.problem.kind, 'connectionLost');
			assert.equal(app.sessions.states.get('slow')?.kind, 'reconnecting');
			assert.equal(session.jobs.find(id)?.id, id);
			const { stdout } = await session.host.exec('echo back', forever);
			assert.equal(stdout, 'back\n');
			assert.equal(app.sessions.states.get('slow')?.kind, 'connected');
			await session.slurm.cancel(id, forever);
		});
	}

	it('a listing and a file that were under way are asked for again', async () => {
		const { home } = readFactory().users['ada']!;
		const both = Promise.all([
			session.files.list(home, forever),
			session.files.read('/usr/bin/perl', forever),
			session.files.read('/etc/services', forever),
		]);
		await new Promise((resolve) => setTimeout(resolve, 120));
		link.cut();
		const [entries, , services] = await both;
		assert.ok(entries.some(({ name }) => name === '.ssh'));
		assert.equal(Buffer.from(services).toString(), readFileSync('/etc/services', 'utf8'));
	});

	it('a forwarded port leads to the same place again when the link is back', async () => {
		const page = createServer((socket) => socket.end('a page'));
		page.listen(0, '127.0.0.1');
		await once(page, 'listening');
		const { port } = page.address() as AddressInfo;
		const forward = await session.host.forward({ host: '127.0.0.1', port }, forever);
		const read = async () => {
			const socket = connect(forward.port, '127.0.0.1');
			let text = '';
			for await (const chunk of socket) text += chunk;
			return text;
		};
		assert.equal(await read(), 'a page');
		link.cut();
		await settled(() => app.sessions.states.get('slow')?.kind === 'reconnecting');
		await settled(() => app.sessions.states.get('slow')?.kind === 'connected');
		await settled(() =>
			read().then(
				(text) => text === 'a page',
				() => false,
			),
		);
		await forward.dispose();
		await assert.rejects(read());
		page.close();
	});

	it('a submission that was under way is not sent again', async () => {
		const name = `once-${process.pid}`;
		const submitting = submit(`#SBATCH -J ${name}`, 'sleep 1');
		const outcome = submitting.then(
			() => 'submitted',
			(error: unknown) => (error instanceof ProblemError ? error.problem.kind : String(error)),
		);
		await new Promise((resolve) => setTimeout(resolve, 350));
		link.cut();
		assert.ok(['submitted', 'submitUnknown', 'connectionLost'].includes(await outcome), await outcome);
		await session.host.whenUp(forever);
		const { stdout } = await session.host.exec(`squeue --me -h -n ${name} -t all -o %i | wc -l`, forever);
		assert.ok(Number(stdout) <= 1, stdout);
	});

	it('the person can stop the tries, and try again', async () => {
		await link.close();
		await settled(() => app.sessions.states.get('slow')?.kind === 'reconnecting');
		session.host.stopTrying();
		assert.equal(app.sessions.states.get('slow')?.kind, 'lost');
		const started = performance.now();
		await assert.rejects(session.host.exec('true', forever), (error) => error instanceof ProblemError);
		assert.ok(performance.now() - started < 1000);
		assert.throws(() => app.sessions.get('slow'), ProblemError);
		session.host.retryNow();
		assert.equal(app.sessions.states.get('slow')?.kind, 'reconnecting');
		await app.sessions.disconnect('slow');
		assert.equal(app.sessions.states.get('slow'), undefined);
	});
});

async function settled(isSo: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 100; tries += 1) {
		if (await isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	assert.fail('It did not come to that.');
}
