import type { Ask } from '../../base/ask.ts';
import { ProblemError } from '../../problems/problem.ts';
import type { Identity } from '../keys/identity.ts';
import type { SshSettings } from '../sshSettings.ts';
import type { SignInMemory } from './signInMemory.ts';

/** Stands in for a person who is not there. Rejects every question with ProblemError `signInNeeded`. */
export function nobody(settings: SshSettings): Ask {
	const refuse = () => Promise.reject(signInNeeded(settings));
	return { text: refuse, confirm: refuse, forget: async () => {} };
}

export function signInNeeded({ alias, user }: SshSettings): ProblemError {
	return new ProblemError({ kind: 'signInNeeded', host: alias, user });
}

/** Throws ProblemError `signInNeeded` where no key sufficed by itself before. */
export async function* onlyRemembered(
	settings: SshSettings,
	memory: SignInMemory,
): AsyncGenerator<Identity, void> {
	const identity = memory.find(settings);
	if (!identity) throw signInNeeded(settings);
	yield identity;
}

/** The identity that worked before, then the others, which know of it. */
export async function* rememberedFirst(
	remembered: Identity | undefined,
	others: AsyncIterable<Identity>,
): AsyncGenerator<Identity, void> {
	if (remembered) yield remembered;
	yield* others;
}
