import * as l10n from '@vscode/l10n';
import type { OutputWindow } from '../slurm/outputWindow.ts';
import { formatBytes } from './formatBytes.ts';

/** What part of an output a document shows. */
export function windowText({ from, size, exists }: Pick<OutputWindow, 'from' | 'size' | 'exists'>): string {
	if (!exists) return l10n.t('There is no file: the job has not started writing');
	if (from === 0) return l10n.t('All of {0}, without colours', formatBytes(size));
	return l10n.t('The last {0} of {1}, without colours', formatBytes(size - from), formatBytes(size));
}

/** Why no more of an output is loaded into its document. */
export function noEarlier({ from, size }: Pick<OutputWindow, 'from' | 'size'>): string {
	if (from === 0) return l10n.t('All of the output is shown.');
	return l10n.t(
		'A document holds no more than this: {0} of {1}. Download the file to have all of it.',
		formatBytes(size - from),
		formatBytes(size),
	);
}
