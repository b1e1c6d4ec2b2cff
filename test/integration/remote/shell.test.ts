import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import { RemoteShell } from '../../../src/remote/shell/remoteShell.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { connectToPort, type OwnHost } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

describe('the shell on a login node', () => {
	const log = new MemoryLog();
	let host: RemoteHost;
	before(async () => {
		host = await connectTo('practice', answering(), {
			log,
			prelude: 'SEEN=prelude; export SEEN; unset LEFT',
		});
	});
	after(disconnectAll);

	const stdout = async (commandLine: string) => (await host.exec(commandLine, forever)).stdout;

	it('is not harmed by what a command does to its own', async () => {
		assert.equal((await host.exec('cd /; X=1; exit 7', forever)).exitCode, 7);
		assert.equal((await host.exec('exec false', forever)).exitCode, 1);
		assert.equal((await host.exec('echo "never closed', forever)).exitCode, 2);
		assert.notEqual((await host.exec('if then )', forever)).exitCode, 0);
		assert.equal((await host.exec('cat; echo done', forever)).stdout, 'done\n');
		assert.equal(await stdout('echo "$X$SEEN"'), 'prelude\n');
	});

	it('hands over any bytes, also without an end of line', async () => {
		assert.equal(await stdout("printf 'é€😀\\036\\037 a\\n\\nb'"), 'é€😀\x1e\x1f a\n\nb');
		assert.equal(await stdout('true'), '');
		const both = await host.exec('printf out; printf err >&2', forever);
		assert.deepEqual(both, { stdout: 'out', stderr: 'err', exitCode: 0 });
	});

	it('passes any command line unchanged', async () => {
		const argv = ['printf', '%s|', "it's", '$HOME', '`id`', 'a\nb', '\\', 'é', '*', '!!'];
		assert.equal(
			await run(host, { argv, parse: String }, forever),
			argv
				.slice(2)
				.map((word) => `${word}|`)
				.join(''),
		);
	});

	it('has a plain environment', async () => {
		assert.match(
			await stdout('echo "$LC_ALL $TERM $COLUMNS"; locale charmap'),
			/^C\.UTF-8 dumb 200\nUTF-8\n$/,
		);
	});

	it('goes through ten megabytes in a moment', async () => {
		const start = performance.now();
		assert.equal((await stdout('head -c 10000000 /dev/zero | tr "\\0" x')).length, 10_000_000);
		assert.ok(performance.now() - start < 5_000);
	});

	it('runs one command after the other', async () => {
		const commands = Array.from({ length: 20 }, (_, index) => `echo ${index}`);
		const results = await Promise.all(commands.map(stdout));
		assert.deepEqual(
			results,
			commands.map((_, index) => `${index}\n`),
		);
	});

	it('gives up a command without losing the others, and leaves nothing running', async () => {
		const stuck = host.exec('sleep 7101 | sleep 7102', AbortSignal.timeout(200));
		const waiting = host.exec('sleep 7103', AbortSignal.timeout(100));
		const next = stdout('echo next');
		await assert.rejects(waiting, { name: 'TimeoutError' });
		await assert.rejects(stuck, { name: 'TimeoutError' });
		assert.equal(await next, 'next\n');
		await untilGone(/sleep 710\d/);
	});

	it('counts the time of a command from its turn', async () => {
		const long = host.exec('sleep 1.5', forever);
		assert.equal(await run(host, { argv: ['echo', 'patient'], parse: String }, forever, 1), 'patient\n');
		await long;
		await assert.rejects(
			run(host, { argv: ['sleep', '7105'], parse: String }, forever, 0.2),
			(error) =>
				error instanceof ProblemError && error.problem.kind === 'timedOut' && error.problem.seconds === 0.2,
		);
		await untilGone(/sleep 7105/);
	});

	it('ends a command that ignores to be ended, with its children', async () => {
		const stubborn = `trap '' TERM; sh -c 'while :; do sleep 0.7106; done' & while :; do sleep 0.7107; done`;
		await assert.rejects(host.exec(stubborn, AbortSignal.timeout(200)), { name: 'TimeoutError' });
		assert.equal(await stdout('echo next'), 'next\n');
		await untilRunning(/sleep 0\.710\d/);
		await untilGone(/sleep 0\.710\d/);
	});

	it('opens anew when a command killed it', async () => {
		assert.equal(await stdout('echo before; kill -9 $$; sleep 0.2'), 'before\n');
		assert.equal(await stdout('echo after'), 'after\n');
	});

	it('gives no exit code to a command that was killed with it', async () => {
		const killed = await host.exec('echo before; kill -9 0', forever);
		assert.deepEqual(killed, { stdout: 'before\n', stderr: '', exitCode: null });
		assert.equal(await stdout('echo after'), 'after\n');
	});

	it('opens anew when somebody killed it while it was idle', async () => {
		const shell = (await stdout('echo $$')).trim();
		const other = await connectTo('practice');
		await other.exec(`kill -9 ${shell}; while kill -0 ${shell}; do sleep 0.1; done`, forever);
		assert.equal(await stdout('echo after'), 'after\n');
	});

	it('opens anew at once when what a dead one started holds its output', async () => {
		const left = (await stdout('sleep 7104 & echo $!; kill -9 $$')).trim();
		assert.equal(await stdout(`kill ${left} && echo after`), 'after\n');
	});

	it('tells a missing program', async () => {
		const missing = run(host, { argv: ['squeueue', '--me'], parse: String }, forever);
		await assert.rejects(
			missing,
			(error) => error instanceof ProblemError && error.problem.kind === 'commandMissing',
		);
	});

	it('writes each command to the log', async () => {
		await host.exec('echo logged', forever);
		assert.match(log.lines.at(-1) ?? '', /^info practice \$ echo logged → 0 in \d+ ms, 7 B$/);
	});
});

