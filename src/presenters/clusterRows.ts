import * as l10n from '@vscode/l10n';
import type { ClusterFacts, Fact } from '../slurm/cluster/clusterFacts.ts';
import type { Partition } from '../slurm/cluster/partitions.ts';
import { mayUse, type Reservation } from '../slurm/cluster/reservations.ts';
import { isDenied } from '../slurm/slurmFailure.ts';
import { clockTime } from './clockTime.ts';
import { partitionRow } from './partitionRow.ts';
import { whatHappened } from './problemText.ts';
import { markdownText, type Row } from './row.ts';

/** What the presenter needs to know of a connected cluster. */
export interface ClusterOffer {
	readonly cluster: string;
	readonly user: string;
	readonly facts: ClusterFacts;
	/** Of the connection as a whole; undefined while all is well. */
	readonly error: unknown;
	/** Rows about the site. */
	readonly site: readonly Row[];
	/** Rows about the load that this program puts on Slurm. */
	readonly load: readonly Row[];
}

/** A cluster of the Cluster view, with what it offers below; no children as long as nothing was asked. */
export function clusterRow({ cluster, user, facts, error, site, load }: ClusterOffer, now: Date): Row {
	const { partitions, nodes, associations, reservations, configuration } = facts;
	const version = configuration.value ? l10n.t('Slurm {0}', configuration.value.version) : '';
	const at = nodes.at ?? partitions.at;
	const asked = at ? l10n.t('as of {0}', clockTime(at, now)) : '';
	const description = [version, asked].filter((text) => text !== '').join(' · ');
	const children: Row[] = [
		...(error === undefined ? [] : [notTold(`${cluster}/failure`, whatHappened(error), 'error')]),
		...site,
		...inOrder(partitions.value ?? []).map((partition) =>
			partitionRow(cluster, partition, nodes.value, associations.value),
		),
		...(reservations.value ?? [])
			.filter(({ end }) => end === undefined || end > now)
			.toSorted((a, b) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0))
			.map((reservation) => reservationRow(cluster, reservation, user, associations.value ?? [], now)),
		...missingRows(cluster, facts),
		...load,
	];
	return {
		id: cluster,
		label: cluster,
		description,
		icon: 'vm',
		contextValue: 'cluster',
		spoken: [l10n.t('Cluster {0}', cluster), description].filter((text) => text !== '').join(', '),
		children,
		expanded: true,
	};
}

/** The default one first, as a person looks for it; else as the site lists them. */
function inOrder(partitions: readonly Partition[]): readonly Partition[] {
	return partitions.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

function reservationRow(
	cluster: string,
	reservation: Reservation,
	user: string,
	associations: readonly { readonly account: string }[],
	now: Date,
): Row {
	const { name, start, end, nodes, isMaintenance } = reservation;
	const from = start ? clockTime(start, now) : '';
	const until = end ? clockTime(end, now) : '';
	const when = start && start > now ? l10n.t('{0} to {1}', from, until) : l10n.t('now, until {0}', until);
	const isMine =
		!isMaintenance &&
		(associations.length > 0 ? associations : [{ account: '' }]).some(({ account }) =>
			mayUse(reservation, user, account),
		);
	const whose = isMaintenance ? '' : isMine ? l10n.t('you may use it') : l10n.t('for others');
	const label = isMaintenance ? l10n.t('Maintenance') : l10n.t('Reservation {0}', name);
	const description = [when, whose, nodes].filter((text) => text !== '').join(' · ');
	return {
		id: `${cluster}/reservation/${name}`,
		label,
		description,
		icon: isMaintenance ? 'tools' : 'bookmark',
		...(isMaintenance && { iconColor: 'list.warningForeground' }),
		contextValue: 'reservation',
		spoken: `${label}: ${description}`,
		tooltip: [
			`**${markdownText(name)}**`,
			markdownText(description),
			isMaintenance
				? markdownText(l10n.t('A job starts before it only if its time limit ends before it.'))
				: '',
		]
			.filter((text) => text !== '')
			.join('\n\n'),
	};
}

/** What the person looks for in this view, by name. */
const SHOWN: readonly (readonly [keyof ClusterFacts, () => string])[] = [
	['partitions', () => l10n.t('partitions')],
	['nodes', () => l10n.t('nodes')],
	['reservations', () => l10n.t('reservations')],
	['configuration', () => l10n.t('configuration')],
	['associations', () => l10n.t('your accounts')],
];

/** One row for all that the site keeps to itself, and one for what failed for now. */
function missingRows(cluster: string, facts: ClusterFacts): readonly Row[] {
	const missing = SHOWN.filter(([name]) => facts[name].error !== undefined);
	const denied = missing.filter(([name]) => isDenied(facts[name].error));
	const failed = missing.filter(([name]) => !isDenied(facts[name].error));
	const hidden = facts.configuration.value?.hidden ?? [];
	const names = denied.map(([, words]) => words());
	// The controller says "no reservations" where it hides them.
	if (hidden.includes('reservations') && facts.reservations.error === undefined)
		names.push(l10n.t('reservations of others'));
	const rows: Row[] = [];
	if (names.length > 0) {
		const words = l10n.t('This site does not show: {0}', names.join(', '));
		rows.push({
			...notTold(`${cluster}/hidden`, words, 'eye-closed'),
			tooltip: tooltip(
				words,
				denied.map(([name]) => facts[name]),
			),
		});
	}
	if (failed.length > 0) {
		const words = l10n.t('No answer about: {0}', failed.map(([, name]) => name()).join(', '));
		rows.push({
			...notTold(`${cluster}/failed`, words, 'warning'),
			tooltip: tooltip(
				words,
				failed.map(([name]) => facts[name]),
			),
		});
	}
	return rows;
}

function tooltip(words: string, facts: readonly Fact<unknown>[]): string {
	const reasons = new Set(facts.map(({ error }) => markdownText(whatHappened(error))));
	return [markdownText(words), ...reasons].join('\n\n');
}

function notTold(id: string, words: string, icon: string): Row {
	return { id, label: words, description: '', icon, contextValue: 'fact', spoken: words };
}
