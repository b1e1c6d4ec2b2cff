import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { explain } from '../../../src/problems/explain.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connectToPort, type OwnHost } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';

const SIZE = { columns: 80, rows: 24 };

describe('a login node that allows two channels', () => {
	afterEach(disconnectAll);

	it('serves one long command after the other', async () => {
		const host = await connectTo('practice-maxsessions2');
		for (let count = 0; count < 10; count++) {
			for await (const _ of host.stream('echo go; sleep 7401', forever)) break;
		}
	});

	it('serves the next after one that does not want to end', async () => {
		const host = await connectTo('practice-maxsessions2');
		for (let count = 0; count < 2; count++) {
			const command = "trap '' TERM; echo go; sleep 7407; sleep 7408";
			for await (const _ of host.stream(command, forever)) break;
		}
	});

	it('serves one that leaves most of its output unread, and the next', async () => {
		const host = await connectTo('practice-maxsessions2');
		for (let count = 0; count < 4; count++) {
			for await (const _ of host.stream('head -c 5000000 /dev/zero', forever)) break;
		}
	});

	it('serves commands, files and a tail at the same time', async () => {
		const host = await connectTo('practice-maxsessions2');
		await host.exec('true', forever);
		await host.files.stat('/', forever);
		const tail = host.stream('echo go; sleep 7402', forever)[Symbol.asyncIterator]();
		assert.equal((await tail.next()).done, false);
		await servesBoth(host);
		await tail.return?.();
	});

	it('makes a second tail wait for the end of the first', async () => {
		const host = await connectTo('practice-maxsessions2');
		const first = host.stream('echo go; sleep 7403', forever)[Symbol.asyncIterator]();
		await first.next();
		const second = host.stream('echo go; sleep 7404', forever)[Symbol.asyncIterator]();
		const word = second.next();
		await wait(300);
		await host.exec('true', forever);
		await first.return?.();
		assert.equal((await word).done, false);
		await second.return?.();
	});

	it('tells after some seconds that a second one finds no room, and how many there are', async () => {
		const host = await connectTo('practice-maxsessions2');
		const first = host.stream('echo go; sleep 7405', forever)[Symbol.asyncIterator]();
		await first.next();
		const start = performance.now();
		const problem = await refusalOf(host.openTerminal({ size: SIZE }, forever));
		assert.ok(performance.now() - start > 14_000);
		assert.equal(problem.limit, 2);
		assert.match(explain(problem).why, /allows 2 sessions/);
		await first.return?.();
	});

	it('forgets one that gave up waiting', async () => {
		const host = await connectTo('practice-maxsessions2');
		const first = host.stream('echo go; sleep 7406', forever)[Symbol.asyncIterator]();
		await first.next();
		await assert.rejects(host.openTerminal({ size: SIZE }, AbortSignal.timeout(300)), {
			name: 'TimeoutError',
		});
		await first.return?.();
		const terminal = await host.openTerminal({ size: SIZE }, forever);
		await servesBoth(host);
		terminal.dispose();
	});
});

describe('a login node that allows one channel', () => {
	let sshd: OwnSshd;
	let own: OwnHost;
	before(async () => {
		const folder = new KeyFolder();
		sshd = await startSshd(folder, [
			`HostKey ${folder.key('host')}`,
			'Subsystem sftp internal-sftp',
			'MaxSessions 1',
		]);
	});
	beforeEach(async () => {
		own = await connectToPort(sshd.port);
	});
	afterEach(() => own.host.dispose());
	after(() => sshd.close());

	it('serves commands and files in turn', () => servesBoth(own.host));

	it('serves both to those who come at the same time, and keeps nobody waiting for ever', async () => {
		const { host } = own;
		const start = performance.now();
		const commands = Array.from({ length: 12 }, (_, index) =>
			host.exec(`sleep 0.05; echo ${index}`, forever),
		);
		const calls = Array.from({ length: 12 }, () => host.files.stat('/', forever));
		const results = await Promise.all(commands);
		await Promise.all(calls);
		assert.deepEqual(
			results.map(({ stdout }) => stdout),
			commands.map((_, index) => `${index}\n`),
		);
		assert.ok(performance.now() - start < 10_000);
	});

	it('finishes a command that is under way before files get their turn', async () => {
		const { host } = own;
		const slow = host.exec('sleep 1; echo whole', forever);
		await wait(200);
		const stat = await host.files.stat('/', forever);
		assert.equal(stat.type, 'directory');
		assert.equal((await slow).stdout, 'whole\n');
	});

	it('opens a new shell after a command that did not want to end', async () => {
		const { host } = own;
		const stubborn = `trap '' TERM; sleep 7411; sleep 7412`;
		await assert.rejects(host.exec(stubborn, AbortSignal.timeout(300)), { name: 'TimeoutError' });
		assert.equal((await host.exec('echo next', forever)).stdout, 'next\n');
	});

	it('tells at once that there is no room for a tail or a terminal, and goes on with the others', async () => {
		const { host } = own;
		await host.exec('true', forever);
		const start = performance.now();
		const tail = host.stream('echo go', forever)[Symbol.asyncIterator]();
		const problem = await refusalOf(tail.next());
		assert.ok(performance.now() - start < 1_000, 'waited');
		assert.equal(problem.limit, 1);
		assert.match(explain(problem).why, /one session at a time/);
		assert.equal((await refusalOf(host.openTerminal({ size: SIZE }, forever))).limit, 1);
		await servesBoth(host);
	});
});

async function servesBoth(host: RemoteHost): Promise<void> {
	for (let count = 0; count < 3; count++) {
		assert.equal((await host.exec(`echo ${count}`, forever)).stdout, `${count}\n`);
		assert.equal((await host.files.stat('/', forever)).type, 'directory');
	}
}

async function refusalOf(outcome: Promise<unknown>) {
	const error = await outcome.then(
		() => assert.fail('was not refused'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError && error.problem.kind === 'channelRefused', String(error));
	return error.problem;
}
