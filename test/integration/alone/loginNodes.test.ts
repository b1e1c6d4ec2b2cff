import assert from 'node:assert/strict';
import { App } from '../../../src/app.ts';
import { isAbort } from '../../../src/base/abort.ts';
import type { Notes } from '../../../src/base/notes.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { TerminalEnd } from '../../../src/remote/remoteTerminal.ts';
import type { ClusterConfig } from '../../../src/session/clusterConfig.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { forever, privateConfig, readFactory } from '../../support/practice.ts';
import { PROFILES } from '../../support/practiceApp.ts';

const NOBODY_LISTENS = '127.0.0.99';

describe('A cluster with several login nodes', () => {
	let app: App;
	let notes: Notes;
	const log = new MemoryLog();
	const open = (ask = answering()) =>
		new App({
			ask,
			log,
			notes,
			profilesFolder: PROFILES,
			configuredClusters: () => [],
			sshConfigFile: () => configFile,
			now: () => new Date(),
		});
	let configFile: string;
	before(() => {
		configFile = privateConfig();
	});
	beforeEach(() => {
		notes = memoryNotes();
		app = open();
	});
	afterEach(() => app.dispose());
	const cluster = (...hosts: readonly string[]): ClusterConfig => ({
		name: 'two',
		hosts,
		profile: 'practice',
	});

	it('is reached over the next one when one does not answer, and remembers which', async () => {
		notes.write('loginNode:two', NOBODY_LISTENS);
		const session = await app.sessions.connect(cluster(NOBODY_LISTENS, 'practice-login2'), forever);
		assert.equal(session.node.host, 'practice-login2');
		assert.notEqual(session.node.ownName, '');
		assert.equal(notes.read('address:practice-login2'), session.node.address);
		assert.equal(notes.read('loginNode:two'), 'practice-login2');
	});

	it('is not tried at another one after a sign-in was refused', async () => {
		notes.write('loginNode:two', 'practice-nokey');
		await assert.rejects(
			app.sessions.connect(cluster('practice-nokey', 'practice-login2'), forever),
			(error) => error instanceof ProblemError && error.problem.kind === 'authenticationRefused',
		);
		assert.equal(app.sessions.states.get('two')?.kind, 'failed');
	});

	it('goes over to the one that the person chooses, with everything that is open', async () => {
		const config = cluster('practice', 'practice-login2');
		const session = await app.sessions.connect(config, forever, 'practice');
		await session.jobs.refresh();
		const again = await app.sessions.connect(config, forever, 'practice-login2');
		assert.equal(again, session);
		assert.equal(session.node.host, 'practice-login2');
		assert.equal((await session.host.exec('echo here', forever)).stdout, 'here\n');
		await app.sessions.connect(config, forever);
		assert.equal(session.node.host, 'practice-login2');
	});

	it('stays where it is when the chosen one cannot be used', async () => {
		const config = cluster('practice', NOBODY_LISTENS);
		const session = await app.sessions.connect(config, forever, 'practice');
		await assert.rejects(app.sessions.connect(config, forever, NOBODY_LISTENS), ProblemError);
		assert.equal(app.sessions.states.get('two')?.kind, 'connected');
		assert.equal((await session.host.exec('echo here', forever)).stdout, 'here\n');
	});

	it('tells what runs over the old one that its link was lost, and a tail goes on over the new one', async () => {
		const config = cluster('practice', 'practice-login2');
		const session = await app.sessions.connect(config, forever, 'practice');
		const { scratch } = readFactory().users['ada'] ?? assert.fail();
		const path = `${scratch}/moving-${process.pid}`;
		await session.host.exec(`echo before >${path}`, forever);
		const file = { host: session.host, path, places: session.tails, mostBehindBytes: undefined };
		const over = new AbortController();
		const seen: string[] = [];
		const following = (async () => {
			for await (const event of followOutput(file, over.signal, forever))
				seen.push(event.kind === 'text' ? Buffer.from(event.bytes).toString() : event.kind);
		})();
		await until(() => seen.includes('before\n'));
		const running = session.host.exec('sleep 20', forever);
		const lost = assert.rejects(running, (error) => error instanceof ProblemError);
		const terminal = await session.host.openTerminal({ size: { columns: 80, rows: 24 } }, forever);
		const end = new Promise<TerminalEnd>((resolve) => terminal.onDidEnd(resolve));
		await app.sessions.connect(config, forever, 'practice-login2');
		await lost;
		assert.equal((await end).kind, 'lost');
		await session.host.exec(`echo after >>${path}`, forever);
		await until(() => seen.includes('after\n'));
		over.abort();
		await following;
		assert.deepEqual(seen, ['before\n', 'interrupted', 'resumed', 'after\n', 'ended']);
		await session.host.exec(`rm ${path}`, forever);
	});

	it('stays usable while the person signs in to another one', async () => {
		await app.dispose();
		const asked = Promise.withResolvers<void>();
		app = open({
			...answering(),
			text: (_question, signal) => {
				asked.resolve();
				return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
			},
		});
		const config = cluster('practice', 'practice-codes');
		const session = await app.sessions.connect(config, forever, 'practice');
		const stop = new AbortController();
		const moving = app.sessions.connect(config, stop.signal, 'practice-codes');
		await asked.promise;
		assert.equal(app.sessions.get('two'), session);
		assert.equal((await session.host.exec('echo here', forever)).stdout, 'here\n');
		stop.abort();
		await assert.rejects(moving, isAbort);
		assert.equal(app.sessions.states.get('two')?.kind, 'connected');
	});

	it('is connected by the next click after one that was taken back, and goes where the last click said', async () => {
		const config = cluster('practice', 'practice-login2');
		for (const ms of [0, 30, 80]) {
			const stop = new AbortController();
			const first = app.sessions.connect(config, stop.signal, 'practice').catch((error: unknown) => {
				if (!isAbort(error)) throw error;
			});
			await new Promise((resolve) => setTimeout(resolve, ms));
			stop.abort();
			const session = await app.sessions.connect(config, forever);
			await first;
			assert.equal((await session.host.exec('echo here', forever)).stdout, 'here\n');
			await app.sessions.disconnect('two');
		}
		const one = assert.rejects(app.sessions.connect(config, forever, 'practice'), isAbort);
		const session = await app.sessions.connect(config, forever, 'practice-login2');
		assert.equal(session.node.host, 'practice-login2');
		await one;
	});

	it('has one attempt for all who ask, which ends when nobody waits any more', async () => {
		const asking = Promise.withResolvers<void>();
		let wasTakenBack = false;
		await app.dispose();
		app = open({
			...answering(),
			text: (_question, signal) =>
				new Promise((_, reject) => {
					asking.resolve();
					signal.addEventListener('abort', () => {
						wasTakenBack = true;
						reject(signal.reason);
					});
				}),
		});
		const config = cluster('practice-encrypted');
		const [one, other] = [new AbortController(), new AbortController()];
		const both = [app.sessions.connect(config, one.signal), app.sessions.connect(config, other.signal)];
		await asking.promise;
		one.abort();
		await assert.rejects(both[0] ?? Promise.resolve(), isAbort);
		assert.equal(app.sessions.states.get('two')?.kind, 'connecting');
		assert.equal(wasTakenBack, false);
		other.abort();
		await assert.rejects(both[1] ?? Promise.resolve(), isAbort);
		await new Promise((resolve) => setTimeout(resolve, 50));
		assert.equal(wasTakenBack, true);
		assert.equal(app.sessions.states.get('two'), undefined);
	});

	it('ends an attempt when the person disconnects meanwhile', async () => {
		const attempt = app.sessions.connect(cluster('practice'), forever);
		await app.sessions.disconnect('two');
		await assert.rejects(attempt, isAbort);
		assert.equal(app.sessions.states.get('two'), undefined);
	});

	it('asks for the sign-in of its files again when the person connects, and not before', async () => {
		await app.dispose();
		const answers: (string | undefined)[] = [undefined, readFactory().password];
		const ask = answering(() => answers.shift());
		app = open(ask);
		const config = { ...cluster('practice'), transferHost: 'practice-password' };
		const session = await app.sessions.connect(config, forever);
		for (let tries = 0; tries < 2; tries += 1) {
			await assert.rejects(session.files.stat('/etc', forever), (error) => error instanceof ProblemError);
		}
		assert.equal(ask.asked.length, 1);
		await app.sessions.connect(config, forever);
		assert.equal((await session.files.stat('/etc', forever)).type, 'directory');
		assert.equal(ask.asked.length, 2);
	});

	it('keeps its files on a host of their own where there is one, signed in to when the first is used', async () => {
		const config = { ...cluster('practice'), transferHost: 'practice-login2' };
		const session = await app.sessions.connect(config, forever);
		const signIns = () => log.lines.filter((line) => line.includes('signed in')).length;
		const before = signIns();
		assert.equal((await session.files.stat('/etc/services', forever)).type, 'file');
		assert.equal(signIns(), before + 1);
		await session.files.list('/etc', forever);
		assert.equal(signIns(), before + 1);
	});
});

async function until(isSo: () => boolean): Promise<void> {
	for (let tries = 0; tries < 200 && !isSo(); tries += 1)
		await new Promise((resolve) => setTimeout(resolve, 50));
	assert.ok(isSo());
}
