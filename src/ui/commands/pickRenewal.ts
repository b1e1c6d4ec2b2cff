import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { App, Renewal } from '../../app.ts';

/** The renewal for the cluster or host of that name, or as the person picks; tells when no profile knows one. */
export async function pickRenewal(app: App, name: string | undefined): Promise<Renewal | undefined> {
	const renewals = await app.renewals();
	const named = renewals.find(({ names }) => name !== undefined && names.includes(name));
	if (named) return named;
	const [first, ...others] = renewals;
	if (!first) {
		const words = l10n.t(
			'No site profile says how to renew a certificate. Use the way that your site describes, and connect again.',
		);
		await window.showInformationMessage(words);
		return undefined;
	}
	if (others.every(({ command }) => command === first.command)) return first;
	const items = renewals.map((renewal) => ({
		label: renewal.names[0] ?? '',
		description: renewal.command,
		renewal,
	}));
	const title = l10n.t('Renew a certificate');
	return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a cluster') }))?.renewal;
}