describe('commands that wait behind a slow one', () => {
	let sshd: OwnSshd;
	let own: OwnHost;
	let shell: RemoteShell;
	const setUp = async (maxSessions: number) => {
		const folder = new KeyFolder();
		sshd = await startSshd(folder, [`HostKey ${folder.key('host')}`, `MaxSessions ${maxSessions}`]);
		own = await connectToPort(sshd.port);
		// The host's own shell gives its channel to whoever needs it.
		await own.host.exec('true', forever);
		shell = new RemoteShell(own.link, '', { patience: { slowMs: 300, idleMs: 500, stuckSeconds: 1 } });
	};
	afterEach(async () => {
		await own.host.dispose();
		await sshd.close();
	});
	const pidIn = async () => (await shell.exec('echo $$', forever)).stdout;

	it('are served by a second shell, which goes again', async () => {
		await setUp(10);
		const first = await pidIn();
		const slow = shell.exec('sleep 2.5; echo slow', forever);
		const start = performance.now();
		const [one, two] = await Promise.all([pidIn(), pidIn()]);
		assert.ok(performance.now() - start < 1_500);
		assert.equal(one, two);
		assert.notEqual(one, first);
		assert.equal((await slow).stdout, 'slow\n');
		assert.equal(await pidIn(), first);
		await assert.doesNotReject(untilGoneProcess(one.trim()));
	});

	it('are given up, and not the slow one, where the server has no room for a second', async () => {
		await setUp(1);
		await shell.exec('true', forever);
		const slow = shell.exec('sleep 2; echo slow', forever);
		const start = performance.now();
		await assert.rejects(
			shell.exec('echo never', forever),
			(error) =>
				error instanceof ProblemError &&
				error.problem.kind === 'timedOut' &&
				error.problem.command === 'echo never',
		);
		assert.ok(performance.now() - start < 1_900);
		assert.equal((await slow).stdout, 'slow\n');
		assert.equal((await shell.exec('echo after', forever)).stdout, 'after\n');
	});

	it('are not given up as long as others get their turn', async () => {
		await setUp(1);
		const results = await Promise.all(
			[1, 2, 3, 4].map((index) => shell.exec(`sleep 0.6; echo ${index}`, forever)),
		);
		assert.deepEqual(
			results.map(({ stdout }) => stdout),
			['1\n', '2\n', '3\n', '4\n'],
		);
	});
});

async function untilGoneProcess(pid: string): Promise<void> {
	const deadline = Date.now() + 5_000;
	while (existsSync(`/proc/${pid}`)) {
		assert.ok(Date.now() < deadline, `${pid} runs on`);
		await wait(50);
	}
}
