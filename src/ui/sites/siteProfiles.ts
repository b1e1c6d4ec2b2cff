import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import {
	type ExtensionContext,
	FileSystemError,
	type LogOutputChannel,
	Uri,
	window,
	workspace,
} from 'vscode';
import { profileSummary } from '../../presenters/profileText.ts';
import type { ProfileText } from '../../sites/catalogue.ts';
import { showProblem } from '../showProblem.ts';

/** In the workspace a centre, or a course, may put its profile under this name. */
export const IN_WORKSPACE = 'aifactory-site.yaml';
const TRUSTED = 'sites.trusted';
const REFUSED = 'sites.refused';
const LONGEST_BYTES = 256 * 1024;

/**
 * The profiles that a person has beside the bundled ones: those they added, which are kept as they were when they were trusted, and
 * one in the open workspace. A profile may name commands, so trust is asked once for each content.
 */
export class SiteProfiles {
	readonly #context: ExtensionContext;
	readonly #log: LogOutputChannel;
	/** Questions that stand open, by content: whoever wants the answer as well waits for the same. */
	readonly #asking = new Map<string, Promise<boolean>>();
	/** Contents with a mistake that was told in this window. */
	readonly #told = new Set<string>();

	constructor(context: ExtensionContext, log: LogOutputChannel) {
		this.#context = context;
		this.#log = log;
	}

	/**
	 * Those that are trusted. Never rejects: a file that cannot be read is as good as none, and one with a mistake is told of once and left
	 * out, because it must not keep people from other clusters.
	 */
	async trusted(): Promise<readonly ProfileText[]> {
		const found: ProfileText[] = [];
		for (const profile of await this.#inWorkspace()) {
			if (this.#isNoted(REFUSED, profile.text) || !(await this.#isSound(profile))) continue;
			if (this.#isNoted(TRUSTED, profile.text) || (await this.#answered(profile))) found.push(profile);
		}
		for (const profile of await this.#kept()) if (await this.#isSound(profile)) found.push(profile);
		return found;
	}

	/** Shows the profile and asks; kept when the person trusts it. Throws ProblemError `badProfile`. */
	async add(profile: ProfileText): Promise<boolean> {
		const name = profile.file.split(/[\\/]/).at(-1) ?? profile.file;
		const replaced = (await this.#kept()).find(({ file }) => file === this.#place(name).fsPath);
		const isOther = replaced !== undefined && replaced.text !== profile.text;
		if (!(await this.#asked(profile, isOther))) return false;
		await workspace.fs.createDirectory(this.#folder);
		await workspace.fs.writeFile(this.#place(name), new TextEncoder().encode(profile.text));
		await this.#note(TRUSTED, profile.text);
		return true;
	}

	/** Those of the workspace that the person refused, who may think again. */
	async refused(): Promise<readonly ProfileText[]> {
		return (await this.#inWorkspace()).filter(({ text }) => this.#isNoted(REFUSED, text));
	}

	/** Asks again for one of the workspace. Throws ProblemError `badProfile`. */
	reconsider(profile: ProfileText): Promise<boolean> {
		return this.#answered(profile);
	}

	/** The files of those that are used beside the bundled ones. */
	async inUse(): Promise<readonly string[]> {
		const here = (await this.#inWorkspace()).filter(({ text }) => this.#isNoted(TRUSTED, text));
		return [...here, ...(await this.#kept())].map(({ file }) => file);
	}

	/** One that was added is deleted; one of the workspace stays where it is and is not used any more. */
	async remove(file: string): Promise<void> {
		const here = (await this.#inWorkspace()).find((profile) => profile.file === file);
		if (here) await this.#note(REFUSED, here.text);
		else await workspace.fs.delete(Uri.file(file));
	}

	get #folder(): Uri {
		return Uri.joinPath(this.#context.globalStorageUri, 'sites');
	}

	#place(name: string): Uri {
		return Uri.joinPath(this.#folder, name);
	}

	async #kept(): Promise<readonly ProfileText[]> {
		const entries = await workspace.fs.readDirectory(this.#folder).then(
			(found) => found,
			() => [],
		);
		return texts(entries.flatMap(([name]) => (/\.ya?ml$/.test(name) ? [this.#place(name)] : [])));
	}

	/** Of a workspace that is trusted. */
	async #inWorkspace(): Promise<readonly ProfileText[]> {
		if (!workspace.isTrusted) return [];
		const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
		return texts(folders.map(({ uri }) => Uri.joinPath(uri, IN_WORKSPACE)));
	}

	async #isSound({ file, text }: ProfileText): Promise<boolean> {
		const { readProfile } = await import('../../sites/readProfile.ts');
		try {
			readProfile(text, file);
			return true;
		} catch (error) {
			const hash = hashOf(text);
			if (!this.#told.has(hash)) void showProblem(error, this.#log);
			this.#told.add(hash);
			return false;
		}
	}

	/** The person's answer, which counts from then on. */
	#answered(profile: ProfileText): Promise<boolean> {
		const hash = hashOf(profile.text);
		const open = this.#asking.get(hash);
		if (open !== undefined) return open;
		const asking = this.#asked(profile)
			.then(async (isTrusted) => {
				await this.#note(isTrusted ? TRUSTED : REFUSED, profile.text);
				return isTrusted;
			})
			.finally(() => this.#asking.delete(hash));
		this.#asking.set(hash, asking);
		return asking;
	}

	async #asked({ file, text }: ProfileText, isOther = false): Promise<boolean> {
		const { readProfile } = await import('../../sites/readProfile.ts');
		const site = readProfile(text, file);
		const trust = l10n.t('Trust This Profile');
		const replaces = isOther ? [l10n.t('It takes the place of one of the same name that you added.')] : [];
		const answer = await window.showWarningMessage(
			l10n.t('Use the site profile "{0}"?', site.id),
			{ modal: true, detail: [profileSummary(site), ...replaces].join('\n\n') },
			trust,
		);
		return answer === trust;
	}

	#isNoted(list: string, text: string): boolean {
		return this.#context.globalState.get<readonly string[]>(list, []).includes(hashOf(text));
	}

	/** The last answer to a content counts. */
	async #note(list: string, text: string): Promise<void> {
		const hash = hashOf(text);
		for (const one of [TRUSTED, REFUSED]) {
			const others = this.#context.globalState
				.get<readonly string[]>(one, [])
				.filter((known) => known !== hash);
			await this.#context.globalState.update(one, one === list ? [...others, hash] : others);
		}
	}
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

async function texts(places: readonly Uri[]): Promise<readonly ProfileText[]> {
	const found = await Promise.all(places.map(async (uri) => ({ file: uri.fsPath, text: await read(uri) })));
	return found.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
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
