import * as l10n from '@vscode/l10n';
import { type LimitHit, tooMuch } from '../slurm/wait/limitHit.ts';
import { amountText, minutesText } from './amountText.ts';
import { exactSpanText } from './spanText.ts';

/** A limit with its numbers, and by how much it is exceeded where that is known. */
export function limitText(hit: LimitHit): string {
	const excess = tooMuch(hit);
	const sentence = sentenceOf(hit);
	if (excess === undefined || hit.measure === 'jobs' || hit.measure === 'submitted') return sentence;
	const amount = quantity(hit, excess);
	// Where the site hides what is used, it can only be more.
	const isLeast = hit.used === undefined && hit.scope !== 'eachJob' && hit.scope !== 'eachNode';
	if (isLeast) return l10n.t('{0} That is at least {1} too much.', sentence, amount);
	return hit.isMinimum
		? l10n.t('{0} That is {1} too little.', sentence, amount)
		: l10n.t('{0} That is {1} too much.', sentence, amount);
}

function sentenceOf(hit: LimitHit): string {
	switch (hit.measure) {
		case 'jobs':
		case 'submitted':
			return jobsSentence(hit);
		case 'wallMinutes':
		case 'amount':
			return amountSentence(hit);
		case 'minutes':
			return budgetSentence(hit);
		case 'runMinutes':
			return claimSentence(hit);
	}
}

/** What carries the limit, as it stands at the beginning of a sentence. */
function holderName({ holder }: LimitHit): string {
	switch (holder.kind) {
		case 'qos':
			return l10n.t('QOS {0}', holder.name);
		case 'partition':
			return l10n.t('Partition {0}', holder.name);
		case 'array':
			return l10n.t('Array {0}', holder.id);
		case 'account':
			return l10n.t('Account {0}', holder.account);
	}
}

/** For whom, in the middle of a sentence: an account's limit on a user is on this one. */
function forWhom({ holder, scope }: LimitHit): string {
	if (scope === 'eachAccount') return l10n.t('each account');
	return holder.kind === 'account' ? l10n.t('you') : l10n.t('each user');
}

function jobsSentence(hit: LimitHit): string {
	const { scope, limit, used, measure } = hit;
	const allowed =
		measure === 'jobs'
			? limit === 1
				? l10n.t('1 running job')
				: l10n.t('{0} running jobs', limit.toLocaleString())
			: limit === 1
				? l10n.t('1 job in the queue')
				: l10n.t('{0} jobs in the queue', limit.toLocaleString());
	const rule =
		scope === 'together'
			? l10n.t('{0} allows {1} at a time', holderName(hit), allowed)
			: l10n.t('{0} allows {1} {2} at a time', holderName(hit), forWhom(hit), allowed);
	if (used === undefined) return l10n.t('{0}.', rule);
	const there =
		scope === 'eachUser'
			? l10n.t('you have {0}', used.toLocaleString())
			: used === 1
				? l10n.t('there is 1')
				: l10n.t('there are {0}', used.toLocaleString());
	return l10n.t('{0}; {1}.', rule, there);
}

function amountSentence(hit: LimitHit): string {
	const { scope, limit, used, asks, isMinimum } = hit;
	const allowed = quantity(hit, limit);
	const rule = () => {
		if (isMinimum) return l10n.t('{0} wants at least {1} a job', holderName(hit), allowed);
		switch (scope) {
			case 'eachJob':
				return l10n.t('{0} allows a job at most {1}', holderName(hit), allowed);
			case 'eachNode':
				return l10n.t('{0} allows a job at most {1} on a node', holderName(hit), allowed);
			case 'together':
				return hit.measure === 'wallMinutes'
					? l10n.t('{0} allows all its jobs together {1}', holderName(hit), allowed)
					: l10n.t('{0} allows all its jobs together {1} at a time', holderName(hit), allowed);
			default:
				return l10n.t('{0} allows {1} {2} at a time', holderName(hit), forWhom(hit), allowed);
		}
	};
	const facts = [rule()];
	if (used !== undefined)
		facts.push(
			scope === 'eachUser'
				? l10n.t('you use {0}', quantity(hit, used))
				: l10n.t('{0} in use', quantity(hit, used)),
		);
	if (asks !== undefined) facts.push(l10n.t('this job asks for {0}', quantity(hit, asks)));
	return l10n.t('{0}.', facts.join('; '));
}

function budgetSentence(hit: LimitHit): string {
	const { scope, limit, used, committed, asks } = hit;
	const facts =
		scope === 'together'
			? [l10n.t('{0} may use {1}', holderName(hit), quantity(hit, limit))]
			: [l10n.t('{0} allows a job at most {1}', holderName(hit), quantity(hit, limit))];
	if (used !== undefined && scope === 'together')
		facts.push(
			committed
				? l10n.t('{0} used and {1} promised to running jobs', quantity(hit, used), quantity(hit, committed))
				: l10n.t('{0} used', quantity(hit, used)),
		);
	if (asks !== undefined) facts.push(l10n.t('this job asks for up to {0}', quantity(hit, asks)));
	return l10n.t('{0}.', facts.join('; '));
}

function claimSentence(hit: LimitHit): string {
	const { scope, limit, used, asks } = hit;
	const rule =
		scope === 'together'
			? l10n.t('{0} lets its running jobs claim {1} at a time', holderName(hit), quantity(hit, limit))
			: l10n.t(
					'{0} lets running jobs of {1} claim {2} at a time',
					holderName(hit),
					forWhom(hit),
					quantity(hit, limit),
				);
	const facts = [l10n.t('{0} (what they have, times the time they have left)', rule)];
	if (used !== undefined) facts.push(l10n.t('{0} are claimed', quantity(hit, used)));
	if (asks !== undefined) facts.push(l10n.t('this job asks for {0}', quantity(hit, asks)));
	return l10n.t('{0}.', facts.join('; '));
}

/** A number of the limit's own kind. */
function quantity({ measure, resource }: LimitHit, amount: number): string {
	if (measure === 'wallMinutes') return exactSpanText(amount * 60);
	if (measure === 'minutes' || measure === 'runMinutes') return minutesText(resource, amount);
	return amountText(resource, amount);
}
