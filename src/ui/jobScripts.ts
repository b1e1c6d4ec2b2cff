import { type Disposable, languages, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import type { ClusterSession } from '../session/clusterSession.ts';
import type { Job } from '../slurm/job.ts';

const SCHEME = 'aifactory-script';

/** Scripts as Slurm took them, as documents that nobody can change. */
export class JobScripts implements TextDocumentContentProvider {
	readonly #texts = new Map<string, string>();
	readonly #registration: Disposable;

	constructor() {
		this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
	}

	provideTextDocumentContent(uri: Uri): string {
		return this.#texts.get(uri.toString()) ?? '';
	}

	/** Shows a script in an editor, named after the job. */
	async show({ name: cluster }: ClusterSession, job: Job, script: string): Promise<void> {
		const name = `${scriptName(job).replace(/\.\w+$/, '')} (${job.id}).sh`;
		const uri = Uri.from({ scheme: SCHEME, authority: cluster, path: `/${name}` });
		this.#texts.set(uri.toString(), script);
		const document = await workspace.openTextDocument(uri);
		if (document.getText().startsWith('#!') && !/^#!.*python/.test(script))
			await languages.setTextDocumentLanguage(document, 'shellscript');
		await window.showTextDocument(document);
	}

	dispose(): void {
		this.#registration.dispose();
		this.#texts.clear();
	}
}

/** What the job's script is called, without its folder and arguments. */
export function scriptName(job: Job): string {
	const path = job.command.split(' ')[0] ?? '';
	const name = (path === '' ? job.name : path).split('/').at(-1) ?? '';
	return name.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim() || 'job.sh';
}
