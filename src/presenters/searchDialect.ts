import * as l10n from '@vscode/l10n';
import type { SearchTool } from '../storage/search/searchTool.ts';

/** Which regular expressions a tool reads. */
export function dialect({ kind }: SearchTool): string {
	switch (kind) {
		case 'rg':
			return l10n.t('ripgrep');
		case 'grep-P':
			return l10n.t('grep -P (Perl)');
		case 'grep-E':
			return l10n.t('grep -E (POSIX extended)');
	}
}
