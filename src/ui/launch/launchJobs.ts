import * as l10n from '@vscode/l10n';
import { commands, type Uri, window, workspace } from 'vscode';
import { scriptSource } from '../../launch/batchScript.ts';
import { type PipelineOutcome, type SubmittedJob, submitInOrder } from '../../launch/pipeline.ts';
import type { Recipe } from '../../launch/recipe.ts';
import { problemLine } from '../../presenters/problemText.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import { submitJob } from '../../session/submitJob.ts';
import type { ScriptSource } from '../../slurm/slurmClient.ts';
import type { Workbench } from '../commands/action.ts';
import { syncFolder } from '../sync.ts';
import { withProgress } from '../withProgress.ts';
import { type LaunchPlace, launchPlace } from './launchPlace.ts';
import { withProgram } from './withProgram.ts';

const UNDER_WAY = new Set<string>();

/** Jobs that were submitted, in their order, and where. */
export interface Launched {
	readonly place: LaunchPlace;
	readonly jobs: readonly SubmittedJob[];
}

/** Shows a person the batch script that is about to be submitted; returns it as they left it, or undefined when they thought better of it. */
export type Review = (script: string) => Promise<string | undefined>;

/**
 * Submits recipes of a file, in an order in which each follows what it needs: syncs the workspace before where it is synced, and sends
 * programs along where it is not. Undefined when the person thought better of it. Where only some were accepted it says so, and offers
 * to cancel them.
 */
export async function launchJobs(
	workbench: Workbench,
	file: Uri,
	recipes: readonly Recipe[],
	review: Review = async (script) => script,
): Promise<Launched | undefined> {
	if (!workspace.isTrusted) {
		void window.showWarningMessage(l10n.t('Nothing is run from a workspace that you do not trust.'));
		return undefined;
	}
	const name = recipes.at(-1)?.name ?? '';
	const key = `${file.toString()}#${name}`;
	// A second click while the first is under way must not make a second job.
	if (UNDER_WAY.has(key)) return undefined;
	UNDER_WAY.add(key);
	try {
		return await launch(workbench, file, recipes, review);
	} finally {
		UNDER_WAY.delete(key);
	}
}

/** Opens the output of the last job as soon as it runs. */
export function showOnStart({ outputOnStart }: Workbench, launched: Launched | undefined): void {
	const last = launched?.jobs.at(-1);
	if (launched && last) outputOnStart.expect(launched.place.session, last.submitted.id);
}

async function launch(
	workbench: Workbench,
	file: Uri,
	recipes: readonly Recipe[],
	review: Review,
): Promise<Launched | undefined> {
	const place = await launchPlace(workbench, file);
	if (!place) return undefined;
	const { session, workDir, synced } = place;
	const isAlong = !synced && !place.isThere;
	const whole = isAlong ? await Promise.all(recipes.map((recipe) => withProgram(recipe, file))) : recipes;
	const sources = new Map<string, ScriptSource>();
	for (const recipe of whole) {
		const source = scriptSource(recipe, session.site.slurm.gpuRequest);
		const text = await review(source.text);
		if (text === undefined) return undefined;
		sources.set(recipe.name, { ...source, text });
	}
	const wantsSync = recipes.some(({ sync }) => sync);
	if (synced && wantsSync) {
		const isWhole = await syncFolder(workbench, session, synced.folder, synced.setting);
		if (!isWhole) return undefined;
	}
	const name = recipes.at(-1)?.name ?? '';
	const outcome = await withProgress(l10n.t('Submitting {0} to {1}', name, session.name), (signal) =>
		submitInOrder(whole, (recipe, options) => {
			const source = sources.get(recipe.name) ?? scriptSource(recipe, session.site.slurm.gpuRequest);
			return submitJob(session, source, { workDir, options, arguments: [] }, signal);
		}),
	);
	const [first] = outcome.submitted;
	if (!first) throw outcome.failed?.error ?? new Error('nothing to submit');
	await session.jobs.refreshAfterAction();
	const waited = outcome.submitted.flatMap(({ submitted }) => session.jobs.find(submitted.id) ?? []);
	workbench.notices.ask(
		session.name,
		waited.filter(({ phase }) => phase !== 'finished'),
	);
	const last = outcome.submitted.at(-1) ?? first;
	await workbench.jobsView.reveal(session.name, last.submitted.id);
	if (outcome.failed) {
		void offerToCancel(workbench, session, outcome);
		return undefined;
	}
	const launched = { place, jobs: outcome.submitted };
	workbench.resultsDue.expect(launched);
	void tell(session, outcome.submitted, isAlong ? whole : []);
	return launched;
}

async function tell(
	session: ClusterSession,
	jobs: readonly SubmittedJob[],
	along: readonly Recipe[],
): Promise<void> {
	const last = jobs.at(-1);
	if (!last) return;
	const { id, remarks } = last.submitted;
	const sentence =
		jobs.length === 1
			? l10n.t('Submitted {0} as job {1} on {2}.', last.recipe.name, id, session.name)
			: l10n.t('Submitted {0} jobs on {1}: {2}.', jobs.length, session.name, listed(jobs));
	const files = along.flatMap(({ program }) => (program.kind === 'inline' ? program.name : []));
	const alone =
		files.length === 0
			? ''
			: ` ${l10n.t('Only {0} went along, for the workspace is not synced.', files.join(', '))}`;
	const said = remarks === '' ? '' : ` ${l10n.t('Slurm said: {0}', remarks)}`;
	const show = l10n.t('Show Output');
	const choice = await window.showInformationMessage(sentence + alone + said, show);
	if (choice === show) await commands.executeCommand('aiFactory.showOutput', `${session.name}/${id}`);
}

async function offerToCancel(
	{ log }: Workbench,
	session: ClusterSession,
	{ submitted, failed }: PipelineOutcome,
): Promise<void> {
	const cancel = submitted.length === 1 ? l10n.t('Cancel It') : l10n.t('Cancel Them');
	const keep = submitted.length === 1 ? l10n.t('Keep It') : l10n.t('Keep Them');
	const choice = await window.showWarningMessage(
		l10n.t(
			'Submitted {0}, but not {1}. {2}',
			listed(submitted),
			failed?.recipe.name ?? '',
			problemLine(failed?.error),
		),
		cancel,
		keep,
	);
	if (choice !== cancel) return;
	// The later ones first, so that none of them starts in between.
	const failures = await withProgress(l10n.t('Cancelling {0}', listed(submitted)), async (signal) => {
		const ids = submitted.map((one) => one.submitted.id).toReversed();
		const results = await Promise.allSettled(ids.map((id) => session.slurm.cancel(id, signal)));
		return results.flatMap((result) => (result.status === 'rejected' ? problemLine(result.reason) : []));
	});
	await session.jobs.refreshAfterAction();
	if (failures.length === 0) return;
	log.error(failures.join('\n'));
	void window.showErrorMessage(failures[0] ?? '');
}

function listed(jobs: readonly SubmittedJob[]): string {
	return jobs.map(({ recipe, submitted }) => `${recipe.name} ${submitted.id}`).join(', ');
}
