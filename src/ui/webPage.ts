import { env, Uri, type Webview } from 'vscode';

/** What all pages have in common. */
const SHARED = 'shared';

/** The folders of the extension that a page may load from. */
export function pageFolders(extensionUri: Uri, name: string): readonly Uri[] {
	return [SHARED, name].map((folder) => Uri.joinPath(extensionUri, 'media', folder));
}

/**
 * An empty page: the script `media/NAME/NAME.js` fills it from messages, in the style that all pages share
 * and of `NAME.css`. Nothing but these may load or run.
 */
export function webPage(
	webview: Webview,
	extensionUri: Uri,
	{ name, title }: { readonly name: string; readonly title: string },
): string {
	const file = (...path: readonly string[]) =>
		webview.asWebviewUri(Uri.joinPath(extensionUri, 'media', ...path)).toString();
	const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
	const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
	const language = /^[\w-]+$/.test(env.language) ? env.language : 'en';
	return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${file(SHARED, 'page.css')}">
<link rel="stylesheet" href="${file(name, `${name}.css`)}">
</head>
<body>
<main id="page" aria-busy="true"></main>
<script nonce="${nonce}" src="${file(name, `${name}.js`)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
