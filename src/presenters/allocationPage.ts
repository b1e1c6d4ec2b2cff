import * as l10n from '@vscode/l10n';
import type { AllocationSnapshot } from '../allocation/allocationStore.ts';
import {
	type Budget,
	type BudgetLine,
	budgetLine,
	byTightness,
	remainingOf,
	stateOf,
	usedShareOf,
} from '../allocation/budget.ts';
import { burnRate, type Forecast, forecast } from '../allocation/usage/forecast.ts';
import type { DayUse, ShareOfUse } from '../allocation/usage/usePerDay.ts';
import type { Site } from '../sites/site.ts';
import { originText } from './allocationTooltip.ts';
import { budgetAmountText, budgetHeading, dayText, figureText, mostTelling, unitText } from './budgetText.ts';
import { problemLine, rawAnswer } from './problemText.ts';
import { type SiteLink, siteEvidence, siteLine, siteLinks } from './profileText.ts';

/** What is known of the use of one line of a budget. */
export interface LineUse {
	/** In the line's own unit; empty where that is not known from day to day. */
	readonly days: readonly DayUse[];
	/** What accounting counts for the line, by Slurm's name, in hours: that of the figures below. */
	readonly counted: string;
	/** Empty where accounting does not tell. */
	readonly countedDays: readonly DayUse[];
	readonly users: readonly ShareOfUse[];
	readonly jobs: readonly ShareOfUse[];
}

export interface ClusterAllocation {
	readonly name: string;
	/** Undefined for a cluster that is not connected, of which only the last figures are known. */
	readonly site:
		| Pick<Site, 'title' | 'verified' | 'evidence' | 'etiquette' | 'links' | 'documentation'>
		| undefined;
	readonly snapshot: AllocationSnapshot;
	/** Undefined where nothing is known of it, or not yet. */
	readonly useOf: (budget: Budget, line: BudgetLine) => LineUse | undefined;
	/** What the person's own waiting jobs will use up at most, in the line's unit; undefined where it cannot be told. */
	readonly waitingFor: (budget: Budget, line: BudgetLine) => number | undefined;
	/** Why accounting could not be asked for the use; undefined where it could. */
	readonly useError: unknown;
}

/** A bar with its figures; `share` is from 0 to 1. */
export interface PageBar {
	readonly label: string;
	readonly text: string;
	readonly share: number;
}

export interface PageLine {
	readonly title: string;
	/** For the colour, beside the word in `state`. */
	readonly mood: 'good' | 'warning' | 'bad' | 'plain';
	readonly state: string;
	/** Undefined where the share is not known. */
	readonly usedShare: number | undefined;
	readonly summary: string;
	readonly facts: readonly (readonly [name: string, value: string])[];
	readonly forecast: string;
	readonly chart: { readonly caption: string; readonly bars: readonly PageBar[] } | undefined;
	readonly rankings: readonly { readonly caption: string; readonly bars: readonly PageBar[] }[];
}

export interface PageAccount {
	readonly title: string;
	readonly notes: readonly string[];
	readonly lines: readonly PageLine[];
}

export interface PageTrouble {
	readonly text: string;
	/** What a program printed, to look at; empty where it printed nothing. */
	readonly raw: string;
}

export interface PageCluster {
	readonly name: string;
	readonly site: string;
	readonly origin: string;
	/** What the site asks of people, and on what is known about it rests. */
	readonly notes: readonly string[];
	readonly links: readonly SiteLink[];
	readonly troubles: readonly PageTrouble[];
	readonly accounts: readonly PageAccount[];
}

export interface AllocationPage {
	readonly title: string;
	readonly buttons: { readonly refresh: string; readonly export: string };
	readonly tableCaption: string;
	readonly rawCaption: string;
	readonly empty: string;
	readonly clusters: readonly PageCluster[];
}

const RANKED = 8;

/** The whole page as plain data; the script that draws it adds no words. */
export function allocationPage(clusters: readonly ClusterAllocation[], now: Date): AllocationPage {
	return {
		title: l10n.t('Allocation'),
		buttons: { refresh: l10n.t('Ask Again'), export: l10n.t('Export as CSV…') },
		tableCaption: l10n.t('The same as a table'),
		rawCaption: l10n.t('What was printed'),
		empty:
			clusters.length === 0 ? l10n.t('No cluster is connected. Connect to one to see what is left.') : '',
		clusters: clusters.map((cluster) => clusterPage(cluster, now)),
	};
}

