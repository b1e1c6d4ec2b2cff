import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProblemError } from '../../../src/problems/problem.ts';
import { ProxyCommandError, runProxyCommand } from '../../../src/remote/link/proxyCommand.ts';
import { unreachable } from '../../../src/remote/link/unreachable.ts';
import type { SshSettings } from '../../../src/remote/sshSettings.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { settingsWith } from '../../support/sshSettings.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

describe('A ProxyCommand', () => {
	const log = new MemoryLog();
	const run = (proxyCommand: string, facts: Partial<SshSettings> = {}): Duplex =>
		runProxyCommand(
			settingsWith({ alias: 'leo', address: 'login.leo', port: 2022, proxyCommand, ...facts }),
			log,
		);
	/** All that comes out, and the error that ends it. */
	const outcome = async (stream: Duplex): Promise<{ text: string; error: Error }> => {
		let text = '';
		stream.on('data', (bytes: Buffer) => {
			text += bytes;
		});
		const [error] = await once(stream, 'error');
		return { text, error };
	};

	it('is given what its tokens stand for', async () => {
		const { text } = await outcome(run('echo %h %p %r %n %% "%h:%p" %z'));
		assert.equal(text, 'login.leo 2022 ada leo % login.leo:2022 %z\n');
	});

	it('goes through the shell of the person', async () => {
		const { text } = await outcome(run(`sh -c 'echo "$0 $1"; exec cat /dev/null' 'a  b' $((1+1))`));
		assert.equal(text, 'a  b 2\n');
	});

	it('carries bytes both ways, any number', async () => {
		const stream = run('cat');
		const sent = Buffer.alloc(3_000_000, 'abcdefg\n\r\0\xff', 'latin1');
		const received: Buffer[] = [];
		let size = 0;
		const all = new Promise<void>((resolve) => {
			stream.on('data', (bytes: Buffer) => {
				received.push(bytes);
				size += bytes.length;
				if (size >= sent.length) resolve();
			});
		});
		stream.write(sent);
		await all;
		assert.ok(Buffer.concat(received).equals(sent));
		stream.destroy();
	});

	it('tells in the log and in the problem what it says', async () => {
		const { error } = await outcome(run('sh -c "echo one >&2; printf two >&2; exit 7"'));
		assert.ok(error instanceof ProxyCommandError);
		assert.equal(error.message, 'one\ntwo\nThe command ended with exit code 7.');
		assert.deepEqual(log.lines.slice(-2), ['info ProxyCommand of leo: one', 'info ProxyCommand of leo: two']);
		const told = unreachable(error, settingsWith({}));
		assert.ok(told instanceof ProblemError && told.problem.kind === 'cannotReach');
		assert.equal(told.problem.reason, 'proxyFailed');
	});

	it('that there is not is told as such', async () => {
		assert.match(
			(await outcome(run('no-such-program-here %h'))).error.message,
			/not found[\s\S]*exit code 127/,
		);
		const shell = process.env['SHELL'];
		process.env['SHELL'] = '/no/such/shell';
		try {
			assert.match((await outcome(run('cat'))).error.message, /ENOENT/);
		} finally {
			if (shell === undefined) delete process.env['SHELL'];
			else process.env['SHELL'] = shell;
		}
	});

	it('ends with its stream, and all that it started', async () => {
		const stream = run("sh -c 'sleep 6501 & sleep 6502; true'");
		await untilRunning(/^\S+ +sleep 6502/);
		stream.destroy();
		await untilGone(/sleep 650[12]/);
	});

	it('is killed when it does not care', async () => {
		const stream = run(`sh -c 'trap "" HUP; echo up; sleep 6503; sleep 6504'`);
		await once(stream, 'data');
		stream.destroy();
		await untilGone(/sleep 650[34]/);
	});

	it('hears that nothing more comes', async () => {
		const stream = run('cat');
		const over = outcome(stream);
		stream.end('last');
		assert.equal((await over).text, 'last');
	});

	it('may leave something behind that holds its stderr', async () => {
		const stream = run("sh -c 'sleep 3.0505 >/dev/null & echo done >&2; exit 3'");
		const start = performance.now();
		assert.match((await outcome(stream)).error.message, /^done\n.*exit code 3/);
		assert.ok(performance.now() - start < 2_000);
	});

	for (const facts of [
		{ address: 'a;reboot' },
		{ address: '-oProxyCommand' },
		{ alias: '$(reboot)' },
		{ hostKeyAlias: 'a b' },
		{ user: 'a`reboot`' },
		{ user: 'a -x' },
		{ user: '' },
	]) {
		it(`is not run for a hostile name: ${JSON.stringify(facts)}`, () => {
			assert.throws(() => run('echo', facts), /unsupportedSshSetting/);
		});
	}

	it('is as good as a socket', async () => {
		const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const code = `const s = require('net').connect(${port}); process.stdin.pipe(s); s.pipe(process.stdout)`;
		const stream = run(`'${process.execPath}' -e "${code}"`);
		stream.write('ping');
		const [bytes] = await once(stream, 'data');
		assert.equal(String(bytes), 'ping');
		stream.destroy();
		server.close();
	});
});
