import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { AskUser } from '../../../src/ui/askUser.ts';
import { screen } from '../../support/fakeVscode.ts';

type SecretStorage = ConstructorParameters<typeof AskUser>[0];

const { signal } = new AbortController();
const password = (host: string) => ({
	title: `Sign in to ${host}`,
	prompt: 'Password of ada',
	hidden: true,
	keepAs: `password:ada@${host}`,
});
const trust = { title: 'Trust host b?', detail: 'SHA256:…', yes: 'Connect' };

describe('two sign-ins at a time', () => {
	afterEach(() => void screen.splice(0));

	it('ask one after the other', async () => {
		const ask = new AskUser(secrets());
		const first = ask.text(password('a'), signal);
		const second = ask.text(password('b'), signal);
		await titles();
		const third = ask.confirm(trust, signal);
		await answer('Sign in to a', 'one');
		assert.equal(await first, 'one');
		await answer('Sign in to b', 'two');
		assert.equal(await second, 'two');
		await answer('Trust host b?', 'Connect');
		assert.equal(await third, true);
	});

	it('do not ask for the one that ended while it waited for its turn', async () => {
		const ask = new AskUser(secrets());
		const over = new AbortController();
		const first = ask.text(password('a'), signal);
		const second = ask.text(password('b'), over.signal);
		await titles();
		const third = ask.confirm(trust, over.signal);
		over.abort();
		await assert.rejects(second, { name: 'AbortError' });
		await assert.rejects(third, { name: 'AbortError' });
		await answer('Sign in to a', 'one');
		assert.equal(await first, 'one');
		assert.deepEqual(await titles(), []);
	});

	it('go on with the next question when one is dismissed or its sign-in ends', async () => {
		const ask = new AskUser(secrets());
		const over = new AbortController();
		const first = ask.text(password('a'), signal);
		const second = ask.text(password('b'), over.signal);
		const third = ask.text(password('c'), signal);
		await answer('Sign in to a', undefined);
		assert.equal(await first, undefined);
		assert.deepEqual(await titles(), ['Sign in to b']);
		over.abort();
		await assert.rejects(second, { name: 'AbortError' });
		await answer('Sign in to c', 'three');
		assert.equal(await third, 'three');
	});
});

describe('what was typed', () => {
	const offerFor = (host: string) =>
		`Remember the password of ada@${host}? It is kept in the secret storage of VS Code on this computer.`;
	afterEach(() => void screen.splice(0));

	async function typed(ask: AskUser, host: string, text: string): Promise<void> {
		const asked = ask.text(password(host), signal);
		await answer(`Sign in to ${host}`, text);
		await asked;
	}

	it('is offered for keeping once it is known to be right, and not before', async () => {
		const kept = secrets();
		const ask = new AskUser(kept);
		await typed(ask, 'a', 'right');
		await typed(ask, 'b', 'perhaps wrong');
		ask.proved('password:ada@a');
		void ask.offerToKeep();
		await answer(offerFor('a'), 'Remember');
		assert.deepEqual(await titles(), []);
		assert.equal(await kept.get('password:ada@a'), 'right');
		ask.proved('password:ada@b');
		void ask.offerToKeep();
		await answer(offerFor('b'), 'Not Now');
		assert.deepEqual(await titles(), []);
		assert.equal(await kept.get('password:ada@b'), undefined);
	});

	it('is not kept when it was forgotten while the offer stood there', async () => {
		for (const forget of [
			(ask: AskUser) => ask.forget('password:ada@a'),
			(ask: AskUser) => ask.forgetAll(),
		]) {
			const kept = secrets();
			const ask = new AskUser(kept);
			await typed(ask, 'a', 'right');
			ask.proved('password:ada@a');
			void ask.offerToKeep();
			await titles();
			await forget(ask);
			await answer(offerFor('a'), 'Remember');
			assert.deepEqual(await titles(), []);
			assert.deepEqual(await kept.keys(), []);
		}
	});

	it('is not offered when it was wrong, nor when it was kept before', async () => {
		const kept = secrets();
		const ask = new AskUser(kept);
		await typed(ask, 'a', 'wrong');
		await ask.forget('password:ada@a');
		ask.proved('password:ada@a');
		await kept.store('password:ada@b', 'kept');
		assert.equal(await ask.text(password('b'), signal), 'kept');
		ask.proved('password:ada@b');
		void ask.offerToKeep();
		assert.deepEqual(await titles(), []);
	});
});

async function titles(): Promise<string[]> {
	for (let turns = 0; turns < 5; turns++) await turn();
	return screen.map(({ title }) => title);
}

/** Answers the one question that can be seen. */
async function answer(title: string, choice: string | undefined): Promise<void> {
	assert.deepEqual(await titles(), [title]);
	screen[0]?.answer(choice);
}

/** A secret storage that keeps all in memory. */
function secrets(): SecretStorage {
	const kept = new Map<string, string>();
	return {
		get: async (key) => kept.get(key),
		store: async (key, value) => void kept.set(key, value),
		delete: async (key) => void kept.delete(key),
		keys: async () => [...kept.keys()],
		onDidChange: () => ({ dispose: () => {} }),
	};
}
