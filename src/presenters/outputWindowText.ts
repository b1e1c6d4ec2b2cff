import * as l10n from '@vscode/l10n';
import type { OutputWindow } from '../slurm/outputWindow.ts';
import { formatBytes } from './formatBytes.ts';

/** What part of an output a document shows. */
export function windowText({ from, size, exists }: Pick<OutputWindow, 'from' | 'size' | 'exists'>): string {
	if (!exists) return l10n.t('There is no file: the job has not started writing');
	if (from === 0) return l10n.t('All of {0}, without colours', formatBytes(size));
	return l10n.t('The last {0} of {1}, without colours', formatBytes(size - from), formatBytes(size));
}
