import * as l10n from '@vscode/l10n';
import type { Association } from '../slurm/cluster/associations.ts';
import { type Access, admits, type Partition } from '../slurm/cluster/partitions.ts';

/** Whether the person may use a partition, and who may. */
export interface AccessText {
	/** Undefined where that cannot be known. */
	readonly mayUse: boolean | undefined;
	readonly words: string;
}

/** @param associations undefined where accounting is not used or not told */
export function accessText(
	partition: Partition,
	associations: readonly Association[] | undefined,
): AccessText {
	const { accounts, qos, groups } = partition;
	if (partition.isRootOnly) return { mayUse: false, words: l10n.t('administrators only') };
	const mine = associations?.filter(
		(association) => association.partition === '' || association.partition === partition.name,
	);
	const fit = mine?.filter((association) => admits(accounts, [association.account]));
	const rules = [
		ruleWords(accounts, l10n.t('accounts')),
		ruleWords(qos, l10n.t('QOS')),
		ruleWords(groups, l10n.t('Unix groups')),
		partition.needsReservation ? l10n.t('jobs in a reservation only') : '',
	].filter((text) => text !== '');
	const everybody = rules.length === 0 ? l10n.t('everybody') : rules.join('; ');
	if (!mine || !fit) return { mayUse: undefined, words: everybody };
	const names = [...new Set(fit.map(({ account }) => account))];
	if (names.length === 0) return { mayUse: false, words: l10n.t('not you: {0}', everybody) };
	if (!fit.some((association) => qos.kind === 'all' || admits(qos, association.qos)))
		return { mayUse: false, words: l10n.t('not you: {0}', everybody) };
	const you =
		names.length === 1
			? l10n.t('you, by account {0}', names.join())
			: l10n.t('you, by accounts {0}', names.join(', '));
	// Group names of a site are not asked for, so membership is not claimed.
	const mayUse = groups.kind === 'all' && !partition.needsReservation ? true : undefined;
	return { mayUse, words: rules.length === 0 ? you : l10n.t('{0}; open to {1}', you, everybody) };
}

function ruleWords(allowed: Access, what: string): string {
	switch (allowed.kind) {
		case 'all':
			return '';
		case 'only':
			return l10n.t('{0} {1}', what, allowed.names.join(', '));
		case 'except':
			return l10n.t('all {0} but {1}', what, allowed.names.join(', '));
	}
}
