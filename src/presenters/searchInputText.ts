import * as l10n from '@vscode/l10n';
import type { SearchQuery } from '../storage/search/searchQuery.ts';
import type { SearchTool } from '../storage/search/searchTool.ts';
import { dialect } from './searchDialect.ts';

/** What a search would do, in words under the box: options carry their meaning not by a button's colour alone. */
export function searchPrompt(query: SearchQuery): string {
	const options = [
		query.isCaseSensitive ? l10n.t('upper and lower case differ') : '',
		query.isWholeWord ? l10n.t('whole words') : '',
		query.isRegex ? l10n.t('regular expression') : '',
		query.include.length > 0 ? l10n.t('only in {0}', query.include.join(', ')) : '',
		query.exclude.length > 0 ? l10n.t('not in {0}', query.exclude.join(', ')) : '',
		query.withSkipped ? l10n.t('also in .git, node_modules and the like') : '',
	].filter((words) => words !== '');
	return options.length === 0
		? l10n.t('Text to find. The buttons at the top right change how, and in which files.')
		: l10n.t('Text to find: {0}.', options.join(' · '));
}

/** A regular expression that the tool does not take. */
export function refusalText(tool: SearchTool, refusal: string): string {
	return l10n.t('This is no regular expression as {0} reads them: {1}', dialect(tool), refusal);
}
