import * as l10n from '@vscode/l10n';
import type { Seconds } from '../slurm/duration.ts';
import { budgetAmountText } from './budgetText.ts';
import { formatBytes } from './formatBytes.ts';

const MIB = 1024 ** 2;

/** An amount of one of Slurm's resources in words: `4 GPUs`, `1 CPU`, `64 GiB of memory`. */
export function amountText(resource: string, amount: number): string {
	const count = rounded(amount);
	const isOne = amount === 1;
	if (resource === 'cpu') return isOne ? l10n.t('1 CPU') : l10n.t('{0} CPUs', count);
	if (resource === 'node') return isOne ? l10n.t('1 node') : l10n.t('{0} nodes', count);
	if (resource === 'mem') return l10n.t('{0} of memory', formatBytes(amount * MIB));
	if (resource === 'gres/gpu') return isOne ? l10n.t('1 GPU') : l10n.t('{0} GPUs', count);
	if (resource === 'billing') return isOne ? l10n.t('1 billing unit') : l10n.t('{0} billing units', count);
	const [family = '', name = ''] = resource.split(/\/(.*)/s);
	if (name.startsWith('gpu:')) {
		const type = name.slice('gpu:'.length);
		return isOne ? l10n.t('1 {0} GPU', type) : l10n.t('{0} {1} GPUs', count, type);
	}
	if (family === 'license')
		return isOne ? l10n.t('1 license of {0}', name) : l10n.t('{0} licenses of {1}', count, name);
	return l10n.t('{0} of {1}', count, name || resource);
}

/** A resource times minutes: `98 GPU-h`, `600,000 billing-minutes`. */
export function minutesText(resource: string, minutes: number): string {
	if (resource === 'billing') return l10n.t('{0} billing-minutes', rounded(minutes));
	if (resource === 'mem') return l10n.t('{0} of memory for an hour', formatBytes((minutes / 60) * MIB));
	return budgetAmountText({ resource, unit: undefined }, minutes / 60);
}

/** Rounds up what is not whole: a limit is exceeded by less than one as well. */
function rounded(amount: number): string {
	return Math.ceil(amount).toLocaleString();
}

/** `2 days`, `1 day 12 h`, `90 min`: a length as people say it. */
export function lengthText(length: Seconds): string {
	const days = Math.floor(length / 86_400);
	const hours = Math.floor((length % 86_400) / 3600);
	const minutes = Math.floor((length % 3600) / 60);
	const inDays = days === 1 ? l10n.t('1 day') : l10n.t('{0} days', days);
	if (days > 0) return hours > 0 ? l10n.t('{0} {1} h', inDays, hours) : inDays;
	if (hours > 0) return minutes > 0 ? l10n.t('{0} h {1} min', hours, minutes) : l10n.t('{0} h', hours);
	return minutes > 0 ? l10n.t('{0} min', minutes) : l10n.t('{0} s', length);
}
