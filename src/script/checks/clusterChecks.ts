import type { Finding } from '../finding.ts';
import { lastSetting, type Script, type Setting } from '../readScript.ts';
import type { PartitionFacts, ScriptFacts } from '../scriptFacts.ts';
import { highestIndex } from '../values/forms.ts';
import { type JobRequest, jobRequests } from './jobRequest.ts';
import { checkAccount, checkPartitionNames, checkQos, checkReservation } from './nameChecks.ts';
import { checkShape } from './shapeChecks.ts';
import { checkTime } from './timeChecks.ts';

const GPU_OPTIONS = ['gpus', 'gpus-per-node', 'gpus-per-task', 'gpus-per-socket', 'gres'];
const MOST_FIXES = 3;

/** What only the cluster can say: names, permissions, limits, the shape of nodes. */
export function* checkCluster(script: Script, facts: ScriptFacts, now: number): Iterable<Finding> {
	for (const request of jobRequests(script)) {
		if (request.isElsewhere) continue;
		yield* checkJob(script, request, facts, now);
	}
}

function* checkJob(script: Script, request: JobRequest, facts: ScriptFacts, now: number): Iterable<Finding> {
	const get = (name: string) => lastSetting(script.settings, name, request.component);
	yield* checkPartitionNames(get('partition'), facts);
	const partitions = partitionsFor(request, facts);
	yield* checkAccount(get('account'), request, partitions, facts);
	yield* checkQos(get('qos'), request, partitions, facts);
	yield* checkReservation(get('reservation'), facts);
	yield* checkTime(script, request, partitions, facts, now);
	yield* checkArray(get('array'), facts);
	yield* checkRequired(script, request, facts);
	if (partitions) yield* checkShape(script, request, partitions, facts);
}

/** The partitions that a job may run in; undefined when one of them is not known. */
function partitionsFor(request: JobRequest, facts: ScriptFacts): readonly PartitionFacts[] | undefined {
	const known = facts.partitions;
	if (!known) return undefined;
	const found = request.partitions
		? request.partitions.map((name) => known.find((partition) => partition.name === name))
		: [known.find(({ isDefault }) => isDefault)];
	return found.every((partition) => partition !== undefined) ? found : undefined;
}

function* checkArray(setting: Setting | undefined, facts: ScriptFacts): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan || facts.maxArraySize === undefined) return;
	const index = highestIndex(value);
	if (index !== undefined && index >= facts.maxArraySize)
		yield {
			trouble: { kind: 'arrayTooHigh', index, highest: facts.maxArraySize - 1 },
			severity: 'error',
			span: valueSpan,
			fixes: [],
		};
}

/** A warning only: what the site's profile says may be old, and a variable or an option of the submission may say it too. */
function* checkRequired(
	{ settings }: Script,
	{ component, names }: JobRequest,
	facts: ScriptFacts,
): Iterable<Finding> {
	const [first] = settings.filter((setting) => setting.component === component);
	if (!first) return;
	for (const name of facts.required ?? []) {
		if (name === 'gpus' ? GPU_OPTIONS.some((option) => names.has(option)) : names.has(name)) continue;
		const accounts = name === 'account' ? [...new Set((facts.accounts ?? []).map((each) => each.name))] : [];
		const above = { line: first.nameSpan.line, start: 0, end: 0 };
		yield {
			trouble: { kind: 'siteRequires', name, cluster: facts.cluster },
			severity: 'warning',
			span: first.nameSpan,
			fixes: accounts.slice(0, MOST_FIXES).map((account) => ({
				kind: 'add',
				shown: `--account=${account}`,
				isPreferred: accounts.length === 1,
				changes: [{ span: above, text: `#SBATCH --account=${account}\n` }],
			})),
		};
	}
}
