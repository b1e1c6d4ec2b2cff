import type { AnyAuthMethod, AuthenticationType, NextAuthHandler } from 'ssh2';
import type { Prompt } from './prompts.ts';
import type { KeyOf } from './publicKeyAuth.ts';
import type { Attempt, Refusal, SignIn } from './signIn.ts';

/** Plugs a SignIn into ssh2's authHandler. `fail` hears of its end without success, once; ssh2 itself then just waits. */
export function authHandler(
	user: string,
	signIn: SignIn,
	keyOf: KeyOf,
	fail: (error: unknown) => void,
	signal: AbortSignal,
): (methods: AuthenticationType[] | null, isPartial: boolean | null, next: NextAuthHandler) => undefined {
	const answer = (instructions: string, prompts: readonly Prompt[], finish: (answers: string[]) => void) => {
		signIn.answer(instructions, prompts, signal).then(finish, fail);
	};
	const methodFor = (attempt: Attempt): AnyAuthMethod => {
		switch (attempt.kind) {
			case 'publicKey':
				return { type: 'publickey', username: user, key: keyOf(attempt.identity) };
			case 'password':
				return { type: 'password', username: user, password: attempt.password };
			case 'keyboardInteractive':
				return {
					type: 'keyboard-interactive',
					username: user,
					prompt: (_name, instructions, _language, prompts, finish) => answer(instructions, prompts, finish),
				};
			case 'none':
				return { type: 'none', username: user };
		}
	};
	return (methods, isPartial, next) => {
		const refusal: Refusal | undefined = methods ? { methods, isPartial: isPartial === true } : undefined;
		signIn.next(refusal, signal).then((attempt) => next(methodFor(attempt)), fail);
	};
}
