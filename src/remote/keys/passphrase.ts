import type { KeyObject } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { cancelled } from '../../base/abort.ts';
import type { Ask } from '../../base/ask.ts';
import { shortPath } from '../localPaths.ts';
import { decryptKey } from './decryptKey.ts';
import { WrongPassphrase } from './keyFileError.ts';

/** How often a person may mistype. Nothing of it reaches the server. */
const TRIES = 3;

/**
 * Opens an encrypted private key with the passphrase that the person keeps or types. A wrong one is forgotten and asked
 * for again; rejects with WrongPassphrase after the last try, and with `cancelled()` when the question was dismissed.
 */
export async function unlockKey(
	path: string,
	text: string,
	title: string,
	ask: Ask,
	signal: AbortSignal,
): Promise<KeyObject> {
	const keepAs = `passphrase:${path}`;
	let prompt = l10n.t('Passphrase of the key {0}', shortPath(path));
	for (let triesLeft = TRIES - 1; ; triesLeft--) {
		const passphrase = await ask.text({ title, prompt, hidden: true, keepAs }, signal);
		if (passphrase === undefined) throw cancelled();
		try {
			const key = await decryptKey(text, passphrase);
			ask.proved?.(keepAs);
			return key;
		} catch (error) {
			await ask.forget(keepAs);
			if (!(error instanceof WrongPassphrase)) throw error;
			if (triesLeft === 0) {
				throw new WrongPassphrase(l10n.t('no passphrase opened it'), { cause: error });
			}
			prompt = l10n.t('That passphrase does not open the key {0}. Try again.', shortPath(path));
		}
	}
}
