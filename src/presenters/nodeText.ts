import * as l10n from '@vscode/l10n';
import type { ClusterNode } from '../slurm/cluster/nodes.ts';

/** What is wrong with a node: Slurm's own word, and the reason in the words of who took it out. */
export function nodeText({ stateWord, reason }: ClusterNode): string {
	const state = stateWord.includes('*')
		? l10n.t('{0}, does not answer', stateWord.replaceAll('*', ''))
		: stateWord;
	return [state, reason].filter((text) => text !== '').join(': ');
}
