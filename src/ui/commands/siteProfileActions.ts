import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import { ProblemError } from '../../problems/problem.ts';
import type { ProfileText } from '../../sites/catalogue.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';

const DEADLINE_MS = 30_000;
const LONGEST_BYTES = 256 * 1024;

/** "Add Site Profile…": from a file or from an address that a centre publishes; shown before it is trusted. */
export const addSiteProfileAction: Action = {
	id: 'aiFactory.addSiteProfile',
	async run({ siteProfiles }) {
		const fromFile: QuickPickItem = { label: l10n.t('$(file) From a File…') };
		const fromAddress: QuickPickItem = { label: l10n.t('$(globe) From an Address…') };
		const from = await window.showQuickPick([fromAddress, fromFile], {
			title: l10n.t('Add a Site Profile'),
			placeHolder: l10n.t('A centre describes its machine in one YAML file'),
		});
		if (!from) return;
		const profile = await (from === fromFile ? chosenFile() : fromWeb());
		if (!profile || !(await siteProfiles.add(profile))) return;
		void window.showInformationMessage(l10n.t('The site profile is used from the next connection on.'));
	},
};

export const removeSiteProfileAction: Action = {
	id: 'aiFactory.removeSiteProfile',
	async run({ siteProfiles }) {
		const added = await siteProfiles.added();
		if (added.length === 0) {
			void window.showInformationMessage(l10n.t('You have added no site profile.'));
			return;
		}
		const file = await window.showQuickPick(added, { title: l10n.t('Remove a Site Profile') });
		if (file !== undefined) await siteProfiles.remove(file);
	},
};

async function chosenFile(): Promise<ProfileText | undefined> {
	const [uri] =
		(await window.showOpenDialog({
			title: l10n.t('A Site Profile'),
			filters: { YAML: ['yaml', 'yml'] },
		})) ?? [];
	if (!uri) return undefined;
	return { file: basename(uri.path), text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
}

async function fromWeb(): Promise<ProfileText | undefined> {
	const address = await window.showInputBox({
		title: l10n.t('Address of the Site Profile'),
		placeHolder: 'https://www.example.org/aifactory-site.yaml',
		ignoreFocusOut: true,
		validateInput: (text) =>
			/^https:\/\/[^\s/]+\/\S*\.ya?ml$/.test(text)
				? undefined
				: l10n.t('It begins with "https://" and ends with ".yaml".'),
	});
	if (address === undefined) return undefined;
	const text = await withProgress(l10n.t('Fetching the site profile'), (signal) => fetched(address, signal));
	return { file: basename(Uri.parse(address).path), text };
}

/** Throws ProblemError `badProfile` where there is no such file. */
async function fetched(address: string, signal: AbortSignal): Promise<string> {
	const fail = (detail: string) =>
		new ProblemError({ kind: 'badProfile', file: address, line: 1, column: 1, detail });
	let response: Response;
	try {
		const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
		response = await fetch(address, { signal: deadline, credentials: 'omit', referrerPolicy: 'no-referrer' });
	} catch (error) {
		signal.throwIfAborted();
		throw fail((error as Error).message);
	}
	if (!response.ok) throw fail(`HTTP ${response.status}`);
	if (Number(response.headers.get('content-length') ?? 0) > LONGEST_BYTES)
		throw fail('The file is too long.');
	return response.text();
}
