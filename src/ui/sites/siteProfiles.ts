import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { type ExtensionContext, FileSystemError, Uri, window, workspace } from 'vscode';
import { profileSummary } from '../../presenters/profileText.ts';
import type { ProfileText } from '../../sites/catalogue.ts';

/** In the workspace a centre, or a course, may put its profile under this name. */
const IN_WORKSPACE = 'aifactory-site.yaml';
const TRUSTED = 'sites.trusted';
const REFUSED = 'sites.refused';
const LONGEST_BYTES = 256 * 1024;

/**
 * The profiles that a person has beside the bundled ones: those they added, which are kept as they were when they were trusted, and
 * one in the open workspace. A profile may name commands, so trust is asked once for each content.
 */
export class SiteProfiles {
	readonly #context: ExtensionContext;

	constructor(context: ExtensionContext) {
		this.#context = context;
	}

	/** Those that are trusted. Never rejects: a file that cannot be read is as good as none. */
	async trusted(): Promise<readonly ProfileText[]> {
		return [...(await this.#inWorkspace()), ...(await this.#kept())];
	}

	/** Shows the profile and asks; kept when the person trusts it. Throws ProblemError `badProfile`. */
	async add({ file, text }: ProfileText): Promise<boolean> {
		if (!(await this.#asked(file, text))) return false;
		await workspace.fs.createDirectory(this.#folder);
		const name = file.split('/').at(-1) ?? file;
		await workspace.fs.writeFile(Uri.joinPath(this.#folder, name), new TextEncoder().encode(text));
		await this.#note(TRUSTED, text);
		return true;
	}

	/** The names of those that were added. */
	async added(): Promise<readonly string[]> {
		return (await this.#kept()).map(({ file }) => file);
	}

	async remove(file: string): Promise<void> {
		await workspace.fs.delete(Uri.joinPath(this.#folder, file));
	}

	get #folder(): Uri {
		return Uri.joinPath(this.#context.globalStorageUri, 'sites');
	}

	async #kept(): Promise<readonly ProfileText[]> {
		const entries = await workspace.fs.readDirectory(this.#folder).then(
			(found) => found,
			() => [],
		);
		const texts = await Promise.all(
			entries
				.filter(([name]) => /\.ya?ml$/.test(name))
				.map(async ([name]) => ({ file: name, text: await read(Uri.joinPath(this.#folder, name)) })),
		);
		return texts.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
	}

	/** Asked for once for each content, and only in a workspace that is trusted. */
	async #inWorkspace(): Promise<readonly ProfileText[]> {
		if (!workspace.isTrusted) return [];
		const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
		const found: ProfileText[] = [];
		for (const { uri } of folders) {
			const text = await read(Uri.joinPath(uri, IN_WORKSPACE));
			if (text === undefined || this.#isNoted(REFUSED, text)) continue;
			const file = Uri.joinPath(uri, IN_WORKSPACE).fsPath;
			if (!this.#isNoted(TRUSTED, text)) {
				const isTrusted = await this.#asked(file, text);
				await this.#note(isTrusted ? TRUSTED : REFUSED, text);
				if (!isTrusted) continue;
			}
			found.push({ file, text });
		}
		return found;
	}

	async #asked(file: string, text: string): Promise<boolean> {
		const { readProfile } = await import('../../sites/readProfile.ts');
		const site = readProfile(text, file);
		const trust = l10n.t('Trust This Profile');
		const answer = await window.showWarningMessage(
			l10n.t('Use the site profile "{0}"?', site.id),
			{ modal: true, detail: profileSummary(site) },
			trust,
		);
		return answer === trust;
	}

	#isNoted(list: string, text: string): boolean {
		return this.#context.globalState.get<readonly string[]>(list, []).includes(hashOf(text));
	}

	async #note(list: string, text: string): Promise<void> {
		const known = this.#context.globalState.get<readonly string[]>(list, []);
		await this.#context.globalState.update(list, [
			...known.filter((one) => one !== hashOf(text)),
			hashOf(text),
		]);
	}
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Undefined for a file that is not there or cannot be one. */
async function read(uri: Uri): Promise<string | undefined> {
	try {
		const { size } = await workspace.fs.stat(uri);
		if (size > LONGEST_BYTES) return undefined;
		return new TextDecoder('utf-8', { fatal: true }).decode(await workspace.fs.readFile(uri));
	} catch (error) {
		if (error instanceof FileSystemError || error instanceof TypeError) return undefined;
		throw error;
	}
}
