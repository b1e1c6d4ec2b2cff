import { EventEmitter, FileType, type TextDocument, Uri, window, workspace } from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { accountNamed } from '../../slurm/accountNamed.ts';

const SCRIPT = /\.(?:sh|bash|sbatch|slurm|batch|job)$/;
/** Where people keep batch scripts: in a folder of the workspace, or in one right below it. */
const DEPTH = 1;
const MOST_SCRIPTS = 200;
/** Longer than any script that a person writes. */
const LONGEST_BYTES = 64 * 1024;

/** Which accounts the batch scripts of the open folders name: those that the workspace's jobs will use. */
export class WorkspaceAccounts {
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new EventEmitter<void>());
	/** By script. */
	#named: ReadonlyMap<string, string> = new Map();

	readonly onDidChange = this.#changed.event;

	constructor() {
		this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => void this.#readAll()));
		this.#owned.add(workspace.onDidSaveTextDocument((document) => this.#saved(document)));
		this.#owned.add(window.onDidChangeActiveTextEditor(() => this.#changed.fire()));
		void this.#readAll();
	}

	/**
	 * The account to speak of first on a cluster: that of the script in the editor, else the one that most scripts of the workspace name,
	 * of those that the person has there, else that of the job that was submitted last. Undefined where none is known.
	 */
	inUse(session: ClusterSession): string | undefined {
		const { snapshot } = session.allocation;
		const known = new Set(snapshot.kind === 'loading' ? [] : snapshot.budgets.map(({ account }) => account));
		const open = accountNamed(window.activeTextEditor?.document.getText() ?? '');
		if (open !== undefined && known.has(open)) return open;
		const counts = new Map<string, number>();
		for (const account of this.#named.values())
			if (known.has(account)) counts.set(account, (counts.get(account) ?? 0) + 1);
		const [most] = [...counts].sort(([, a], [, b]) => b - a);
		return most?.[0] ?? session.accountInUse;
	}

	dispose(): Promise<void> {
		return this.#owned.dispose();
	}

	async #readAll(): Promise<void> {
		const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
		const scripts = await Promise.all(folders.map(({ uri }) => scriptsIn(uri, DEPTH)));
		const found = scripts.flat().slice(0, MOST_SCRIPTS);
		const named = await Promise.all(
			found.map(async (uri) => [uri.toString(), await accountIn(uri)] as const),
		);
		this.#named = new Map(
			named.flatMap(([script, account]) => (account === undefined ? [] : [[script, account]])),
		);
		this.#changed.fire();
	}

	#saved(document: TextDocument): void {
		const script = document.uri.toString();
		const account = workspace.getWorkspaceFolder(document.uri) && accountNamed(document.getText());
		if (account === this.#named.get(script)) return;
		const others = [...this.#named].filter(([other]) => other !== script);
		this.#named = new Map(account === undefined ? others : [...others, [script, account]]);
		this.#changed.fire();
	}
}

async function scriptsIn(folder: Uri, depth: number): Promise<readonly Uri[]> {
	// One that is gone or closed to the person holds no scripts.
	const entries = await workspace.fs.readDirectory(folder).then(
		(there) => there,
		() => [],
	);
	const found = entries.map(async ([name, type]): Promise<readonly Uri[]> => {
		const place = Uri.joinPath(folder, name);
		if (type === FileType.Directory && depth > 0 && !/^(?:\.|node_modules$)/.test(name))
			return scriptsIn(place, depth - 1);
		return type !== FileType.Directory && SCRIPT.test(name) ? [place] : [];
	});
	return (await Promise.all(found)).flat();
}

async function accountIn(uri: Uri): Promise<string | undefined> {
	try {
		if ((await workspace.fs.stat(uri)).size > LONGEST_BYTES) return undefined;
		return accountNamed(new TextDecoder().decode(await workspace.fs.readFile(uri)));
	} catch {
		// It may be gone by now, or not be readable: then it names nothing.
		return undefined;
	}
}
