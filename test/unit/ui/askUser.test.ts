import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { SecretStorage } from 'vscode';
import { AskUser } from '../../../src/ui/askUser.ts';
import { screen } from '../../support/fakeVscode.ts';

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
