import { EventEmitter, type TextDocument } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { Finding } from '../../script/finding.ts';
import { folderOfPattern } from '../../script/pattern.ts';
import { lastSetting, type Script, type Setting } from '../../script/readScript.ts';
import { isMissing } from '../files/fileSystemError.ts';
import { remoteUri, SCHEME } from '../remoteUri.ts';
import { type Scripts, wantsChecks } from './scripts.ts';

const GOOD_FOR_MS = 60_000;
const DEADLINE_MS = 15_000;

interface Look {
	readonly at: number;
	readonly isMissing: boolean | undefined;
}

/** Whether the folders that scripts name are on the cluster; asked once a minute at most, and never while typing waits. */
export class FolderChecks {
	readonly #scripts: Scripts;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<void>());
	readonly #looks = new Map<string, Look>();
	readonly #life = new AbortController();

	readonly onDidChange = this.#changed.event;

	constructor(scripts: Scripts) {
		this.#scripts = scripts;
	}

	/** What is known now to be missing; asks about the rest. */
	findings(document: TextDocument): readonly Finding[] {
		const session = this.#scripts.facts.sessionFor(document.uri);
		const read = session && this.#scripts.read(document);
		if (!read || !wantsChecks(document)) return [];
		return read.script.settings.flatMap((setting): Finding[] => {
			const path = folderOf(setting, read.script, document);
			if (path === undefined || !setting.valueSpan) return [];
			if (!this.#isMissing(session.name, path)) return [];
			return [
				{
					trouble: { kind: 'folderMissing', path, name: `--${setting.option?.name}` },
					...{ severity: 'warning', span: setting.valueSpan, fixes: [{ kind: 'createFolder', path }] },
				},
			];
		});
	}

	/** Looks anew, after a folder was made. */
	forget(): void {
		this.#looks.clear();
		this.#changed.fire();
	}

	dispose(): Promise<void> {
		this.#life.abort();
		return this.#owned.dispose();
	}

	#isMissing(cluster: string, path: string): boolean {
		const key = `${cluster}:${path}`;
		const look = this.#looks.get(key);
		if (!look || Date.now() - look.at > GOOD_FOR_MS) {
			this.#looks.set(key, { at: Date.now(), isMissing: look?.isMissing });
			void this.#look(key, cluster, path);
		}
		return look?.isMissing === true;
	}

	async #look(key: string, cluster: string, path: string): Promise<void> {
		const session = this.#scripts.facts.sessionFor(remoteUri(cluster, path));
		if (!session) return;
		const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(DEADLINE_MS)]);
		const isGone = await session.files.stat(path, signal).then(
			() => false,
			(error: unknown) => (isMissing(error) ? true : undefined),
		);
		const before = this.#looks.get(key)?.isMissing;
		this.#looks.set(key, { at: Date.now(), isMissing: isGone });
		if (before !== isGone && !this.#life.signal.aborted) this.#changed.fire();
	}
}

/** The folder that an option names, as an absolute path; undefined where it is not known before the job is there. */
function folderOf(setting: Setting, script: Script, document: TextDocument): string | undefined {
	const { option, value = '', component } = setting;
	if (option?.form !== 'folder' && !['output', 'error'].includes(option?.name ?? '')) return undefined;
	const folder = option?.form === 'folder' ? folderOfPattern(`${value}/`) : folderOfPattern(value);
	if (folder === undefined || folder.startsWith('/')) return folder;
	// A relative path begins in the folder of the job, which is that of a script on the cluster unless it says another.
	const workFolder =
		option?.form === 'folder' ? undefined : lastSetting(script.settings, 'chdir', component)?.value;
	const base =
		workFolder ?? (document.uri.scheme === SCHEME ? document.uri.path.replace(/\/[^/]*$/, '') : '');
	return base.startsWith('/') && !/[~$`]/.test(base)
		? `${base.replace(/\/$/, '')}/${folder.replace(/^\.\//, '')}`
		: undefined;
}
