import * as l10n from '@vscode/l10n';
import { type TextDocument, Uri, workspace } from 'vscode';
import type { JsonSchema } from '../../launch/jobFileSchema.ts';
import { withWhatItNeeds } from '../../launch/pipeline.ts';
import type { JobFile } from '../../launch/readJobFile.ts';
import type { Recipe } from '../../launch/recipe.ts';
import { ProblemError } from '../../problems/problem.ts';
import { nameOf } from '../remoteUri.ts';

export const JOB_FILE = 'aifactory.yaml';

/** Reads job files of the workspace, each again only when it changed. */
export class JobFiles {
	readonly #extension: Uri;
	readonly #known = new WeakMap<TextDocument, { readonly version: number; readonly file: JobFile }>();
	#schema: Promise<JsonSchema> | undefined;

	constructor(extension: Uri) {
		this.#extension = extension;
	}

	/** What the published schema says, which is read when the first job file is seen. */
	schema(): Promise<JsonSchema> {
		this.#schema ??= this.#readSchema();
		return this.#schema;
	}

	async read(document: TextDocument): Promise<JobFile> {
		const { version } = document;
		const known = this.#known.get(document);
		if (known?.version === version) return known.file;
		const text = document.getText();
		const [{ readJobFile }, schema] = await Promise.all([
			import('../../launch/readJobFile.ts'),
			this.schema(),
		]);
		const file = readJobFile(text, schema);
		this.#known.set(document, { version, file });
		return file;
	}

	/** A job that can be run, by its name. Throws ProblemError `badJobFile` where it has a mistake or is not there. */
	async recipe(document: TextDocument, name: string): Promise<Recipe> {
		const { jobs, mistakes } = await this.read(document);
		const found = jobs.find((job) => job.name === name);
		if (found?.recipe) return found.recipe;
		const [first] = mistakes;
		throw new ProblemError({
			...{ kind: 'badJobFile', file: document.uri.fsPath },
			...{ line: first?.line ?? 1, column: first?.column ?? 1, mistakes: mistakes.length },
			detail: first?.detail ?? l10n.t('There is no job "{0}" in this file.', name),
		});
	}

	/** A job after all that it needs, which must be without mistakes as well: see `recipe`. */
	async withWhatItNeeds(document: TextDocument, recipe: Recipe): Promise<readonly Recipe[]> {
		const { jobs } = await this.read(document);
		const recipes = jobs.flatMap((job) => job.recipe ?? []);
		const pipeline = withWhatItNeeds(recipe, recipes);
		for (const { job } of pipeline.flatMap(({ after }) => after)) await this.recipe(document, job);
		return pipeline;
	}

	/** The job files at the top of the workspace's folders. */
	async inWorkspace(): Promise<readonly TextDocument[]> {
		const places = (workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, JOB_FILE));
		const opened = await Promise.all(
			places.map((uri) =>
				Promise.resolve(workspace.fs.stat(uri)).then(
					() => workspace.openTextDocument(uri),
					() => undefined,
				),
			),
		);
		return opened.filter((document) => document !== undefined);
	}

	async #readSchema(): Promise<JsonSchema> {
		const uri = Uri.joinPath(this.#extension, 'schemas', 'job-file.schema.json');
		return JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(uri)));
	}
}

export function isJobFile({ uri }: Pick<TextDocument, 'uri'>): boolean {
	return nameOf(uri) === JOB_FILE;
}
