import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { Action } from './action.ts';
import { pickRenewal } from './pickRenewal.ts';

/** Puts the site's command that renews a certificate into a terminal of this computer; the person looks at it and presses Enter. */
export const renewCertificateAction: Action = {
	id: 'aiFactory.renewCertificate',
	async run({ app }, target) {
		const renewal = await pickRenewal(app, typeof target === 'string' ? target : undefined);
		if (!renewal) return;
		const terminal = window.createTerminal({ name: l10n.t('Renew Certificate'), isTransient: true });
		terminal.show();
		terminal.sendText(renewal.command, false);
	},
};
