import { commands, Range, type Terminal, type TerminalLink, ThemeIcon, type Uri, window } from 'vscode';
import { DisposableStore } from '../base/disposableStore.ts';
import { openAsDocument } from '../presenters/followText.ts';
import { pathLinks } from '../presenters/pathLinks.ts';
import type { ClusterSession } from '../session/clusterSession.ts';
import type { Job } from '../slurm/job.ts';
import { OutputTerminal, terminalName } from './outputTerminal.ts';
import { remoteUri } from './remoteUri.ts';

interface OutputLink extends TerminalLink {
	readonly follow: () => Thenable<unknown>;
}

type Followed = OutputTerminal['followed'];

/** Output terminals, one a job. */
export class JobOutputs {
	readonly #open = new Map<string, Terminal>();
	readonly #ptys = new Map<Terminal, OutputTerminal>();
	readonly #owned = new DisposableStore();

	constructor() {
		this.#owned.add(
			window.registerTerminalLinkProvider({
				provideTerminalLinks: ({ terminal, line }) => {
					const followed = this.#ptys.get(terminal)?.followed;
					return followed ? linksIn(line, followed.session.name, rowId(followed)) : [];
				},
				handleTerminalLink: async ({ follow }: OutputLink) => {
					await follow();
				},
			}),
		);
		this.#owned.add(window.onDidCloseTerminal((terminal) => void this.#ptys.delete(terminal)));
	}

	/** Shows the job's output, following it until the job ends; the terminal that already does so is brought to front. */
	show(session: ClusterSession, job: Job): void {
		const key = rowId({ session, job });
		const existing = this.#open.get(key);
		if (existing && existing.exitStatus === undefined) {
			existing.show(true);
			return;
		}
		const forget = () => {
			if (this.#open.get(key) === terminal) this.#open.delete(key);
		};
		const pty = new OutputTerminal(session, job, forget);
		const terminal: Terminal = window.createTerminal({
			name: terminalName(job),
			pty,
			iconPath: new ThemeIcon('output'),
			isTransient: true,
		});
		this.#open.set(key, terminal);
		this.#ptys.set(terminal, pty);
		terminal.show(true);
	}

	/** The job behind an id that `Open as Document` passed on, also one that Slurm has forgotten. */
	followedAs(id: unknown): Followed | undefined {
		return [...this.#ptys.values()].map(({ followed }) => followed).find((one) => rowId(one) === id);
	}

	dispose(): Promise<void> {
		for (const terminal of this.#open.values()) terminal.dispose();
		this.#open.clear();
		return this.#owned.dispose();
	}
}

/** As the rows of the Jobs view are called. */
function rowId({ session, job }: Followed): string {
	return `${session.name}/${job.id}`;
}

function linksIn(line: string, cluster: string, row: string): OutputLink[] {
	const words = openAsDocument();
	const at = line.indexOf(words);
	const document = { startIndex: at, length: words.length };
	const open = () => commands.executeCommand('aiFactory.openOutput', row);
	return [
		...(at >= 0 ? [{ ...document, follow: open }] : []),
		...pathLinks(line).map(({ start, length, path, line: number }) => ({
			...{ startIndex: start, length },
			follow: () => openAt(remoteUri(cluster, path), number),
		})),
	];
}

function openAt(uri: Uri, line: number | undefined): Thenable<unknown> {
	const selection = line === undefined ? undefined : new Range(line - 1, 0, line - 1, 0);
	return commands.executeCommand('vscode.open', uri, { selection });
}
