import * as l10n from '@vscode/l10n';
import { cancelled } from '../../base/abort.ts';
import type { Ask } from '../../base/ask.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Identity } from '../keys/identity.ts';
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
	readonly address: string;
	readonly user: string;
	/** Stands over every question: "Sign in to practice". */
	readonly title: string;
	readonly ask: Ask;
	/** Methods, as SSH names them, that are not to be tried. */
	readonly methodsOff: readonly string[];
	/** The methods in the order to try; absent for keys, the server's questions, a password. */
	readonly preferredMethods?: readonly string[];
}

const USUAL_ORDER = ['publickey', 'keyboard-interactive', 'password'];

/**
 * One sign-in, as a sequence of attempts of which each is the answer to the refusal of the one before. Keys come first, one
 * at a time, then the server's own questions, then a password. What a person typed is sent once: servers count every
 * wrong answer and sites ban an address after a few, so that a person who mistyped decides anew whether to try again.
 */
export class SignIn {
	readonly #identities: AsyncIterator<Identity>;
	readonly #options: SignInOptions;
	readonly #tried: string[] = [];
	/** The methods of the last refusal; undefined before the first. */
	#methods: readonly string[] | undefined;
	/** The one key that was offered last, as long as nothing else was needed beside it. */
	#soleIdentity: Identity | undefined;
	#needsMore = false;
	/** True when an answer of the person's went out and the server has not said what it thinks of it. */
	#isUnproved = false;
	#mayAsk = true;
	#mayBeAsked = true;
	#hasOffered = false;

	constructor(identities: AsyncIterable<Identity>, options: SignInOptions) {
		this.#identities = identities[Symbol.asyncIterator]();
		this.#options = options;
	}

	/** True once there was an attempt that the server may count. */
	get hasOffered(): boolean {
		return this.#hasOffered;
	}

	/** After a success: the key that sufficed by itself; undefined where anything else was needed. */
	get soleIdentity(): Identity | undefined {
		return this.#needsMore ? undefined : this.#soleIdentity;
	}

	/** After a success: where a password that may have been part of it is kept; undefined when a key sufficed. */
	get provedSecret(): string | undefined {
		return this.#isUnproved || this.#needsMore ? this.#secret : undefined;
	}

	/**
	 * What to try next; `refusal` is undefined at the start and after a failure that the server did not see. Rejects with
	 * ProblemError `authenticationRefused` when nothing is left, and `cancelled()` when the person dismissed a question.
	 */
	async next(refusal: Refusal | undefined, signal: AbortSignal): Promise<Attempt> {
		if (refusal) await this.#learn(refusal);
		for (const method of this.#order()) {
			// Before the server said what it takes, a key costs no more than the question would.
			if (!this.#methods && method !== 'publickey') break;
			if (this.#methods && !this.#methods.includes(method)) continue;
			const attempt = await this.#attempt(method, signal);
			if (!attempt) continue;
			this.#hasOffered = true;
			return attempt;
		}
		if (!this.#methods) return { kind: 'none' };
		throw this.refused();
	}

	/** The end without success, as a problem that tells what was tried. */
	refused(options?: ErrorOptions): ProblemError {
		const { host, address, user } = this.#options;
		const accepted = this.#methods ?? [];
		return new ProblemError(
			{ kind: 'authenticationRefused', host, address, user, tried: [...this.#tried], accepted },
			options,
		);
	}

	/** Answers one round of keyboard-interactive questions (RFC 4256); there may be any number of rounds. */
	async answer(instructions: string, prompts: readonly Prompt[], signal: AbortSignal): Promise<string[]> {
		if (prompts.length === 0) return [];
		const { title, ask } = this.#options;
		this.#noteOnce(l10n.t("the server's own questions"));
		// Only the first round asks for the password in use: later ones may be about a change of it.
		const keep = this.#isUnproved ? undefined : this.#secret;
		const answers = await askPrompts(title, instructions, prompts, keep, ask, signal);
		this.#sent();
		return answers;
	}

	/** To be called when it ended without success: a password that the server did not accept is kept no longer. */
	async ended(): Promise<void> {
		if (this.#isUnproved) await this.#options.ask.forget(this.#secret);
		this.#isUnproved = false;
	}

	/** Adds to what is told in the end: why the last key, say, could not be used. */
	noteFailure(reason: string): void {
		this.#noteOnLast(reason);
	}

	/** Tells in the end of a key that could not even be tried. */
	noteSkipped(words: string): void {
		this.#tried.push(words);
	}

	async #learn({ methods, isPartial }: Refusal): Promise<void> {
		this.#methods = methods;
		if (isPartial) {
			this.#needsMore = true;
			this.#noteOnLast(l10n.t('accepted, but not enough'));
			this.#mayAsk = true;
			this.#mayBeAsked = true;
			this.#isUnproved = false;
		}
		await this.ended();
	}

	#order(): readonly string[] {
		const { preferredMethods = USUAL_ORDER, methodsOff } = this.#options;
		return preferredMethods.filter((method) => !methodsOff.includes(method));
	}

	async #attempt(method: string, signal: AbortSignal): Promise<Attempt | undefined> {
		switch (method) {
			case 'publickey': {
				const identity = await this.#nextIdentity();
				return identity && { kind: 'publicKey', identity };
			}
			case 'keyboard-interactive':
				if (!this.#mayBeAsked) return undefined;
				this.#mayBeAsked = false;
				this.#soleIdentity = undefined;
				return { kind: 'keyboardInteractive' };
			case 'password':
				if (!this.#mayAsk) return undefined;
				return { kind: 'password', password: await this.#password(signal) };
			default:
				return undefined;
		}
	}

	async #nextIdentity(): Promise<Identity | undefined> {
		const { value, done } = await this.#identities.next();
		if (done) return undefined;
		this.#tried.push(value.label);
		this.#soleIdentity = value;
		return value;
	}

	async #password(signal: AbortSignal): Promise<string> {
		const { user, title, ask } = this.#options;
		this.#soleIdentity = undefined;
		this.#noteOnce(l10n.t('password'));
		const question = { title, prompt: l10n.t('Password of {0}', user), hidden: true, keepAs: this.#secret };
		const password = await ask.text(question, signal);
		if (password === undefined) throw cancelled();
		this.#sent();
		return password;
	}

	#sent(): void {
		this.#isUnproved = true;
		this.#mayAsk = false;
		this.#mayBeAsked = false;
	}

	/** Where a password is kept. */
	get #secret(): string {
		return `password:${this.#options.user}@${this.#options.host}`;
	}

	#noteOnce(words: string): void {
		if (!this.#tried.includes(words)) this.#tried.push(words);
	}

	#noteOnLast(reason: string): void {
		const last = this.#tried.pop();
		if (last) this.#tried.push(`${last} (${reason})`);
	}
}