function clusterPage(cluster: ClusterAllocation, now: Date): PageCluster {
	const { name, site, snapshot } = cluster;
	const place = {
		name,
		site: site ? siteLine(site) : l10n.t('Not connected'),
		notes: site ? [site.etiquette, siteEvidence(site)].filter((text) => text !== undefined) : [],
		links: site ? siteLinks(site) : [],
	};
	if (snapshot.kind === 'loading')
		return { ...place, origin: l10n.t('Being read…'), troubles: [], accounts: [] };
	return {
		...place,
		origin: l10n.t('Read {0}', originText(snapshot, now)),
		troubles: troublesOf(cluster, snapshot),
		accounts: snapshot.budgets.map((budget) => accountPage(cluster, budget, now)),
	};
}

function troublesOf(
	{ useError }: ClusterAllocation,
	snapshot: Exclude<AllocationSnapshot, { kind: 'loading' }>,
): readonly PageTrouble[] {
	const errors = snapshot.kind === 'loaded' ? snapshot.passedOver : [snapshot.error];
	const known = errors.filter((error) => error !== undefined);
	const said = (text: string) => [{ text, raw: '' }];
	return [
		...(snapshot.kind === 'stale' && snapshot.at
			? said(l10n.t('These are the figures of the last time that could be read.'))
			: []),
		...known.map((error) => ({ text: problemLine(error), raw: rawAnswer(error) })),
		...(useError === undefined
			? []
			: said(l10n.t('What was used from day to day could not be read. {0}', problemLine(useError)))),
		...(snapshot.budgets.length === 0 && snapshot.at
			? said(l10n.t('No account is listed for you here.'))
			: []),
	];
}

function accountPage(cluster: ClusterAllocation, budget: Budget, now: Date): PageAccount {
	const notes = [
		...(budget.lines.length === 0 ? [l10n.t('Nothing limits this account.')] : []),
		...(budget.isOwnUseOnly
			? [l10n.t('The site hides what others in the account use: the figures are your own use.')]
			: []),
	];
	return {
		title: budgetHeading(budget),
		notes,
		lines:
			budget.lines.length === 0
				? [unlimited(cluster, budget, now)]
				: byTightness(budget.lines, now).map((line) => linePage(cluster, budget, line, now)),
	};
}

/** What an account without any limit used. */
function unlimited(cluster: ClusterAllocation, budget: Budget, now: Date): PageLine {
	const [resource, used] = mostTelling(budget);
	const line = budgetLine({ resource, used, limitedBy: budget.account });
	return { ...linePage(cluster, budget, line, now), state: l10n.t('no limit') };
}

function linePage(cluster: ClusterAllocation, budget: Budget, line: BudgetLine, now: Date): PageLine {
	const use = cluster.useOf(budget, line);
	const rate = use === undefined ? undefined : burnRate(use.days, now);
	const state = stateOf(line, now);
	const unit = unitText(line);
	return {
		title: line.onlyIn === undefined ? unit : l10n.t('{0}, only for jobs with QOS {1}', unit, line.onlyIn),
		mood: { fine: 'good', low: 'warning', exhausted: 'bad', expired: 'bad', unknown: 'plain' }[
			state
		] as PageLine['mood'],
		state: stateWord(state),
		usedShare: usedShareOf(line),
		summary: summaryOf(line),
		facts: factsOf(line, budget, { rate, waiting: cluster.waitingFor(budget, line) }, now),
		forecast: forecastText(line, forecast(line, rate, now), now),
		chart: use ? chartOf(use, unit) : undefined,
		rankings: use ? rankingsOf(use) : [],
	};
}

function stateWord(state: ReturnType<typeof stateOf>): string {
	switch (state) {
		case 'fine':
			return l10n.t('fine');
		case 'low':
			return l10n.t('low');
		case 'exhausted':
			return l10n.t('used up');
		case 'expired':
			return l10n.t('over');
		case 'unknown':
			return l10n.t('not known');
	}
}

