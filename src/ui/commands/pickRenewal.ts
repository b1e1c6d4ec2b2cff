import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { App } from '../../app.ts';

/** A site's own way to renew a certificate. */
export interface Renewal {
	readonly cluster: string;
	readonly command: string;
}

/** The renewal for the cluster of that name, or as the person picks; tells when no profile knows one. */
export async function pickRenewal(app: App, cluster: string | undefined): Promise<Renewal | undefined> {
	const renewals = await app.renewals();
	const named = renewals.find((renewal) => renewal.cluster === cluster);
	if (named) return named;
	if (renewals.length === 0) {
		await window.showInformationMessage(
			l10n.t(
				'No site profile says how to renew a certificate. Use the way that your site describes, and connect again.',
			),
		);
		return undefined;
	}
	if (renewals.length === 1) return renewals[0];
	const items = renewals.map((renewal) => ({
		label: renewal.cluster,
		description: renewal.command,
		renewal,
	}));
	const title = l10n.t('Renew a certificate');
	return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a cluster') }))?.renewal;
}
