import * as l10n from '@vscode/l10n';
import { CodeLens, DocumentLink, Range, type TextDocument, type Uri } from 'vscode';
import { windowText } from '../presenters/outputWindowText.ts';
import { pathLinks } from '../presenters/pathLinks.ts';
import type { OutputDocument } from './outputDocuments.ts';
import { remoteUri } from './remoteUri.ts';

/** Links in more lines than these nobody looks for, and finding them takes time. */
const MOST_LINKED_LINES = 20_000;

/** Above the first line: what part of the file is shown, and what can be done about it. */
export function outputLenses(uri: Uri, shown: OutputDocument | undefined): CodeLens[] {
	if (!shown) return [];
	const { window, isFollowed } = shown;
	const commands = [
		{ title: windowText(window), command: '' },
		...(window.mayGrow
			? [{ title: l10n.t('Load Earlier'), command: 'aiFactory.loadEarlierOutput', arguments: [uri] }]
			: []),
		...(window.exists
			? [
					{
						title: l10n.t('Download…'),
						command: 'aiFactory.download',
						arguments: [remoteUri(uri.authority, uri.path)],
					},
				]
			: []),
		isFollowed
			? { title: l10n.t('Stop Following'), command: 'aiFactory.stopFollowingOutput', arguments: [uri] }
			: { title: l10n.t('Follow'), command: 'aiFactory.followOutput', arguments: [uri] },
	];
	return commands.map((command) => new CodeLens(new Range(0, 0, 0, 0), command));
}

/** Files of the cluster that an output names, in its last lines. */
export function provideOutputLinks(document: TextDocument): DocumentLink[] {
	const links: DocumentLink[] = [];
	for (let line = Math.max(0, document.lineCount - MOST_LINKED_LINES); line < document.lineCount; line += 1) {
		for (const { start, length, path, line: at } of pathLinks(document.lineAt(line).text)) {
			const uri = remoteUri(document.uri.authority, path);
			const target = at === undefined ? uri : uri.with({ fragment: `L${at}` });
			links.push(new DocumentLink(new Range(line, start, line, start + length), target));
		}
	}
	return links;
}
