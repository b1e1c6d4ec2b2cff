import assert from 'node:assert/strict';
import { isAbort } from '../../../../src/base/abort.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import type { Identity } from '../../../../src/remote/keys/identity.ts';
import { type Attempt, SignIn, type SignInOptions } from '../../../../src/remote/signIn/signIn.ts';
import { type AnsweringAsk, answering } from '../../../support/answering.ts';

const { signal } = new AbortController();

describe('SignIn', () => {
	it('offers one key after the other, and asks nothing before the server said what it takes', async () => {
		const signIn = signInWith(['key a', 'key b']);
		assert.equal(words(await signIn.next(undefined, signal)), 'key a');
		assert.equal(words(await signIn.next(refusal('publickey,password'), signal)), 'key b');
	});

	it('asks for the methods only where there is no key', async () => {
		assert.equal(words(await signInWith([]).next(undefined, signal)), 'none');
	});

	it("goes on to the server's own questions, then to a password", async () => {
		const signIn = signInWith(['key a'], answering(['secret']));
		await signIn.next(undefined, signal);
		const methods = refusal('publickey,password,keyboard-interactive');
		assert.equal(words(await signIn.next(methods, signal)), 'keyboardInteractive');
		// The server asked nothing: asking again would bring no more.
		assert.equal(words(await signIn.next(methods, signal)), 'password secret');
	});

	it('sends a typed password once, and lets the person decide whether to try again', async () => {
		const ask = answering(['wrong', 'never asked for']);
		const signIn = signInWith([], ask);
		await signIn.next(undefined, signal);
		const methods = refusal('password,keyboard-interactive');
		assert.equal(words(await signIn.next(methods, signal)), 'keyboardInteractive');
		await signIn.answer('', [{ prompt: 'Password: ' }], signal);
		await refused(signIn.next(methods, signal));
		assert.equal(ask.asked.length, 1);
	});

	it('tries the methods in the order of the configuration, and none that it turns off', async () => {
		const preferred = signInWith(['key a'], answering(['secret']), {
			preferredMethods: ['password', 'publickey'],
		});
		assert.equal(words(await preferred.next(undefined, signal)), 'none');
		assert.equal(words(await preferred.next(refusal('publickey,password'), signal)), 'password secret');
		assert.equal(words(await preferred.next(refusal('publickey,password'), signal)), 'key a');
		const keyless = signInWith(['key a'], answering(), { methodsOff: ['publickey', 'password'] });
		assert.equal(words(await keyless.next(undefined, signal)), 'none');
		await refused(keyless.next(refusal('publickey,password'), signal));
	});

	it('knows the key that let the person in by itself', async () => {
		const alone = signInWith(['key a', 'key b']);
		await alone.next(undefined, signal);
		await alone.next(refusal('publickey'), signal);
		assert.equal(alone.soleIdentity?.label, 'key b');
		const twoSteps = signInWith(['key a', 'key b']);
		await twoSteps.next(undefined, signal);
		await twoSteps.next({ methods: ['publickey'], isPartial: true }, signal);
		assert.equal(twoSteps.soleIdentity, undefined);
		const answered = signInWith(['key a'], answering(['secret']));
		await answered.next(undefined, signal);
		await answered.next(refusal('password'), signal);
		assert.equal(answered.soleIdentity, undefined);
	});

	it('passes over keys that the server does not take', async () => {
		const signIn = signInWith(['key a', 'key b']);
		await signIn.next(undefined, signal);
		assert.equal(words(await signIn.next(refusal('keyboard-interactive'), signal)), 'keyboardInteractive');
	});

	it('answers any number of rounds, hiding what the server does not want shown', async () => {
		const ask = answering(['secret', '123456']);
		const signIn = signInWith([], ask);
		assert.deepEqual(await signIn.answer('', [{ prompt: 'Password: ', echo: false }], signal), ['secret']);
		assert.deepEqual(await signIn.answer('Duo for ada', [{ prompt: 'Code: ', echo: true }], signal), [
			'123456',
		]);
		assert.deepEqual(await signIn.answer('', [], signal), []);
		assert.deepEqual(ask.asked, [
			{ title: 'Sign in to practice', prompt: 'Password: ', hidden: true, keepAs: 'password:ada@practice' },
			{ title: 'Sign in to practice', prompt: 'Duo for ada\nCode: ', hidden: false },
		]);
	});

	it('takes a partial success for what it is', async () => {
		const signIn = signInWith(['key a', 'key b'], answering(['000000']));
		await signIn.next(undefined, signal);
		const left = { methods: ['keyboard-interactive'], isPartial: true };
		assert.equal(words(await signIn.next(left, signal)), 'keyboardInteractive');
		await signIn.answer('', [{ prompt: 'Verification code: ' }], signal);
		await refused(signIn.next(refusal('password'), signal));
		assert.deepEqual(signIn.refused().problem, {
			kind: 'authenticationRefused',
			host: 'practice',
			address: '127.0.0.2',
			user: 'ada',
			tried: ['key a (accepted, but not enough)', "the server's own questions"],
			accepted: ['password'],
		});
	});

	it('forgets a password that was wrong, kept or typed', async () => {
		const ask = answering(['kept']);
		const signIn = signInWith([], ask);
		await signIn.next(undefined, signal);
		await signIn.next(refusal('password'), signal);
		assert.deepEqual(ask.forgotten, []);
		await refused(signIn.next(refusal('password'), signal));
		assert.deepEqual(ask.forgotten, ['password:ada@practice']);
	});

	it('knows whether a password may have let the person in', async () => {
		const byKey = signInWith(['key a']);
		await byKey.next(undefined, signal);
		assert.equal(byKey.provedSecret, undefined);
		const byPassword = signInWith([], answering(['secret', 'secret']));
		await byPassword.next(undefined, signal);
		assert.equal(byPassword.provedSecret, undefined);
		await byPassword.next(refusal('password'), signal);
		assert.equal(byPassword.provedSecret, 'password:ada@practice');
		await byPassword.next({ methods: ['publickey', 'password'], isPartial: true }, signal);
		assert.equal(byPassword.provedSecret, 'password:ada@practice');
		const wrong = signInWith([], answering(['wrong']));
		await wrong.next(undefined, signal);
		await wrong.next(refusal('password'), signal);
		await refused(wrong.next(refusal('password'), signal));
		assert.equal(wrong.provedSecret, undefined);
	});

	it('offers to keep only the password in use: no code, and nothing of a change of password', async () => {
		const ask = answering(['secret', '123456', 'fresh', 'fresh']);
		const signIn = signInWith([], ask);
		await signIn.answer(
			'',
			[{ prompt: '(ada@login1) Password: ' }, { prompt: 'Verification code: ' }],
			signal,
		);
		await signIn.answer('', [{ prompt: 'Password: ' }, { prompt: 'New password: ' }], signal);
		assert.deepEqual(
			ask.asked.map((question) => 'keepAs' in question),
			[true, false, false, false],
		);
	});

	it('ends without a word when a question is dismissed', async () => {
		const signIn = signInWith([], answering([undefined, undefined]));
		await signIn.next(undefined, signal);
		await assert.rejects(signIn.next(refusal('password'), signal), isAbort);
		await assert.rejects(signIn.answer('', [{ prompt: 'Code: ' }], signal), isAbort);
	});

	it('tells in the end what was tried, and what the server would take', async () => {
		const signIn = signInWith(['key ~/.ssh/id_ed25519', 'agent key laptop']);
		signIn.noteSkipped('key ~/.ssh/old.ppk (not readable: PuTTY format)');
		await signIn.next(undefined, signal);
		await signIn.next(refusal('publickey'), signal);
		signIn.noteFailure('the agent said no');
		assert.deepEqual(await refused(signIn.next(refusal('publickey,gssapi-with-mic'), signal)), {
			kind: 'authenticationRefused',
			host: 'practice',
			address: '127.0.0.2',
			user: 'ada',
			tried: [
				'key ~/.ssh/old.ppk (not readable: PuTTY format)',
				'key ~/.ssh/id_ed25519',
				'agent key laptop (the agent said no)',
			],
			accepted: ['publickey', 'gssapi-with-mic'],
		});
	});
});

