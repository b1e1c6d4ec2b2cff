import type { ConflictRule, Finding, Fix, Severity, TextChange } from '../finding.ts';
import { isBefore } from '../options.ts';
import { lastSetting, type Script, type Setting } from '../readScript.ts';
import type { ScriptFacts } from '../scriptFacts.ts';
import { inLines } from '../span.ts';
import { parseNodes } from '../values/forms.ts';
import { type JobRequest, jobRequests, total } from './jobRequest.ts';

const GPU_OPTIONS = ['gpus', 'gpus-per-node', 'gpus-per-task', 'gpus-per-socket'];

/** Options that do not go together, or not alone. */
export function* checkTogether(script: Script, facts: ScriptFacts | undefined): Iterable<Finding> {
	for (const request of jobRequests(script)) {
		yield* checkConflicts(script, request, facts?.version);
		yield* checkNeeds(script, request);
		yield* checkCounts(script, request);
	}
}

/** Severity by version: `since` is the first one that refuses; before it one of the two was silently dropped. */
interface Pair {
	readonly rule: ConflictRule;
	readonly names: readonly [string, string];
	readonly severity: Severity;
	readonly since?: string;
}

/** From src/common/slurm_opt.c of 20.11 to 26.05, and tried with 22.05. */
const PAIRS: readonly Pair[] = [
	{ rule: 'memory', names: ['mem', 'mem-per-cpu'], severity: 'error' },
	{ rule: 'memory', names: ['mem', 'mem-per-gpu'], severity: 'error' },
	{ rule: 'memory', names: ['mem-per-cpu', 'mem-per-gpu'], severity: 'error' },
	{ rule: 'exclusive', names: ['exclusive', 'oversubscribe'], severity: 'error', since: '23.02' },
	{ rule: 'specialCores', names: ['core-spec', 'thread-spec'], severity: 'error', since: '21.08' },
	{ rule: 'tasksPerGpu', names: ['ntasks-per-gpu', 'gpus-per-task'], severity: 'error' },
	{ rule: 'tasksPerGpu', names: ['ntasks-per-gpu', 'gpus-per-socket'], severity: 'error' },
	{ rule: 'tasksPerGpu', names: ['ntasks-per-gpu', 'ntasks-per-node'], severity: 'error' },
	{ rule: 'cpusPerGpu', names: ['cpus-per-gpu', 'cpus-per-task'], severity: 'error', since: '21.08' },
	{ rule: 'burstBuffer', names: ['bb', 'bbf'], severity: 'warning' },
	{ rule: 'requeue', names: ['requeue', 'no-requeue'], severity: 'warning' },
	{ rule: 'noise', names: ['quiet', 'verbose'], severity: 'warning' },
];

function* checkConflicts(
	script: Script,
	request: JobRequest,
	version: string | undefined,
): Iterable<Finding> {
	const get = (name: string) => lastSetting(script.settings, name, request.component);
	for (const { rule, names, severity, since } of PAIRS) {
		const [first, second] = names.map(get);
		if (!first || !second) continue;
		const isSure = since === undefined || (version !== undefined && !isBefore(version, since));
		yield conflict(rule, [first, second], isSure ? severity : 'warning');
	}
	const gres = get('gres');
	if (!gres || !/(?:^|,)(?:gres[:/])?gpu\b/i.test(gres.value ?? '')) return;
	for (const name of GPU_OPTIONS.slice(0, 2)) {
		const other = get(name);
		if (!other) continue;
		const isRefused = name === 'gpus-per-node' && version !== undefined && !isBefore(version, '26.05');
		yield conflict(
			name === 'gpus' ? 'gresGpus' : 'gresPerNode',
			[gres, other],
			isRefused ? 'error' : 'warning',
		);
	}
}

function conflict(rule: ConflictRule, settings: readonly Setting[], severity: Severity): Finding {
	const inOrder = [...settings].sort((a, b) => inLines(a.span, b.span));
	const last = inOrder.at(-1);
	return {
		trouble: { kind: 'conflict', rule, names: inOrder.map(shownName) },
		severity,
		span: last?.span ?? { line: 0, start: 0, end: 0 },
		fixes: inOrder.map(removal),
	};
}

