import * as l10n from '@vscode/l10n';
import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { type Flaw, rangeOf } from './checkBySchema.ts';
import { nearest } from './nearest.ts';
import { at, entriesOf, keyAt, textOf, textsOf } from './nodes.ts';
import { afterOf } from './recipeOf.ts';

/** Slurm's own default limit is 1001; beyond this the batch script itself gets too large for Slurm. */
const MOST_TASKS = 10_000;

/** What a parameter of a sweep would break if it had that name. */
const RESERVED =
	/^(?:SLURM_\w*|SBATCH_\w*|PATH|HOME|USER|SHELL|IFS|PWD|TMPDIR|UID|EUID|PPID|SHELLOPTS|BASHOPTS|GROUPS|LD_\w+|PYTHONPATH|SECONDS|RANDOM|LINENO|BASH\w*|_)$/;

/** Options that the extension itself needs, or that would make it misread the answer. */
const OURS =
	/^(?:--(?:parsable|quiet|wait|wrap|test-only|chdir|dependency|array|help|usage|version)(?:[= ]|$)|-[QWDdahV])/;

/** What a schema cannot say about a job. `names` are all jobs of the file. */
export function flawsInJob(job: YAMLMap, name: string, names: readonly string[]): readonly Flaw[] {
	const flaws: Flaw[] = [];
	const report = (node: unknown, detail: string) => flaws.push({ ...rangeOf(node), detail });
	const has = (key: string) => at(job, key) !== undefined;

	if (!has('command') && !has('script')) report(job, l10n.t('"{0}" needs a "command" or a "script".', name));
	if (has('command') && has('script'))
		report(keyAt(job, 'script'), l10n.t('A job has a "command" or a "script", not both.'));
	if (has('args') && !has('script'))
		report(keyAt(job, 'args'), l10n.t('"args" are for a "script"; write them into the command.'));
	const script = textOf(at(job, 'script'));
	if (script !== undefined && /\.(?:sbatch|slurm|job)$/.test(script))
		report(
			at(job, 'script'),
			l10n.t(
				'A batch script says itself what it asks for: submit it with its own ▷, or write what it runs as "command".',
			),
		);
	if (has('array') && has('sweep'))
		report(keyAt(job, 'sweep'), l10n.t('A job has an "array" or a "sweep", not both.'));
	if (has('atOnce') && !has('array') && !has('sweep'))
		report(keyAt(job, 'atOnce'), l10n.t('"atOnce" is for an "array" or a "sweep".'));
	const resources = at(job, 'resources');
	if (at(resources, 'gpus') !== undefined && at(resources, 'gpusPerNode') !== undefined)
		report(
			keyAt(resources, 'gpusPerNode'),
			l10n.t('"gpus" is for the whole job: give that or "gpusPerNode".'),
		);
	checkEnvironment(at(job, 'environment'), report);
	checkSweep(at(job, 'sweep'), report);
	checkAfter(at(job, 'after'), name, names, report);
	const options = at(job, 'options');
	if (isSeq(options))
		for (const option of options.items)
			if (OURS.test(textOf(option) ?? ''))
				report(option, l10n.t('"{0}" is set by AI Factory itself.', textOf(option) ?? ''));
	return flaws;
}

type Report = (node: unknown, detail: string) => void;

function checkEnvironment(environment: unknown, report: Report): void {
	const chosen = ['venv', 'conda', 'container'].filter((key) => at(environment, key) !== undefined);
	if (chosen.length > 1)
		report(
			keyAt(environment, chosen[1] ?? ''),
			l10n.t('Only one of "venv", "conda" and "container" can be used: the last would hide the others.'),
		);
}

function checkSweep(sweep: unknown, report: Report): void {
	let tasks = 1;
	for (const [parameter, values] of entriesOf(sweep)) {
		tasks *= Math.max(textsOf(values).length, 1);
		if (RESERVED.test(parameter))
			report(keyAt(sweep, parameter), l10n.t('"{0}" already has a meaning; choose another name.', parameter));
	}
	if (tasks > MOST_TASKS)
		report(
			sweep,
			l10n.t('These are {0} combinations; {1} at most.', tasks.toLocaleString(), MOST_TASKS.toLocaleString()),
		);
}

function checkAfter(after: unknown, name: string, names: readonly string[], report: Report): void {
	for (const { job } of afterOf(after)) {
		const place = isSeq(after)
			? after.items.find((item) => isScalar(item) && textOf(item) === job)
			: keyAt(after, job);
		if (job === name) report(place, l10n.t('A job cannot wait for itself.'));
		else if (!names.includes(job)) {
			const meant = nearest(job, names);
			const instead =
				meant === undefined
					? l10n.t('The jobs are: {0}.', names.join(', '))
					: l10n.t('Did you mean "{0}"?', meant);
			report(place, `${l10n.t('There is no job "{0}" in this file.', job)} ${instead}`);
		}
	}
}

/** Jobs that wait for each other in a circle, with the place where that is said. */
export function flawsInOrder(pairs: readonly Pair[]): readonly (Flaw & { readonly job: string })[] {
	const waits = new Map(
		pairs.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', at(value, 'after')] as const),
	);
	const next = (name: string) => afterOf(waits.get(name)).map(({ job }) => job);
	return pairs.flatMap(({ key, value }) => {
		const name = isScalar(key) ? String(key.value) : '';
		const circle = circleFrom(name, next);
		if (!circle || !isMap(value)) return [];
		const detail = l10n.t('These jobs wait for each other: {0}.', circle.join(' → '));
		return [{ ...rangeOf(keyAt(value, 'after')), detail, job: name }];
	});
}

/** The way from a job back to itself; undefined where there is none. */
function circleFrom(start: string, next: (name: string) => readonly string[]): readonly string[] | undefined {
	const seen = new Set<string>();
	const ways: (readonly string[])[] = [[start]];
	for (let way = ways.pop(); way; way = ways.pop()) {
		for (const name of next(way.at(-1) ?? '')) {
			if (name === start) return [...way, name];
			if (seen.has(name)) continue;
			seen.add(name);
			ways.push([...way, name]);
		}
	}
	return undefined;
}
