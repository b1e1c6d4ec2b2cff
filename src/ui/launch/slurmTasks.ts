import * as l10n from '@vscode/l10n';
import {
	CustomExecution,
	type Disposable,
	EventEmitter,
	type Pseudoterminal,
	Task,
	type TaskDefinition,
	TaskGroup,
	TaskScope,
	tasks,
	Uri,
	type WorkspaceFolder,
	workspace,
} from 'vscode';
import { isAbort } from '../../base/abort.ts';
import { plainRecipe, type Recipe } from '../../launch/recipe.ts';
import { jobName } from '../../launch/runFile.ts';
import { problemLine } from '../../presenters/problemText.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { followJob } from '../../session/followJob.ts';
import { exitCodeOf, untilEnded } from '../../session/untilEnded.ts';
import type { JobId } from '../../slurm/job.ts';
import type { Workbench } from '../commands/action.ts';
import { JOB_FILE } from './jobFiles.ts';
import { launchJobs } from './launchJobs.ts';

const TYPE = 'slurm';
/** The last lines of a traceback, without and with Python's marks below the code. */
const MATCHERS = ['$aifactory-python', '$aifactory-python-marked'];

/** What a task of `tasks.json` says. */
interface SlurmTask extends TaskDefinition {
	/** A job of the folder's job file. */
	readonly job?: string;
	/** Else a file of the folder. */
	readonly script?: string;
	readonly args?: readonly string[];
	/** For sbatch. */
	readonly options?: readonly string[];
}

/** Jobs of job files as tasks of VS Code: a task ends with its job, and with the job's exit code. */
export function registerSlurmTasks(workbench: Workbench): Disposable {
	return tasks.registerTaskProvider(TYPE, {
		async provideTasks() {
			const documents = await workbench.jobFiles.inWorkspace();
			const found = await Promise.all(
				documents.map(async (document) => {
					const folder = workspace.getWorkspaceFolder(document.uri);
					const { jobs } = await workbench.jobFiles.read(document);
					return jobs.map(({ name }) => slurmTask(workbench, { type: TYPE, job: name }, folder));
				}),
			);
			return found.flat();
		},
		resolveTask({ definition, scope }) {
			const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
			// VS Code wants the very definition back that it asked about.
			return slurmTask(workbench, definition as SlurmTask, folder);
		},
	});
}

function slurmTask(workbench: Workbench, definition: SlurmTask, folder: WorkspaceFolder | undefined): Task {
	const name = definition.job ?? definition.script ?? TYPE;
	const execution = new CustomExecution(async () => new TaskTerminal(workbench, definition, folder));
	const task = new Task(definition, folder ?? TaskScope.Workspace, name, TYPE, execution, MATCHERS);
	task.group = TaskGroup.Build;
	task.detail = l10n.t('Submits the job to the cluster and follows it');
	return task;
}

/** Submits, shows the output, and closes with the job's exit code. Ending the task cancels the job. */
class TaskTerminal implements Pseudoterminal {
	readonly #workbench: Workbench;
	readonly #definition: SlurmTask;
	readonly #folder: WorkspaceFolder | undefined;
	readonly #written = new EventEmitter<string>();
	readonly #closed = new EventEmitter<number>();
	readonly #stop = new AbortController();
	#running: { readonly session: ClusterSession; readonly id: JobId } | undefined;

	readonly onDidWrite = this.#written.event;
	readonly onDidClose = this.#closed.event;

	constructor(workbench: Workbench, definition: SlurmTask, folder: WorkspaceFolder | undefined) {
		this.#workbench = workbench;
		this.#definition = definition;
		this.#folder = folder;
	}

	open(): void {
		void this.#run().then(
			(code) => this.#closed.fire(code),
			(error: unknown) => {
				if (!isAbort(error)) this.#note(problemLine(error));
				this.#closed.fire(1);
			},
		);
	}

	/** Also when the window closes: VS Code asks before it ends a task then. */
	close(): void {
		this.#stop.abort();
		const running = this.#running;
		if (!running) return;
		this.#running = undefined;
		void running.session.slurm
			.cancel(running.id, AbortSignal.timeout(30_000))
			.then(() => running.session.jobs.refreshAfterAction())
			.catch((error: unknown) => this.#workbench.log.error(problemLine(error)));
	}

	handleInput(data: string): void {
		if (data === '\u0003') this.close();
	}

	async #run(): Promise<number> {
		const { uri, recipes } = await this.#recipes();
		const launched = await launchJobs(this.#workbench, uri, recipes);
		const last = launched?.jobs.at(-1);
		if (!launched || !last) {
			this.#note(l10n.t('Nothing was submitted.'));
			return 1;
		}
		const { session } = launched.place;
		const { id } = last.submitted;
		this.#running = { session, id };
		this.#note(l10n.t('Job {0} on {1}. Ending this task cancels it.', id, session.name));
		const decoder = new TextDecoder();
		const { signal } = this.#stop;
		for await (const event of followJob(session, id, signal)) {
			if (event.kind !== 'text') continue;
			this.#written.fire(decoder.decode(event.bytes, { stream: true }).replaceAll('\n', '\r\n'));
		}
		const ended = await untilEnded(session, id, signal);
		this.#running = undefined;
		const code = exitCodeOf(ended);
		const states = [...new Set(ended.map(({ state }) => state))].join(', ');
		this.#note(l10n.t('Job {0} has ended: {1}, exit code {2}.', id, states, code));
		return code;
	}

	async #recipes(): Promise<{ readonly uri: Uri; readonly recipes: readonly Recipe[] }> {
		const folder = this.#folder;
		if (!folder) throw new Error(l10n.t('Open the folder of your project first.'));
		const { job, script, args, options = [] } = this.#definition;
		const uri = Uri.joinPath(folder.uri, JOB_FILE);
		const changed = (recipe: Recipe): Recipe => ({
			...recipe,
			args: args ?? recipe.args,
			options: [...recipe.options, ...options],
		});
		if (job !== undefined) {
			const document = await workspace.openTextDocument(uri);
			const recipe = changed(await this.#workbench.jobFiles.recipe(document, job));
			return { uri, recipes: await this.#workbench.jobFiles.withWhatItNeeds(document, recipe) };
		}
		if (script === undefined) throw new Error(l10n.t('A slurm task needs a "job" or a "script".'));
		const name = jobName(script.split('/').at(-1) ?? script);
		return { uri, recipes: [changed(plainRecipe(name, { kind: 'script', path: script }))] };
	}

	#note(text: string): void {
		this.#written.fire(`\u001b[2m── ${text}\u001b[22m\r\n`);
	}
}
