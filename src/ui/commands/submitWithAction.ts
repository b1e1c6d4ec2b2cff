import * as l10n from '@vscode/l10n';
import { window } from 'vscode';
import { shellQuote } from '../../base/shellQuote.ts';
import { splitCommand } from '../../base/splitCommand.ts';
import { SCHEME } from '../remoteUri.ts';
import type { Action } from './action.ts';
import { chooseCluster, nameOf, scriptOf, submitScript } from './submitJobAction.ts';

/**
 * "Submit With Options…": asks for the cluster where several are connected, for options of sbatch, arguments of the script and the
 * folder where it starts, remembers them for it, and submits it.
 */
export const submitWithAction: Action = {
	id: 'aiFactory.submitWith',
	async run(workbench, target) {
		const document = await scriptOf(target);
		if (!document) return;
		const { uri } = document;
		const { submitMemory, submitLenses } = workbench;
		const isOpen = uri.scheme !== SCHEME && workbench.app.sessions.connected.length > 1;
		if (isOpen && !(await chooseCluster(workbench, uri))) return;
		const before = submitMemory.of(uri);
		const title = l10n.t('Submit {0}', nameOf(document));
		const options = await askForWords({
			title: `${title} (1/2)`,
			prompt: l10n.t(
				'Options for sbatch, which go before those in the script. They are remembered for this script; leave it empty for none.',
			),
			placeHolder: '--time=30 --gpus=1',
			words: before.options,
			isOptions: true,
		});
		if (!options) return;
		const words = await askForWords({
			title: `${title} (2/2)`,
			prompt: l10n.t(
				'Arguments for the script, which it sees as $1, $2 and so on. They are remembered as well.',
			),
			placeHolder: 'config.yaml --epochs 10',
			words: before.arguments,
			isOptions: false,
		});
		if (!words) return;
		await submitMemory.remember(uri, { options, arguments: words });
		submitLenses.update();
		await submitScript(workbench, document, { asksForFolder: true });
	},
};

interface Question {
	readonly title: string;
	readonly prompt: string;
	readonly placeHolder: string;
	readonly words: readonly string[];
	readonly isOptions: boolean;
}

/** Undefined when the person dismissed the question. */
async function askForWords({
	words,
	isOptions,
	...question
}: Question): Promise<readonly string[] | undefined> {
	const answer = await window.showInputBox({
		...question,
		value: shellQuote(words),
		ignoreFocusOut: true,
		validateInput: (line) => {
			const found = splitCommand(line);
			if (!found) return l10n.t('A quote is open.');
			if (isOptions && found.length > 0 && !found[0]?.startsWith('-'))
				return l10n.t('Options begin with "-", such as --time=30.');
			return undefined;
		},
	});
	return answer === undefined ? undefined : splitCommand(answer);
}
