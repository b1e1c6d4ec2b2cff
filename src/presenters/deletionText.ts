import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { TreeCount } from '../storage/countTree.ts';
import { formatBytes } from './formatBytes.ts';

/** The question before something of a cluster is deleted: there is no wastebasket. */
export function deletionQuestion(
	paths: readonly string[],
	{ files, bytes, isComplete }: TreeCount,
): { readonly what: string; readonly detail: string } {
	const [first = ''] = paths;
	const what =
		paths.length === 1
			? l10n.t('Delete "{0}"?', shownName(first.split('/').at(-1) ?? ''))
			: l10n.t('Delete {0} items?', paths.length);
	const size = formatBytes(bytes);
	const many = files.toLocaleString();
	const held = isComplete
		? files === 1
			? l10n.t('1 file, {0}.', size)
			: l10n.t('{0} files, {1} in all.', many, size)
		: l10n.t('More than {0} files, more than {1}: the counting took too long.', many, size);
	const places = paths.length === 1 ? [shownName(first)] : paths.slice(0, 10).map(shownName);
	const rest = paths.length > 10 ? [l10n.t('and {0} more', paths.length - 10)] : [];
	return {
		what,
		detail: [
			...places,
			...rest,
			'',
			`${held} ${l10n.t('The cluster has no wastebasket: this cannot be undone.')}`,
		].join('\n'),
	};
}
