import { type Finding, type Fix, replaceWith } from '../finding.ts';
import { lastSetting, type Script, type Setting } from '../readScript.ts';
import { type AccountFacts, lets, type PartitionFacts, type ScriptFacts } from '../scriptFacts.ts';
import { highestIndex } from '../values/forms.ts';
import { writeTimeLimit } from '../values/time.ts';
import { type JobRequest, jobRequests } from './jobRequest.ts';
import { checkShape } from './shapeChecks.ts';

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

function* checkPartitionNames(setting: Setting | undefined, facts: ScriptFacts): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (value === undefined || !valueSpan || !facts.partitions || facts.partitions.length === 0) return;
	for (const name of value.split(',').filter((part) => part !== '')) {
		const partition = facts.partitions.find((known) => known.name === name);
		if (!partition) {
			const names = facts.partitions.map((known) => known.name);
			const likely = nearest(name, names);
			const fixes = inLikelyOrder(likely, names).map((other) =>
				replaceWith(
					valueSpan,
					value
						.split(',')
						.map((part) => (part === name ? other : part))
						.join(','),
					other === likely,
				),
			);
			yield {
				trouble: { kind: 'partitionUnknown', name, likely },
				severity: 'error',
				span: valueSpan,
				fixes,
			};
		} else if (partition.state !== 'UP')
			yield {
				trouble: { kind: 'partitionState', name, state: partition.state },
				severity: 'warning',
				span: valueSpan,
				fixes: [],
			};
	}
}

function* checkAccount(
	setting: Setting | undefined,
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan || !facts.accounts || facts.accounts.length === 0) return;
	const mine = [...new Set(facts.accounts.map(({ name }) => name))];
	if (!mine.some((name) => same(name, value))) {
		const likely = nearest(value, mine);
		const fixes = inLikelyOrder(likely, mine).map((name) =>
			replaceWith(valueSpan, name, name === likely || mine.length === 1),
		);
		yield {
			trouble: { kind: 'accountNotMine', name: value, mine },
			severity: 'error',
			span: valueSpan,
			fixes,
		};
		return;
	}
	yield* checkDoor(setting, request.account, 'account', partitions, facts);
}

/** Whether a partition lets an account or a QOS in. Where a job names several, one that does is enough only where limits are not enforced. */
function* checkDoor(
	setting: Setting | undefined,
	name: string | undefined,
	to: 'account' | 'qos',
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
): Iterable<Finding> {
	if (name === undefined || !setting?.valueSpan || !partitions) return;
	const closed = partitions.filter(
		(partition) => !lets(to === 'account' ? partition.accounts : partition.qos, name),
	);
	const [first] = closed;
	if (!first) return;
	const door = to === 'account' ? first.accounts : first.qos;
	const allowed = door.kind === 'only' ? door.names : [];
	const mine =
		to === 'account'
			? (facts.accounts ?? []).map((account) => account.name)
			: (facts.qos ?? []).map((qos) => qos.name);
	const fixes = [...new Set(mine)].filter((other) => lets(door, other)).slice(0, 4);
	yield {
		trouble: { kind: 'partitionClosed', partition: first.name, to, name, allowed },
		severity: closed.length === partitions.length ? 'error' : 'warning',
		span: setting.valueSpan,
		fixes: fixes.map((other) => replaceWith(setting.valueSpan ?? setting.span, other, false)),
	};
}

function* checkQos(
	setting: Setting | undefined,
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan) return;
	const accounts = accountsFor(request, facts);
	const mine = [...new Set(accounts.flatMap(({ qos }) => qos))];
	if (mine.length > 0 && !mine.some((name) => same(name, value))) {
		const exists = facts.qos?.some(({ name }) => same(name, value));
		const likely = nearest(value, mine);
		const fixes = inLikelyOrder(likely, mine).map((name) => replaceWith(valueSpan, name, name === likely));
		yield {
			trouble: { kind: 'qosNotMine', name: value, account: request.account, mine, exists },
			...{ severity: 'error', span: valueSpan, fixes },
		};
		return;
	}
	yield* checkDoor(setting, request.qos, 'qos', partitions, facts);
}

/** The person's associations that a job may fall under: of its account where it names one that is known, else all. */
function accountsFor(request: JobRequest, facts: ScriptFacts): readonly AccountFacts[] {
	const all = facts.accounts ?? [];
	const { account } = request;
	return account === undefined ? all : all.filter(({ name }) => same(name, account));
}

function* checkReservation(setting: Setting | undefined, facts: ScriptFacts): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan || !facts.reservations) return;
	const known = facts.reservations.map(({ name }) => name);
	for (const name of value.split(',')) {
		if (known.includes(name)) continue;
		const likely = nearest(name, known);
		const fixes = inLikelyOrder(likely, known).map((other) =>
			replaceWith(valueSpan, other, other === likely),
		);
		yield { trouble: { kind: 'reservationUnknown', name, known }, severity: 'error', span: valueSpan, fixes };
	}
}