function signInWith(
	labels: readonly string[],
	ask: AnsweringAsk = answering(),
	options: Partial<SignInOptions> = {},
): SignIn {
	async function* identities(): AsyncGenerator<Identity> {
		for (const label of labels) {
			const publicKey = { type: 'ssh-ed25519', blob: Buffer.from(label) };
			yield { label, publicKey, signsSilently: true, needsPerson: false, sign: async () => Buffer.alloc(0) };
		}
	}
	return new SignIn(identities(), {
		...{ host: 'practice', address: '127.0.0.2', user: 'ada', title: 'Sign in to practice', ask },
		...{ methodsOff: [], ...options },
	});
}

const refusal = (methods: string) => ({ methods: methods.split(','), isPartial: false });

function words(attempt: Attempt): string {
	if (attempt.kind === 'publicKey') return attempt.identity.label;
	return attempt.kind === 'password' ? `password ${attempt.password}` : attempt.kind;
}

async function refused(
	attempt: Promise<unknown>,
	name = 'ProblemError',
): Promise<ProblemError['problem'] | undefined> {
	const error = await attempt.then(
		() => assert.fail('should have been refused'),
		(reason: unknown) => reason,
	);
	assert.equal((error as Error).name, name);
	return error instanceof ProblemError ? error.problem : undefined;
}