function summaryOf(line: BudgetLine): string {
	const left = remainingOf(line);
	const share = usedShareOf(line);
	const percent =
		share === undefined ? undefined : Math.min(100, Math.max(0, Math.floor((1 - share) * 100 + 1e-9)));
	if (left !== undefined && line.granted !== undefined)
		return l10n.t('{0} of {1} left', budgetAmountText(line, left), figureText(line.granted));
	if (left !== undefined) return l10n.t('{0} left', budgetAmountText(line, left));
	if (percent !== undefined) return l10n.t('{0} % left', percent);
	if (line.told === 'exhausted') return l10n.t('Nothing is left. The site tells no amounts here.');
	if (line.told === 'usable') return l10n.t('Something is left. The site tells no amounts here.');
	return line.used === undefined ? '' : l10n.t('{0} used', budgetAmountText(line, line.used));
}

function factsOf(
	line: BudgetLine,
	budget: Budget,
	{ rate, waiting }: { readonly rate: number | undefined; readonly waiting: number | undefined },
	now: Date,
): PageLine['facts'] {
	const figure = (amount: number | undefined) => (amount === undefined ? '' : budgetAmountText(line, amount));
	const facts: PageLine['facts'] = [
		[l10n.t('Granted'), figure(line.granted) + periodText(line)],
		[l10n.t('Used'), figure(line.used)],
		[l10n.t('Committed by running jobs'), figure(line.committed)],
		[l10n.t('At most by your waiting jobs'), figure(waiting === 0 ? undefined : waiting)],
		[l10n.t('Set on'), line.limitedBy === budget.account ? '' : line.limitedBy],
		[l10n.t('Ends'), line.end ? dayText(line.end, now) : ''],
		[l10n.t('Used a day of late'), rate === undefined ? '' : budgetAmountText(line, rate)],
	];
	return facts.filter(([, value]) => value !== '');
}

function periodText({ period, granted }: BudgetLine): string {
	if (granted === undefined || period.kind === 'total') return '';
	return period.kind === 'month' ? ` ${l10n.t('this month')}` : ` ${l10n.t('in any {0} days', period.days)}`;
}

/** `At this rate it lasts until about 12 March; it ends on 31 March.` */
function forecastText(line: BudgetLine, expected: Forecast, now: Date): string {
	switch (expected.kind) {
		case 'unknown':
			return '';
		case 'decays':
			return l10n.t('Old use counts less as time goes by, so that what is left grows again by itself.');
		case 'lasts':
			return line.end
				? l10n.t('At the rate of late it lasts to its end on {0}.', dayText(line.end, now))
				: l10n.t('At the rate of late it lasts for years.');
		case 'runsOut':
			return line.end
				? l10n.t(
						'At the rate of late it lasts until about {0}; it ends on {1}.',
						dayText(expected.at, now),
						dayText(line.end, now),
					)
				: l10n.t('At the rate of late it lasts until about {0}.', dayText(expected.at, now));
	}
}

/** In the line's own unit where that is known from day to day, else as accounting counts it. */
function chartOf(use: LineUse, lineUnit: string): PageLine['chart'] {
	const [days, unit] =
		use.days.length > 0
			? [use.days, lineUnit]
			: [use.countedDays, unitText({ resource: use.counted, unit: undefined })];
	if (days.length === 0) return undefined;
	const most = Math.max(...days.map(({ hours }) => hours), Number.MIN_VALUE);
	return {
		caption: l10n.t('Used on each of the last {0} days, {1}', days.length, unit),
		bars: days.map(({ day, hours }) => ({
			label: day.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short' }),
			text: figureText(hours),
			share: hours / most,
		})),
	};
}

function rankingsOf({ users, jobs, counted }: LineUse): PageLine['rankings'] {
	const unit = unitText({ resource: counted, unit: undefined });
	const ranking = (caption: string, shares: readonly ShareOfUse[]) => {
		const [most] = shares;
		return most
			? [
					{
						caption,
						bars: shares.slice(0, RANKED).map(({ name, hours }) => ({
							label: name,
							text: `${figureText(hours)} ${unit}`,
							share: hours / most.hours,
						})),
					},
				]
			: [];
	};
	return [
		...(users.length > 1 ? ranking(l10n.t('Used by'), users) : []),
		...ranking(l10n.t('Jobs that used most'), jobs),
	];
}