function removal(setting: Setting): Fix {
	return { kind: 'remove', changes: [removalOf(setting)], isPreferred: false, shown: shownName(setting) };
}

function removalOf({ span }: Setting): TextChange {
	return { span, text: '' };
}

function shownName({ option, name }: Setting): string {
	return `--${option?.name ?? name}`;
}

function* checkNeeds({ settings }: Script, { names, component }: JobRequest): Iterable<Finding> {
	const hasGpus =
		GPU_OPTIONS.some((name) => names.has(name)) ||
		names.has('tres-per-task') ||
		/gpu/i.test(lastSetting(settings, 'gres', component)?.value ?? '');
	const needs = function* (
		name: string,
		isThere: boolean,
		oneOf: readonly string[],
		severity: Severity,
	): Iterable<Finding> {
		const setting = names.has(name) && !isThere ? lastSetting(settings, name, component) : undefined;
		// None of something needs nothing.
		if (setting && !/^(?:\w+:)?0*$/.test(setting.value ?? ''))
			yield {
				trouble: { kind: 'needs', name: shownName(setting), oneOf: oneOf.map((other) => `--${other}`) },
				...{ severity, span: setting.span, fixes: [] },
			};
	};
	const hasTasks =
		names.has('ntasks') || names.has('gpus') || names.has('ntasks-per-node') || names.has('nodes');
	yield* needs('gpus-per-task', hasTasks, ['ntasks', 'gpus'], 'error');
	const hasSockets = names.has('sockets-per-node') || names.has('extra-node-info');
	yield* needs('gpus-per-socket', hasSockets, ['sockets-per-node'], 'error');
	yield* needs(
		'mem-per-gpu',
		hasGpus || names.has('ntasks-per-gpu'),
		['gpus', 'gpus-per-node', 'gres'],
		'error',
	);
	yield* needs(
		'cpus-per-gpu',
		hasGpus || names.has('ntasks-per-gpu'),
		['gpus', 'gpus-per-node', 'gres'],
		'warning',
	);
	const hasSize = hasGpus || names.has('nodes') || names.has('ntasks') || names.has('extra-node-info');
	yield* needs('ntasks-per-gpu', hasSize, ['gpus', 'ntasks', 'nodes'], 'error');
	yield* needs('batch', names.has('constraint'), ['constraint'], 'error');
	const distribution = lastSetting(settings, 'distribution', component);
	if (/^arbitrary/i.test(distribution?.value ?? '') && !names.has('nodelist') && !names.has('nodefile'))
		yield* needs('distribution', false, ['nodelist'], 'error');
}

/** Numbers of the script that contradict each other. */
function* checkCounts({ settings }: Script, request: JobRequest): Iterable<Finding> {
	const { nodes, tasks, component, names } = request;
	const get = (...wanted: string[]) => wanted.flatMap((name) => lastSetting(settings, name, component) ?? []);
	const gpus = total(request.gpus);
	if (nodes && gpus > 0 && gpus < nodes.least)
		yield conflict('gpusFewerThanNodes', get('nodes', 'gpus'), 'error');
	else if (nodes && gpus > 0 && nodes.least === nodes.most && names.has('gpus-per-node')) {
		const perNode = total(request.gpusPerNode);
		if (perNode > 0 && perNode * nodes.least !== gpus)
			yield conflict('gpusPerNode', get('nodes', 'gpus', 'gpus-per-node'), 'error');
	}
	const perTask = total(request.gpusPerTask);
	if (tasks !== undefined && perTask > 0 && gpus > 0 && perTask * tasks !== gpus)
		yield conflict('gpusPerTask', get('ntasks', 'gpus', 'gpus-per-task'), 'error');
	const written = parseNodes(get('nodes')[0]?.value ?? '');
	if (written && tasks !== undefined && tasks < written.least)
		yield conflict('tasksFewerThanNodes', get('nodes', 'ntasks'), 'warning');
}
