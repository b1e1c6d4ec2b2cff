import * as l10n from '@vscode/l10n';
import { env, Uri, type Webview } from 'vscode';

/** The folder of the extension that a page may load from. */
export function pageFolder(extensionUri: Uri): Uri {
	return Uri.joinPath(extensionUri, 'media', 'jobPanel');
}

/** The empty page of a job: its script fills it from messages. Nothing but that script and the style sheet may load or run. */
export function panelHtml(webview: Webview, extensionUri: Uri): string {
	const file = (name: string) =>
		webview.asWebviewUri(Uri.joinPath(pageFolder(extensionUri), name)).toString();
	const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
	const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
	const language = /^[\w-]+$/.test(env.language) ? env.language : 'en';
	return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(l10n.t('Job Details'))}</title>
<link rel="stylesheet" href="${file('jobPanel.css')}">
</head>
<body>
<main id="page" aria-busy="true"></main>
<script nonce="${nonce}" src="${file('jobPanel.js')}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
