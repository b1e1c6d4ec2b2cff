import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { App } from '../../../src/app.ts';
import type { TextQuestion } from '../../../src/base/ask.ts';
import { answering } from '../../support/answering.ts';
import { startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';
import { privateConfig, readFactory } from '../../support/practice.ts';
import { PROFILES } from '../../support/practiceApp.ts';
import { type SshdEvent, watchSshd } from '../../support/sshdLog.ts';

/** What a person does in one bad day, each a single click, and how sshd of that node may count it. */
const BAD_DAY: readonly {
	readonly click: string;
	readonly alias: string;
	readonly answers?: readonly (string | undefined)[];
}[] = [
	{ click: 'connects with a key that is not registered', alias: 'practice-nokey' },
	{ click: 'tries again, for it may work now', alias: 'practice-nokey' },
	{
		click: 'mistypes the password',
		alias: 'practice-password',
		answers: ['not it', 'not it either', 'nor this'],
	},
	{ click: 'types an old password', alias: 'practice-password', answers: ['winter2019', 'spring2020'] },
	{ click: 'gives up at the password', alias: 'practice-password', answers: [undefined] },
	{
		click: 'types the code of a minute ago',
		alias: 'practice-totp',
		answers: ['000000', '000001', '000002'],
	},
	{
		click: 'types password and code wrong',
		alias: 'practice-codes',
		answers: ['not it', '000000', 'x', '1'],
	},
	{ click: 'looks for the phone and closes the question', alias: 'practice-codes', answers: [undefined] },
	{ click: 'mistypes a passphrase three times', alias: 'practice-encrypted', answers: ['a', 'b', 'c', 'd'] },
	{ click: 'does not trust an unknown host', alias: 'practice-unknown' },
	{ click: 'meets a changed host key', alias: 'practice-changed' },
];

describe('Nobody is ever banned', () => {
	const appFor = (configFile: string, answers: readonly (string | undefined)[] = []) => {
		const log = new MemoryLog();
		let turn = 0;
		const ask = answering((_question: TextQuestion) => answers[turn++]);
		const app = new App({
			...{ ask, log, notes: memoryNotes(), profilesFolder: PROFILES },
			configuredClusters: () => [],
			sshConfigFile: () => configFile,
			now: () => new Date(),
		});
		return { app, log, ask };
	};

	it('by a whole bad day of clicks: no click connects twice, and none sends a second wrong answer', async () => {
		const configFile = privateConfig();
		const { aliases } = readFactory();
		const watches = new Map(
			BAD_DAY.map(({ alias }) => {
				const { node } = aliases[alias] ?? assert.fail(alias);
				return [node, watchSshd(node)];
			}),
		);
		const clicks = new Map<string, number>();
		for (const { click, alias, answers } of BAD_DAY) {
			const { node } = aliases[alias] ?? assert.fail(alias);
			clicks.set(node, (clicks.get(node) ?? 0) + 1);
			const { app } = appFor(configFile, answers);
			const config = { name: alias, hosts: [alias], profile: 'practice' };
			await assert.rejects(app.sessions.connect(config, AbortSignal.timeout(20_000)), Error, click);
			await app.dispose();
		}
		for (const [node, watch] of watches) {
			const events = await watch.whenAllEnded();
			const count = clicks.get(node) ?? 0;
			assert.ok(connections(events) <= count, `${node}: ${connections(events)} connections, ${count} clicks`);
			assert.ok(failures(events) <= count, `${node}: ${failures(events)} failures, ${count} clicks`);
			assert.ok(!events.some(({ kind }) => kind === 'tooManyTries'), node);
		}
	});

	it('by coming back without the person: a key that no longer lets in is offered once, and then never by itself', async () => {
		const { link, configFile, node } = await startFlakyHost('practice-login2');
		const { user, identityFile } = readFactory().aliases['practice-login2'] ?? assert.fail();
		const { app, ask } = appFor(configFile);
		const keysFile = `${readFactory().users[user]?.home}/.ssh/authorized_keys`;
		const keys = readFileSync(keysFile);
		const session = await app.sessions.connect(
			{ name: 'flaky', hosts: ['flaky'], profile: 'practice' },
			AbortSignal.timeout(20_000),
		);
		const watch = watchSshd(node);
		try {
			const own = readFileSync(`${identityFile}.pub`, 'utf8').trim();
			writeFileSync(keysFile, keys.toString().replace(own, ''));
			link.cut();
			await until(() => app.sessions.states.get('flaky')?.kind === 'lost');
			await new Promise((resolve) => setTimeout(resolve, 4000));
		} finally {
			writeFileSync(keysFile, keys);
		}
		const events = watch.events.filter(({ kind }) => kind === 'failed' || kind === 'connection');
		assert.deepEqual(
			events.map(({ kind }) => kind),
			['connection', 'failed'],
		);
		assert.deepEqual(ask.asked, []);
		assert.equal(session.host.state.kind, 'down');
		await app.dispose();
		await link.close();
	});

	it('by coming back where a code is needed: nothing is dialled until the person connects', async () => {
		const { link, configFile, node } = await startFlakyHost('practice-password');
		const { app, ask } = appFor(configFile, [readFactory().password, readFactory().password]);
		const config = { name: 'flaky', hosts: ['flaky'], profile: 'practice' };
		const session = await app.sessions.connect(config, AbortSignal.timeout(20_000));
		const watch = watchSshd(node);
		link.cut();
		await until(() => app.sessions.states.get('flaky')?.kind === 'lost');
		await new Promise((resolve) => setTimeout(resolve, 3000));
		assert.equal(connections(watch.events), 0);
		assert.equal(ask.asked.length, 1);
		assert.equal(await app.sessions.connect(config, AbortSignal.timeout(20_000)), session);
		assert.equal((await session.host.exec('echo again', AbortSignal.timeout(5000))).stdout, 'again\n');
		assert.equal(ask.asked.length, 2);
		await app.dispose();
		await link.close();
	});

	it('without being told: a host that no longer answers after failures is probably a ban, with the rule of the site', async () => {
		const { link, configFile } = await startFlakyHost('practice-nokey');
		const banned = appFor(configFile).app;
		const config = { name: 'flaky', hosts: ['flaky'], profile: 'practice' };
		await assert.rejects(
			banned.sessions.connect(config, AbortSignal.timeout(20_000)),
			/authenticationRefused/,
		);
		await link.close();
		await assert.rejects(banned.sessions.connect(config, AbortSignal.timeout(20_000)), (error: unknown) => {
			const { problem } = error as { readonly problem: { readonly blocked?: object } };
			const { failures: count, rule } = problem.blocked as { failures: number; rule: string };
			assert.equal(count, 1);
			assert.match(rule, /5 failed sign-ins/);
			return true;
		});
		await banned.dispose();
	});
});

const connections = (events: readonly SshdEvent[]) =>
	events.filter(({ kind }) => kind === 'connection').length;

/** Wrong answers and refused keys, as sshd itself says them; what PAM adds to each is not counted twice. */
const failures = (events: readonly SshdEvent[]) =>
	events.filter(({ kind }) => kind === 'failed' || kind === 'unknownUser').length;

async function until(isSo: () => boolean): Promise<void> {
	for (let tries = 0; tries < 400 && !isSo(); tries += 1)
		await new Promise((resolve) => setTimeout(resolve, 50));
	assert.ok(isSo());
}
