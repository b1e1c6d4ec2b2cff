import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { App } from '../../../src/app.ts';
import { cancelled } from '../../../src/base/abort.ts';
import { Emitter } from '../../../src/base/event.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterConfig } from '../../../src/session/clusterConfig.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { loginTerminalOptions } from '../../../src/ui/terminalProfile.ts';

type Pseudoterminal = ReturnType<typeof loginTerminalOptions>['pty'];
type Host = ClusterSession['host'];
type RemoteTerminal = Awaited<ReturnType<Host['openTerminal']>>;
type End = Parameters<Parameters<RemoteTerminal['onDidEnd']>[0]>[0];

const ENTER = '\r';
const config: ClusterConfig = { name: 'practice', hosts: ['practice'] };

describe('a terminal on a login node', () => {
	it('opens a shell on the session that there is', async () => {
		const terminal = await open(new FakeSessions(new FakeSession()));
		assert.equal(terminal.text(), '$ ');
	});

	it('connects a cluster that is lost, as the person wishes', async () => {
		const sessions = new FakeSessions(undefined);
		const terminal = await open(sessions);
		assert.equal(sessions.connected, 1);
		assert.equal(terminal.text(), '$ ');
	});

	it('says that it waits for a link that is coming back', async () => {
		const session = new FakeSession('waiting');
		const terminal = await open(new FakeSessions(session));
		assert.equal(terminal.text(), '── Reconnecting…');
		await session.become('trying');
		assert.equal(terminal.text(), '── Reconnecting…');
		await session.become('up');
		assert.equal(terminal.text(), '── Reconnecting…\n$ ');
	});

	it('connects with Enter when the link did not come back by itself', async () => {
		const session = new FakeSession('trying');
		const sessions = new FakeSessions(session);
		const terminal = await open(sessions);
		sessions.current = undefined;
		await session.become('down');
		assert.match(terminal.text(), /Reconnecting….*Press Enter to open another one\.$/s);
		await terminal.press(ENTER);
		assert.equal(sessions.connected, 1);
		assert.match(terminal.text(), /\n\$ $/);
	});

	it('goes on with Enter on the new session after a disconnect and a connect', async () => {
		const session = new FakeSession();
		const sessions = new FakeSessions(session);
		const terminal = await open(sessions);
		sessions.current = new FakeSession();
		session.kind = 'closed';
		session.end({ kind: 'lost' } as End);
		await terminal.press(ENTER);
		assert.equal(sessions.connected, 0);
		assert.equal(sessions.current.shells, 1);
		assert.match(terminal.text(), /The connection to practice was lost.*Enter.*\n\$ $/s);
	});

	it('can be asked again after a connection that was cancelled or failed', async () => {
		const sessions = new FakeSessions(undefined);
		sessions.failure = cancelled();
		const terminal = await open(sessions);
		assert.equal(terminal.text(), '── Not connected. Press Enter to open another one.');
		sessions.failure = new ProblemError({ kind: 'notConnected', cluster: 'practice' });
		await terminal.press(ENTER);
		sessions.failure = undefined;
		await terminal.press(ENTER);
		assert.match(terminal.text(), /\n\$ $/);
	});

	it('is silent when it was closed while it waited', async () => {
		const session = new FakeSession('waiting');
		const terminal = await open(new FakeSessions(session));
		terminal.close();
		await session.become('up');
		assert.equal(session.shells, 0);
		assert.equal(terminal.text(), '── Reconnecting…');
	});
});

async function open(sessions: FakeSessions) {
	const app = { sessions } as unknown as App;
	const { pty } = loginTerminalOptions(app, 'practice', async () => config);
	return new SeenTerminal(pty).opened();
}

/** What the person sees and types. */
class SeenTerminal {
	readonly #pty: Pseudoterminal;
	#text = '';

	constructor(pty: Pseudoterminal) {
		this.#pty = pty;
		pty.onDidWrite((text) => {
			this.#text += text;
		});
	}

	async opened(): Promise<this> {
		await this.#pty.open(undefined);
		await settled();
		return this;
	}

	close(): void {
		this.#pty.close();
	}

	async press(key: string): Promise<void> {
		this.#pty.handleInput?.(key);
		await settled();
	}

	/** Without what only styles it, and without empty lines. */
	text(): string {
		return this.#text
			.replaceAll('\u001b[2m', '')
			.replaceAll('\u001b[22m', '')
			.split('\r\n')
			.filter((line) => line !== '')
			.join('\n');
	}
}

async function settled(): Promise<void> {
	for (let turns = 0; turns < 5; turns++) await turn();
}

/** Knows one cluster, or connects it anew. */
class FakeSessions {
	current: FakeSession | undefined;
	connected = 0;
	failure: Error | undefined;
	readonly states = new Map();
	readonly onDidChange = new Emitter<string>().event;

	constructor(current: FakeSession | undefined) {
		this.current = current;
	}

	find(): FakeSession | undefined {
		return this.current;
	}

	async connect(): Promise<FakeSession> {
		if (this.failure) throw this.failure;
		this.connected++;
		this.current = new FakeSession();
		return this.current;
	}
}

/** A session whose shells say `$ `. */
class FakeSession {
	readonly name = 'practice';
	readonly config = config;
	readonly jobs = { refresh: () => {} };
	readonly site = { id: 'generic', message: undefined };
	readonly allocation = { refreshIfOlderThan: () => {} };
	readonly #changed = new Emitter<void>();
	readonly #ended = new Emitter<End>();
	kind: Host['state']['kind'];
	shells = 0;

	constructor(kind: Host['state']['kind'] = 'up') {
		this.kind = kind;
	}

	get host() {
		return {
			state: this,
			onDidChangeState: this.#changed.event,
			openTerminal: () => this.#shell(),
			// As the real one: for ever, where only the person can help.
			whenUp: () => (this.kind === 'up' ? Promise.resolve() : new Promise(() => {})),
		};
	}

	async become(kind: Host['state']['kind']): Promise<void> {
		this.kind = kind;
		this.#changed.fire();
		await settled();
	}

	end(how: End): void {
		this.#ended.fire(how);
	}

	async #shell() {
		if (this.kind !== 'up') throw new ProblemError({ kind: 'notConnected', cluster: this.name });
		this.shells++;
		const written = new Emitter<string>();
		setImmediate(() => written.fire('$ '));
		const nothing = () => {};
		return {
			onDidWrite: written.event,
			onDidEnd: this.#ended.event,
			...{ write: nothing, resize: nothing, dispose: nothing },
		};
	}
}
