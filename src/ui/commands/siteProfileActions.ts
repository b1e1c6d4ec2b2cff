import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type QuickPickItem, window, workspace } from 'vscode';
import type { ProfileText } from '../../sites/catalogue.ts';
import { fetchProfile, isProfileAddress } from '../../sites/fetchProfile.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';

/** "Add Site Profile…": from a file, from an address that a centre publishes, or one of the workspace that was refused; shown before it is trusted. */
export const addSiteProfileAction: Action = {
	id: 'aiFactory.addSiteProfile',
	async run({ siteProfiles }) {
		const refused = await siteProfiles.refused();
		const fromFile: QuickPickItem = { label: l10n.t('$(file) From a File…') };
		const fromAddress: QuickPickItem = { label: l10n.t('$(globe) From an Address…') };
		const here = refused.map((profile) => ({
			label: l10n.t('$(folder) The One of This Workspace…'),
			description: l10n.t('not trusted so far'),
			detail: profile.file,
			profile,
		}));
		const from = await window.showQuickPick<QuickPickItem & { readonly profile?: ProfileText }>(
			[fromAddress, fromFile, ...here],
			{
				title: l10n.t('Add a Site Profile'),
				placeHolder: l10n.t('A centre describes its machine in one YAML file'),
			},
		);
		if (!from) return;
		const isTrusted = from.profile
			? await siteProfiles.reconsider(from.profile)
			: await added(siteProfiles, from === fromFile ? await chosenFile() : await fromWeb());
		if (isTrusted)
			void window.showInformationMessage(l10n.t('The site profile is used from the next connection on.'));
	},
};

export const removeSiteProfileAction: Action = {
	id: 'aiFactory.removeSiteProfile',
	async run({ siteProfiles }) {
		const items = (await siteProfiles.inUse()).map((file) => ({
			label: basename(file).replace(/\.ya?ml$/, ''),
			description: workspace.asRelativePath(file),
			file,
		}));
		if (items.length === 0) {
			void window.showInformationMessage(
				l10n.t('No site profile is used but those that come with AI Factory.'),
			);
			return;
		}
		const chosen = await window.showQuickPick(items, {
			title: l10n.t('Remove a Site Profile'),
			placeHolder: l10n.t('One of the workspace stays where it is and is not used any more'),
		});
		if (chosen) await siteProfiles.remove(chosen.file);
	},
};

async function added(
	siteProfiles: { add(profile: ProfileText): Promise<boolean> },
	profile: ProfileText | undefined,
): Promise<boolean> {
	return profile !== undefined && (await siteProfiles.add(profile));
}

async function chosenFile(): Promise<ProfileText | undefined> {
	const [uri] =
		(await window.showOpenDialog({
			title: l10n.t('A Site Profile'),
			filters: { YAML: ['yaml', 'yml'] },
		})) ?? [];
	if (!uri) return undefined;
	return { file: uri.fsPath, text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
}

async function fromWeb(): Promise<ProfileText | undefined> {
	const address = await window.showInputBox({
		title: l10n.t('Address of the Site Profile'),
		placeHolder: 'https://www.example.org/aifactory-site.yaml',
		ignoreFocusOut: true,
		validateInput: (text) =>
			isProfileAddress(text) ? undefined : l10n.t('It begins with "https://" and ends with ".yaml".'),
	});
	if (address === undefined) return undefined;
	return withProgress(l10n.t('Fetching the site profile'), (signal) => fetchProfile(address, signal, fetch));
}