function* checkTime(
	script: Script,
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
	now: number,
): Iterable<Finding> {
	const setting = lastSetting(script.settings, 'time', request.component);
	if (setting?.valueSpan ? request.time === undefined : setting !== undefined) return;
	const defaultTime = longest(partitions?.map((partition) => partition.defaultTime ?? partition.maxTime));
	const seconds = request.time ?? (partitions ? defaultTime : undefined);
	if (seconds === undefined) return;
	const isDefault = request.time === undefined;
	const span = setting?.valueSpan ?? anchorOf(script, request);
	const mend = (limit: number): readonly Fix[] => {
		const text = writeTimeLimit(limit);
		if (setting?.valueSpan) return [replaceWith(setting.valueSpan, text)];
		const { line } = span;
		const start = script.lines[line]?.length ?? 0;
		const change = { span: { line, start, end: start }, text: `\n#SBATCH --time=${text}` };
		return [{ kind: 'replace', changes: [change], isPreferred: true, shown: `--time=${text}` }];
	};
	if (!isDefault && partitions) {
		// With EnforcePartLimits=ALL each partition must allow it; else one that does is enough.
		const limits = partitions.map(({ name, maxTime }) => ({
			kind: 'partition' as const,
			name,
			limit: maxTime ?? Number.POSITIVE_INFINITY,
		}));
		const tight = limits.filter(({ limit }) => seconds > limit);
		const worst = tight.toSorted((a, b) => a.limit - b.limit)[0];
		const mayBeExceeded = exceedingQos(request, facts, worst?.limit);
		if (worst) {
			const isAll = tight.length === limits.length;
			yield {
				trouble: {
					kind: 'timeOverLimit',
					seconds,
					limit: worst.limit,
					of: { kind: worst.kind, name: worst.name },
					isDefault,
					isRefused: facts.refusesBeyondLimits === true,
				},
				severity: isAll && !mayBeExceeded ? 'error' : 'warning',
				span,
				fixes: mend(worst.limit),
			};
			return;
		}
	}
	const qos = facts.qos?.find(({ name }) => request.qos !== undefined && same(name, request.qos));
	if (
		qos?.maxTime !== undefined &&
		seconds > qos.maxTime &&
		(request.timeAtLeast ?? qos.maxTime) >= qos.maxTime
	) {
		yield {
			trouble: {
				kind: 'timeOverLimit',
				seconds,
				limit: qos.maxTime,
				of: { kind: 'qos', name: qos.name },
				isDefault,
				isRefused: qos.deniesOnLimit,
			},
			...{ severity: 'error', span, fixes: mend(qos.maxTime) },
		};
		return;
	}
	yield* checkMaintenance(request, partitions, facts, now, { seconds, span, mend });
}

/** A QOS with the flag PartitionTimeLimit goes beyond a partition's limit; Slurm shows that flag to few, a longer limit tells of it. */
function exceedingQos(request: JobRequest, facts: ScriptFacts, limit: number | undefined): boolean {
	if (limit === undefined) return false;
	const named =
		request.qos === undefined
			? accountsFor(request, facts).map(({ defaultQos }) => defaultQos)
			: [request.qos];
	return (facts.qos ?? []).some(
		({ name, maxTime }) =>
			named.some((other) => same(other, name)) && maxTime !== undefined && maxTime > limit,
	);
}

function* checkMaintenance(
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
	now: number,
	{
		seconds,
		span,
		mend,
	}: { seconds: number; span: Finding['span']; mend: (limit: number) => readonly Fix[] },
): Iterable<Finding> {
	if (!partitions || request.names.has('reservation') || request.names.has('begin')) return;
	const end = now + seconds * 1000;
	const next = (facts.reservations ?? [])
		.filter(
			({ isMaintenance, fills }) => isMaintenance && partitions.every(({ name }) => fills.includes(name)),
		)
		.filter(
			(each) => (each.end ?? Number.POSITIVE_INFINITY) > now && each.start !== undefined && each.start < end,
		)
		.toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))[0];
	if (next?.start === undefined) return;
	// Some minutes to submit it in.
	const left = Math.floor((next.start - now) / 600_000) * 600 - 600;
	const fits = left >= 600 ? left : undefined;
	yield {
		trouble: { kind: 'maintenance', start: next.start, fits },
		...{ severity: 'warning', span, fixes: fits === undefined ? [] : mend(fits) },
	};
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

/** Where to point for what the script does not say: at the partition, the QOS, or the first directive. */
function anchorOf(script: Script, { component }: JobRequest): Finding['span'] {
	const settings = script.settings.filter((setting) => setting.component === component);
	const named = ['qos', 'partition']
		.map((name) => lastSetting(settings, name, component))
		.find((each) => each !== undefined);
	return (named ?? settings[0])?.span ?? { line: 0, start: 0, end: 0 };
}

function longest(times: readonly (number | undefined)[] | undefined): number | undefined {
	if (!times || times.length === 0) return undefined;
	return Math.max(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}

function same(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

/** The known name that was probably meant. */
function nearest(name: string, known: readonly string[]): string | undefined {
	const plain = name.toLowerCase();
	return (
		known.find((other) => same(other, name)) ??
		known.find((other) => other.toLowerCase().startsWith(plain) || plain.startsWith(other.toLowerCase())) ??
		known.find((other) => isNear(plain, other.toLowerCase()))
	);
}

/** One letter more, less or other, or two swapped. */
function isNear(a: string, b: string): boolean {
	let start = 0;
	while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
	let end = 0;
	while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
	const left = a.slice(start, a.length - end);
	const right = b.slice(start, b.length - end);
	return (
		(left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''))
	);
}

function inLikelyOrder(likely: string | undefined, names: readonly string[]): readonly string[] {
	return [...(likely === undefined ? [] : [likely]), ...names.filter((name) => name !== likely)].slice(0, 5);
}
