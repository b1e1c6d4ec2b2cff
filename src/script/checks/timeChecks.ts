import { type Finding, type Fix, replaceWith } from '../finding.ts';
import { lastSetting, type Script } from '../readScript.ts';
import type { PartitionFacts, ScriptFacts } from '../scriptFacts.ts';
import { writeTimeLimit } from '../values/time.ts';
import type { JobRequest } from './jobRequest.ts';
import { accountsFor } from './nameChecks.ts';
import { same } from './nearest.ts';

/** A time that the partition, the QOS or the next maintenance does not leave. */
export function* checkTime(
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

/** Where to point for what the script does not say: at the partition, the QOS, or the first directive. */
function anchorOf(script: Script, { component }: JobRequest): Finding['span'] {
	const named =
		lastSetting(script.settings, 'qos', component) ?? lastSetting(script.settings, 'partition', component);
	const first = script.settings.find((setting) => setting.component === component);
	return (named ?? first)?.span ?? { line: 0, start: 0, end: 0 };
}

function longest(times: readonly (number | undefined)[] | undefined): number | undefined {
	if (!times || times.length === 0) return undefined;
	return Math.max(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
}
