import { Emitter } from '../../base/event.ts';
import { validityAt } from '../keys/certificate.ts';
import type { Identity } from '../keys/identity.ts';
import type { SshSettings } from '../sshSettings.ts';

/**
 * The keys that let the person in by themselves since the window opened. A reconnection without a person offers nothing
 * else: what was accepted a moment ago cannot count as a failed sign-in, and asks nobody. Kept in memory only.
 */
export class SignInMemory {
	readonly #identities = new Map<string, Identity>();
	readonly #signedIn = new Emitter<SshSettings>();

	/** Fires after every success, on jump hosts as well. */
	readonly onDidSignIn = this.#signedIn.event;

	/** Undefined for a certificate that has expired since. */
	find(settings: SshSettings): Identity | undefined {
		const identity = this.#identities.get(placeOf(settings));
		const isOver = identity?.certificate && validityAt(identity.certificate, new Date()) === 'expired';
		return isOver ? undefined : identity;
	}

	/** To be called after a success. Without an identity: forgets the one that was kept, because more is needed now. */
	signedIn(settings: SshSettings, identity: Identity | undefined): void {
		if (identity) this.#identities.set(placeOf(settings), identity);
		else this.#identities.delete(placeOf(settings));
		this.#signedIn.fire(settings);
	}

	/** Unlocked keys go with this: the next sign-in asks for their passphrases. */
	forgetAll(): void {
		this.#identities.clear();
	}
}

/** The alias as well: one account may have a key for each purpose, and the configuration tells them apart by the alias. */
function placeOf({ alias, user, address, port }: SshSettings): string {
	return `${alias} ${user}@${address}:${port}`;
}
