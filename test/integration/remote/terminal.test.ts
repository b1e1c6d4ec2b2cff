import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RemoteTerminal, TerminalEnd } from '../../../src/remote/remoteTerminal.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { startProxy } from '../../support/proxy.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

const size = { columns: 101, rows: 33 };

describe('a terminal on a login node', () => {
	afterEach(disconnectAll);

	for (const alias of ['practice', 'practice-tess', 'practice-finn', 'practice-zoe', 'practice-fay']) {
		it(`is a login shell of that size and ends with its exit code: ${alias}`, async () => {
			const host = await connectTo(alias);
			const screen = new Screen(await host.openTerminal({ size }, forever));
			screen.type('stty size; echo "[$TERM]"\r');
			await screen.shows(/33 101.*\[xterm-256color\]/s);
			screen.type('exit 7\r');
			assert.deepEqual(await screen.end, { kind: 'exited', exitCode: 7 });
		});
	}

	it('follows the size of its window', async () => {
		const host = await connectTo('practice');
		const screen = new Screen(await host.openTerminal({ size }, forever));
		screen.terminal.resize({ columns: 60, rows: 20 });
		screen.type('stty size\r');
		await screen.shows(/20 60/);
	});

	it('knows that what is typed is UTF-8', async () => {
		const host = await connectTo('practice');
		const screen = new Screen(await host.openTerminal({ size, command: 'stty -a; cat -v' }, forever));
		await screen.shows(/[^-]iutf8/);
	});

	it('runs a command in place of the shell, whatever the login shell', async () => {
		for (const alias of ['practice', 'practice-tess', 'practice-finn', 'practice-zoe']) {
			const host = await connectTo(alias);
			const command = `test -t 0 && printf '%s|' "it's" 'a\\b' '!x' "é$((1+1))"; read -r line; echo "got $line"; exit 3`;
			const screen = new Screen(await host.openTerminal({ size, command }, forever));
			await screen.shows(/it's\|a\\b\|!x\|é2\|/);
			screen.type('€\r');
			await screen.shows(/got €/);
			assert.deepEqual(await screen.end, { kind: 'exited', exitCode: 3 });
		}
	});

	it('never cuts a character in two, and delivers the last word', async () => {
		const host = await connectTo('practice');
		const command = `i=0; while [ $i -lt 300 ]; do printf '€😀\\342\\202'; printf '\\254'; i=$((i+1)); done; printf '\\303'`;
		const screen = new Screen(await host.openTerminal({ size, command }, forever));
		await screen.end;
		assert.equal(screen.text, `${'€😀€'.repeat(300)}\ufffd`);
	});

	it('loses nothing that comes before somebody listens', async () => {
		const host = await connectTo('practice');
		const terminal = await host.openTerminal({ size, command: 'echo early' }, forever);
		await wait(300);
		const screen = new Screen(terminal);
		assert.deepEqual(await screen.end, { kind: 'exited', exitCode: 0 });
		assert.equal(screen.text, 'early\r\n');
	});

	it('survives a flood without hoarding it, and can be interrupted', async () => {
		const host = await connectTo('practice');
		const screen = new Screen(await host.openTerminal({ size, command: 'yes 0123456789' }, forever), false);
		await wait(500);
		const before = process.memoryUsage().rss;
		const piecesBefore = screen.pieces;
		await wait(2_000);
		assert.ok(screen.length > 5_000_000, `only ${screen.length} characters`);
		assert.ok((screen.length - 0) / (screen.pieces || 1) > 500, 'small pieces');
		assert.ok(screen.pieces > piecesBefore);
		assert.ok(process.memoryUsage().rss - before < 150_000_000, 'hoards');
		screen.type('\x03');
		assert.equal((await screen.end).kind, 'exited');
	});

	it('hangs up when it is closed, and takes along what runs in it', async () => {
		const host = await connectTo('practice');
		const screen = new Screen(await host.openTerminal({ size }, forever));
		screen.type('sleep 7501 & sleep 7502\r');
		await untilRunning(/^\S+ +sleep 7502/);
		screen.terminal.dispose();
		assert.deepEqual(await screen.end, { kind: 'exited', exitCode: null });
		await untilGone(/sleep 750\d/);
		screen.type('into the void');
		screen.terminal.resize(size);
		screen.terminal.dispose();
	});

	it('is not lost but ended when the person disconnects', async () => {
		const host = await connectTo('practice');
		const screen = new Screen(await host.openTerminal({ size }, forever));
		await host.dispose();
		assert.equal((await screen.end).kind, 'exited');
	});

	it('tells that it was lost with the link', async () => {
		const { address, port } = readFactory().aliases['practice'] ?? assert.fail();
		const proxy = await startProxy(address, port);
		const { host } = await connectToPort(proxy.port);
		const screen = new Screen(await host.openTerminal({ size, command: 'echo on; sleep 7511' }, forever));
		await screen.shows(/on/);
		proxy.cut();
		const end = await screen.end;
		assert.ok(end.kind === 'lost');
		assert.match(end.error.message, /connectionLost/);
		await untilGone(/sleep 7511/);
		await proxy.close();
	});

	it('is not opened for who no longer wants it', async () => {
		const host = await connectTo('practice');
		await assert.rejects(host.openTerminal({ size, command: 'sleep 7521' }, AbortSignal.abort()), {
			name: 'AbortError',
		});
		// Whenever that is: sshd sets up a terminal in several steps.
		for (let ms = 0; ms < 12; ms += 0.3) {
			const giveUp = new AbortController();
			const opening = host.openTerminal({ size, command: 'sleep 7521' }, giveUp.signal);
			setTimeout(() => giveUp.abort(), ms);
			await opening.then(
				(terminal) => terminal.dispose(),
				() => {},
			);
		}
		await wait(500);
		await untilGone(/sleep 7521/);
	});
});

/** What a person would see. */
class Screen {
	readonly terminal: RemoteTerminal;
	readonly end: Promise<TerminalEnd>;
	text = '';
	length = 0;
	pieces = 0;

	constructor(terminal: RemoteTerminal, isKept = true) {
		this.terminal = terminal;
		this.end = new Promise((resolve) => terminal.onDidEnd(resolve));
		terminal.onDidWrite((text) => {
			this.pieces++;
			this.length += text.length;
			if (isKept) this.text += text;
		});
	}

	type(text: string): void {
		this.terminal.write(text);
	}

	async shows(pattern: RegExp): Promise<void> {
		const deadline = Date.now() + 10_000;
		while (!pattern.test(this.text)) {
			assert.ok(Date.now() < deadline, `shows ${JSON.stringify(this.text)}`);
			await wait(20);
		}
	}
}
