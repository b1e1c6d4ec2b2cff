import * as l10n from '@vscode/l10n';
import { env, Uri, window } from 'vscode';
import { parseForwardTarget } from '../../session/parseForwardTarget.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';
import { clusterTarget } from './clusterTarget.ts';

/** "Forward Port…": makes a port of a compute node, such as that of a notebook or TensorBoard, one of this computer. */
export const forwardPortAction: Action = {
	id: 'aiFactory.forwardPort',
	async run({ app, log }, target) {
		const title = l10n.t('Forward a port');
		const session = await clusterTarget(app.sessions.present, target, title);
		if (!session) return;
		const text = await window.showInputBox({
			title,
			prompt: l10n.t('Where on {0} does the program listen? Node and port of the job.', session.name),
			placeHolder: 'gcn3:8888',
			validateInput: (typed) =>
				parseForwardTarget(typed) ? undefined : l10n.t('Write a node and a port, such as gcn3:8888.'),
		});
		const wanted = text === undefined ? undefined : parseForwardTarget(text);
		if (!wanted) return;
		const forward = await withProgress(title, (signal) => session.host.forward(wanted, signal));
		const failed = forward.onDidFail((error) => log.warn(error.message));
		const address = Uri.parse(`http://127.0.0.1:${forward.port}/`);
		const [open, copy, stop] = [l10n.t('Open in Browser'), l10n.t('Copy Address'), l10n.t('Stop')];
		const words = l10n.t('{0} is at localhost:{1} until you disconnect.', text ?? '', forward.port);
		const choice = await window.showInformationMessage(words, open, copy, stop);
		if (choice === open) await env.openExternal(await env.asExternalUri(address));
		else if (choice === copy) await env.clipboard.writeText(address.toString());
		else if (choice === stop) {
			void failed.dispose();
			await forward.dispose();
		}
	},
};
