import { type Finding, replaceWith } from '../finding.ts';
import type { Setting } from '../readScript.ts';
import { type AccountFacts, enforces, lets, type PartitionFacts, type ScriptFacts } from '../scriptFacts.ts';
import type { JobRequest } from './jobRequest.ts';
import { inLikelyOrder, nearest, same } from './nearest.ts';

/** Partitions that are not there, or take no jobs. */
export function* checkPartitionNames(setting: Setting | undefined, facts: ScriptFacts): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (value === undefined || !valueSpan || !facts.partitions || facts.partitions.length === 0) return;
	for (const name of value.split(',').filter((part) => part !== '')) {
		const partition = facts.partitions.find((known) => known.name === name);
		if (!partition && !facts.allPartitions?.includes(name)) {
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
				// Without the names of all it may be one that the site does not list.
				severity: facts.allPartitions ? 'error' : 'warning',
				span: valueSpan,
				fixes,
			};
		} else if (partition && partition.state !== 'UP')
			yield {
				trouble: { kind: 'partitionState', name, state: partition.state },
				severity: 'warning',
				span: valueSpan,
				fixes: [],
			};
	}
}

/** Accounts that are not the person's. */
export function* checkAccount(
	setting: Setting | undefined,
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	const isEnforced = enforces(facts, 'account');
	if (!value || !valueSpan || !facts.accounts || facts.accounts.length === 0 || isEnforced === false) return;
	const mine = [...new Set(facts.accounts.map(({ name }) => name))];
	if (!mine.some((name) => same(name, value))) {
		const likely = nearest(value, mine);
		const fixes = inLikelyOrder(likely, mine).map((name) =>
			replaceWith(valueSpan, name, name === likely || mine.length === 1),
		);
		yield {
			trouble: { kind: 'accountNotMine', name: value, mine },
			severity: isEnforced ? 'error' : 'warning',
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

/** QOS that are not the person's. */
export function* checkQos(
	setting: Setting | undefined,
	request: JobRequest,
	partitions: readonly PartitionFacts[] | undefined,
	facts: ScriptFacts,
): Iterable<Finding> {
	const { value, valueSpan } = setting ?? {};
	if (!value || !valueSpan) return;
	const accounts = accountsFor(request, facts);
	const mine = [...new Set(accounts.flatMap(({ qos }) => qos))];
	const exists = facts.qos?.some(({ name }) => same(name, value));
	const isEnforced = enforces(facts, 'qos');
	if (
		mine.length > 0 &&
		!mine.some((name) => same(name, value)) &&
		(isEnforced !== false || exists === false)
	) {
		const likely = nearest(value, mine);
		const fixes = inLikelyOrder(likely, mine).map((name) => replaceWith(valueSpan, name, name === likely));
		yield {
			trouble: { kind: 'qosNotMine', name: value, account: request.account, mine, exists },
			severity: isEnforced || exists === false ? 'error' : 'warning',
			...{ span: valueSpan, fixes },
		};
		return;
	}
	yield* checkDoor(setting, request.qos, 'qos', partitions, facts);
}

/** The person's associations that a job may fall under: of its account where it names one that is known, else all. */
export function accountsFor(request: JobRequest, facts: ScriptFacts): readonly AccountFacts[] {
	const all = facts.accounts ?? [];
	const { account } = request;
	return account === undefined ? all : all.filter(({ name }) => same(name, account));
}

/** Reservations that are not there. */
export function* checkReservation(setting: Setting | undefined, facts: ScriptFacts): Iterable<Finding> {
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
