import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { Action } from './action.ts';

/** Forgets every kept password and passphrase, and the keys that were unlocked for this window. */
export const forgetSecretsAction: Action = {
	id: 'aiFactory.forgetSecrets',
	async run({ app, ask }) {
		app.sessions.forgetKeys();
		const count = await ask.forgetAll();
		await window.showInformationMessage(
			count === 0
				? l10n.t('No password or passphrase was kept. Keys that were unlocked for this window are forgotten.')
				: l10n.t(
						'{0} kept passwords and passphrases are forgotten, and the keys that were unlocked for this window.',
						count,
					),
		);
	},
};
