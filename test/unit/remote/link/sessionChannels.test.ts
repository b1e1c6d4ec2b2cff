import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { type OpenChannel, SessionChannels } from '../../../../src/remote/link/sessionChannels.ts';

const { signal } = new AbortController();
const tail = { kind: 'longLived' } as const;

describe('opening a session channel', () => {
	it('is tried again when a channel was closed just before and its slot may not be free yet', async () => {
		const server = new FakeServer(2);
		const channels = new SessionChannels('practice', {} as Client);
		await channels.open(server.open, service(), signal);
		const second = await channels.open(server.open, tail, signal);
		server.isSlowToFree = true;
		second.close();
		setTimeout(() => server.free(), 60);
		const third = await channels.open(server.open, tail, signal);
		assert.ok(server.refusals > 0);
		third.close();
		server.free();
		await channels.open(server.open, tail, signal);
	});

	it('waits for who is asked to close when the server has no room', async () => {
		const server = new FakeServer(1);
		const channels = new SessionChannels('practice', {} as Client);
		const first: { channel?: FakeChannel } = {};
		first.channel = await channels.open(
			server.open,
			service(() => first.channel?.close()),
			signal,
		);
		await channels.open(server.open, service(), signal);
		assert.equal(server.refusals, 1);
	});

	it('is refused with what was learned', async () => {
		const server = new FakeServer(1);
		const channels = new SessionChannels('practice', {} as Client);
		await channels.open(server.open, service(), signal);
		const error = await channels.open(server.open, tail, signal).catch((reason: unknown) => reason);
		assert.ok(error instanceof ProblemError && error.problem.kind === 'channelRefused');
		assert.equal(error.problem.limit, 1);
	});

	it('is refused at once where it is forbidden', async () => {
		const forbidding: OpenChannel<FakeChannel> = (_client, opened) =>
			opened(Object.assign(new Error('no'), { reason: 1 }), undefined as never);
		const channels = new SessionChannels('practice', {} as Client);
		await channels.open(new FakeServer(1).open, service(), signal);
		const error = await channels.open(forbidding, tail, signal).catch((reason: unknown) => reason);
		assert.ok(error instanceof ProblemError && error.problem.kind === 'channelRefused');
		assert.equal(error.problem.limit, undefined);
	});

	it('closes a channel that comes after it was given up, which counts until then', async () => {
		const server = new FakeServer(2);
		const channels = new SessionChannels('practice', {} as Client);
		await channels.open(server.open, service(), signal);
		const giveUp = new AbortController();
		const answers: (() => void)[] = [];
		const late: OpenChannel<FakeChannel> = (client, opened) =>
			answers.push(() => server.open(client, opened));
		const opening = channels.open(late, tail, giveUp.signal);
		await turn();
		giveUp.abort();
		await assert.rejects(opening, { name: 'AbortError' });
		for (const answer of answers) answer();
		assert.equal(answers.length, 1);
		assert.equal(server.inUse, 1);
		await channels.open(server.open, tail, signal);
	});

	it('does not begin for who gave up before', async () => {
		const server = new FakeServer(2);
		const channels = new SessionChannels('practice', {} as Client);
		await assert.rejects(channels.open(server.open, tail, AbortSignal.abort()), { name: 'AbortError' });
		assert.equal(server.inUse, 0);
	});
});

const service = (giveBack = () => {}) =>
	({ kind: 'service', isUrgent: false, isIdle: () => true, giveBack }) as const;

class FakeChannel extends EventEmitter {
	readonly close: () => void;

	constructor(onClose: () => void) {
		super();
		this.close = () => {
			onClose();
			this.emit('close');
		};
	}

	destroy(): void {
		this.close();
	}
}

/** A server with so many slots, some of which it may be slow to free. */
class FakeServer {
	readonly #limit: number;
	inUse = 0;
	refusals = 0;
	isSlowToFree = false;

	constructor(limit: number) {
		this.#limit = limit;
	}

	readonly open: OpenChannel<FakeChannel> = (_client, opened) => {
		if (this.inUse >= this.#limit) {
			this.refusals++;
			opened(Object.assign(new Error('open failed'), { reason: 2 }), undefined as never);
			return;
		}
		this.inUse++;
		opened(undefined, new FakeChannel(() => !this.isSlowToFree && this.free()));
	};

	free(): void {
		this.inUse--;
	}
}
