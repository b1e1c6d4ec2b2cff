import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/event.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../../src/remote/remoteHost.ts';
import { ReconnectingHost } from '../../../../src/remote/steady/reconnectingHost.ts';

const forever = new AbortController().signal;

describe('A host whose link comes back', () => {
	it('is tried by one at a time, whatever the person does while a try is under way', async () => {
		let tries = 0;
		const first = new BreakableHost();
		const host = new ReconnectingHost(first.port, {
			now: () => new Date(),
			random: () => 0,
			// As a dial does, it takes a moment to notice that nobody wants it any more.
			reopen: (signal) => {
				tries += 1;
				return new Promise((_, reject) => {
					signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), 100));
				});
			},
		});
		first.lose();
		await until(() => (host.state.kind as string) === 'trying');
		const second = new BreakableHost();
		host.replace(second.port);
		assert.equal(host.state.kind as string, 'up');
		second.lose();
		assert.equal(host.state.kind as string, 'waiting');
		await until(() => (host.state.kind as string) === 'trying');
		await new Promise((resolve) => setTimeout(resolve, 1200));
		assert.equal(tries, 2);
		await host.dispose();
		assert.equal(host.state.kind as string, 'closed');
	});

	it('does what is asked for as soon as the link is back, and says why it is not', async () => {
		const back = new BreakableHost();
		const first = new BreakableHost();
		const host = new ReconnectingHost(first.port, {
			now: () => new Date(),
			random: () => 0,
			reopen: async () => back.port,
		});
		first.lose();
		const asked = host.exec('true', forever);
		host.retryNow();
		assert.equal((await asked).exitCode, 0);
		back.lose();
		host.stopTrying();
		await assert.rejects(host.exec('true', forever), /connectionLost/);
		await host.dispose();
		await assert.rejects(host.exec('true', forever), /notConnected/);
		await assert.rejects(host.whenUp(forever), /notConnected/);
	});

	it('tells what runs over a link that is replaced that it was lost', async () => {
		const first = new BreakableHost();
		const host = new ReconnectingHost(first.port, {
			now: () => new Date(),
			random: () => 0,
			reopen: () => assert.fail('nothing is to be tried'),
		});
		host.replace(new BreakableHost().port);
		assert.ok(first.endedBy instanceof ProblemError && first.endedBy.problem.kind === 'connectionLost');
		assert.equal(host.state.kind as string, 'up');
		await host.dispose();
	});
});

/** A host that answers every command at once, until it is lost. */
class BreakableHost {
	readonly #closed = new Emitter<Error | undefined>();
	endedBy: Error | undefined;
	readonly port = {
		name: 'practice',
		user: 'ada',
		exec: async () => ({ stdout: '', stderr: '', exitCode: 0 }),
		onDidClose: this.#closed.event,
		dispose: async (reason?: Error) => {
			this.endedBy = reason;
		},
	} as unknown as RemoteHost;

	lose(): void {
		this.#closed.fire(new ProblemError({ kind: 'connectionLost', host: 'practice', detail: 'cut' }));
	}
}

async function until(isSo: () => boolean): Promise<void> {
	for (let tries = 0; tries < 300 && !isSo(); tries += 1)
		await new Promise((resolve) => setTimeout(resolve, 10));
	assert.ok(isSo());
}
