import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';
import { connectTo } from './connectAction.ts';

/** "Choose Login Node…": goes on over another login node of a connected cluster. */
export const chooseLoginNodeAction: Action = {
	id: 'aiFactory.chooseLoginNode',
	async run({ app }, target) {
		const title = l10n.t('Choose a login node');
		const session = await clusterTarget(app.sessions.present, target, title);
		if (!session) return;
		const { config, node } = session;
		if (config.hosts.length < 2) {
			const words = l10n.t(
				'{0} has one login node in the settings. To choose among several, give "host" a list of them.',
				config.name,
			);
			await window.showInformationMessage(words);
			return;
		}
		const items = config.hosts.map((host) => ({
			label: host,
			description: host === node.host ? l10n.t('in use') : '',
			host,
		}));
		const placeHolder = l10n.t('Choose where the connection to {0} goes', config.name);
		const choice = await window.showQuickPick(items, { title, placeHolder });
		if (choice) await connectTo(app, config, choice.host);
	},
};
