import assert from 'node:assert/strict';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { Link } from '../../../src/remote/link/link.ts';
import { openLink } from '../../../src/remote/link/openLink.ts';
import { streamShell } from '../../../src/remote/shell/shellStream.ts';
import { SignInMemory } from '../../../src/remote/signIn/signInMemory.ts';
import { SshHost } from '../../../src/remote/sshHost.ts';
import type { SshSettings } from '../../../src/remote/sshSettings.ts';
import { answering } from '../../support/answering.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { startProxy, type TestProxy } from '../../support/proxy.ts';
import { settingsWith } from '../../support/sshSettings.ts';
import { untilGone, untilRunning } from '../../support/untilGone.ts';

describe('a link that breaks', () => {
	const log = new MemoryLog();
	let proxy: TestProxy;
	let link: Link;
	beforeEach(async () => {
		await open({ serverAliveInterval: 1, serverAliveCountMax: 2 });
	});
	const open = async (alive: Partial<SshSettings>) => {
		const { aliases, knownHosts } = readFactory();
		const { address, port, user, identityFile } = aliases['practice'] ?? assert.fail();
		proxy = await startProxy(address, port);
		const settings = settingsWith({
			address: '127.0.0.1',
			port: proxy.port,
			user,
			identityFiles: [identityFile],
			userKnownHostsFiles: [knownHosts],
			hostKeyAlias: `[${address}]:${port}`,
			...alive,
		});
		link = await openLink(
			settings,
			undefined,
			{ ask: answering(), log, onStep: () => {}, memory: new SignInMemory(), isAttended: true },
			forever,
		);
	};
	afterEach(async () => {
		await link.dispose();
		await proxy.close();
	});

	const hostOn = (open: Link) => new SshHost(open, { name: 'practice', user: 'ada', log, prelude: '' });

	for (const [what, strike] of [
		['is cut', () => proxy.cut()],
		['goes silent', () => proxy.freeze()],
	] as const) {
		it(`fails all that waits for it when it ${what}`, async () => {
			const host = hostOn(link);
			await host.files.stat('/', forever);
			await host.exec('true', forever);
			const closed = new Promise<Error | undefined>((resolve) => host.onDidClose(resolve));
			const waiting = [
				host.exec('sleep 5.301', forever),
				host.exec('true', forever),
				(async () => {
					for await (const _ of host.stream('sleep 7302', forever));
				})(),
			];
			const outcomes = Promise.allSettled(waiting);
			await untilRunning(/^\S+ +sleep 7302/);
			strike();
			const listing = Promise.allSettled([host.files.list('/usr/bin', forever)]);
			for (const outcome of [...(await outcomes), ...(await listing)]) {
				assert.ok(outcome.status === 'rejected');
				assert.ok(isLost(outcome.reason), String(outcome.reason));
			}
			assert.ok(isLost(await closed));
			await assert.rejects(host.exec('true', forever), isLost);
			proxy.cut();
			await untilGone(/^\S+ +sleep 7302/);
		});
	}

	it('loses nothing when it comes back soon', async () => {
		const host = hostOn(link);
		await host.exec('true', forever);
		proxy.freeze();
		const pending = host.exec('echo here', forever);
		setTimeout(() => proxy.thaw(), 1_200);
		assert.equal((await pending).stdout, 'here\n');
	});

	it('is noticed within 20 seconds where nobody configured anything', async () => {
		await link.dispose();
		await proxy.close();
		await open({});
		const closed = new Promise<Error | undefined>((resolve) => link.onDidClose(resolve));
		const start = performance.now();
		proxy.freeze();
		assert.ok(isLost(await closed));
		assert.ok(performance.now() - start < 21_000, `${performance.now() - start} ms`);
	});

	it('is noticed within seconds by who asks, as after a sleep; one that answers stays', async () => {
		await link.dispose();
		await proxy.close();
		await open({ serverAliveInterval: 600 });
		const host = hostOn(link);
		const closed = new Promise<Error | undefined>((resolve) => host.onDidClose(resolve));
		host.probe();
		host.probe();
		await new Promise((resolve) => setTimeout(resolve, 4_500));
		assert.equal((await host.exec('echo here', forever)).stdout, 'here\n');
		const start = performance.now();
		proxy.freeze();
		host.probe();
		assert.ok(isLost(await closed));
		assert.ok(performance.now() - start < 6_000, `${performance.now() - start} ms`);
	});

	it('is let go at once, even when nobody is left to say goodbye to', async () => {
		proxy.freeze();
		const start = performance.now();
		await link.dispose();
		assert.ok(performance.now() - start < 2_000);
	});

	it('leaves no command running on the other side when that hears nothing any more', async () => {
		const pulse = { beatMs: 300, silenceSeconds: 2 };
		const output = streamShell(link, '', 'echo go; sleep 7311 & sleep 7312', forever, { pulse });
		await output.next();
		const waiting = output.next();
		waiting.catch(() => {});
		await new Promise((resolve) => setTimeout(resolve, 2_500));
		await untilRunning(/^\S+ +sleep 7312/);
		proxy.freeze();
		await untilGone(/sleep 731\d/);
		await assert.rejects(waiting, isLost);
	});
});

const isLost = (error: unknown) => error instanceof ProblemError && error.problem.kind === 'connectionLost';
