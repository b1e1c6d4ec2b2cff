import * as l10n from '@vscode/l10n';
import { cancelled } from '../base/abort.ts';
import type { Ask } from '../base/ask.ts';
import { ProblemError } from '../problems/problem.ts';
import type { Identity } from './identity.ts';
import { askPrompts, type Prompt } from './prompts.ts';

/** The next thing to try at the server. */
export type Attempt =
	| { readonly kind: 'publicKey'; readonly identity: Identity }
	| { readonly kind: 'password'; readonly password: string }
	/** The server asks what it likes; `SignIn.answer` answers. */
	| { readonly kind: 'keyboardInteractive' }
	/** Asks only which methods there are. */
	| { readonly kind: 'none' };

/** What the server said to the attempt before: the methods that can go on, and whether that one was one of several needed. */
export interface Refusal {
	readonly methods: readonly string[];
	readonly isPartial: boolean;
}

export interface SignInOptions {
	readonly host: string;
	readonly user: string;
	/** Stands over every question: "Sign in to practice". */
	readonly title: string;
	readonly ask: Ask;
}

/** How often a person may mistype a password; see NumberOfPasswordPrompts in ssh_config(5). */
const PASSWORD_TRIES = 3;

/**
 * One sign-in, as a sequence of attempts of which each is the answer to the refusal of the one before. Keys come first, one
 * at a time, then the server's own questions, then a password. Nothing is tried twice without a person's new answer.
 */
export class SignIn {
	readonly #identities: AsyncIterator<Identity>;
	readonly #options: SignInOptions;
	readonly #tried: string[] = [];
	/** The methods of the last refusal; undefined before the first. */
	#methods: readonly string[] | undefined;
	#questionTries = PASSWORD_TRIES;
	#passwordTries = PASSWORD_TRIES;
	#wasAsked = true;

	constructor(identities: AsyncIterable<Identity>, options: SignInOptions) {
		this.#identities = identities[Symbol.asyncIterator]();
		this.#options = options;
	}

	/**
	 * What to try next; `refusal` is undefined at the start and after a failure that the server did not see. Rejects with
	 * ProblemError `authenticationRefused` when nothing is left, and `cancelled()` when the person dismissed a question.
	 */
	async next(refusal: Refusal | undefined, signal: AbortSignal): Promise<Attempt> {
		if (refusal) this.#methods = refusal.methods;
		if (refusal?.isPartial) this.#noteOnLast(l10n.t('accepted, but not enough'));
		const methods = this.#methods;
		const identity = !methods || methods.includes('publickey') ? await this.#nextIdentity() : undefined;
		if (identity) return { kind: 'publicKey', identity };
		if (!methods) return { kind: 'none' };
		if (methods.includes('keyboard-interactive') && this.#questionTries > 0 && this.#wasAsked) {
			this.#questionTries--;
			this.#wasAsked = false;
			return { kind: 'keyboardInteractive' };
		}
		if (methods.includes('password') && this.#passwordTries > 0) return this.#nextPassword(signal);
		throw this.refused();
	}

	/** The end without success, as a problem that tells what was tried. */
	refused(options?: ErrorOptions): ProblemError {
		const { host, user } = this.#options;
		const accepted = this.#methods ?? [];
		return new ProblemError(
			{ kind: 'authenticationRefused', host, user, tried: [...this.#tried], accepted },
			options,
		);
	}

	/** Answers one round of keyboard-interactive questions (RFC 4256); there may be any number of rounds. */
	async answer(instructions: string, prompts: readonly Prompt[], signal: AbortSignal): Promise<string[]> {
		if (prompts.length > 0) {
			this.#wasAsked = true;
			this.#noteOnce(l10n.t("the server's own questions"));
		}
		const { title, ask } = this.#options;
		return askPrompts(title, instructions, prompts, ask, signal);
	}

	/** Adds to what is told in the end: why the last key, say, could not be used. */
	noteFailure(reason: string): void {
		this.#noteOnLast(reason);
	}

	/** Tells in the end of a key that could not even be tried. */
	noteSkipped(words: string): void {
		this.#tried.push(words);
	}

	async #nextIdentity(): Promise<Identity | undefined> {
		const { value, done } = await this.#identities.next();
		if (done) return undefined;
		this.#tried.push(value.label);
		return value;
	}

	async #nextPassword(signal: AbortSignal): Promise<Attempt> {
		const { host, user, title, ask } = this.#options;
		const keepAs = `password:${user}@${host}`;
		if (this.#passwordTries < PASSWORD_TRIES) await ask.forget(keepAs);
		this.#passwordTries--;
		this.#noteOnce(l10n.t('password'));
		const password = await ask.text(
			{ title, prompt: l10n.t('Password of {0}', user), hidden: true, keepAs },
			signal,
		);
		if (password === undefined) throw cancelled();
		return { kind: 'password', password };
	}

	#noteOnce(words: string): void {
		if (!this.#tried.includes(words)) this.#tried.push(words);
	}

	#noteOnLast(reason: string): void {
		const last = this.#tried.pop();
		if (last) this.#tried.push(`${last} (${reason})`);
	}
}
