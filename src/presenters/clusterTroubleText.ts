import * as l10n from '@vscode/l10n';
import type { Resource, Trouble } from '../script/finding.ts';
import { writeMemory } from '../script/values/memory.ts';
import { writeTimeLimit } from '../script/values/time.ts';
import { few } from './nameList.ts';

type ClusterTrouble = Extract<
	Trouble,
	{
		kind:
			| 'partitionUnknown'
			| 'partitionState'
			| 'partitionClosed'
			| 'accountNotMine'
			| 'qosNotMine'
			| 'reservationUnknown'
			| 'featureUnknown'
			| 'timeOverLimit'
			| 'maintenance'
			| 'siteRequires'
			| 'arrayTooHigh'
			| 'tooMany'
			| 'gpuTypeUnknown'
			| 'noGpus'
			| 'noNodeFits';
	}
>;

/** What the cluster does not have or allow. */
export function clusterText(trouble: ClusterTrouble): string {
	switch (trouble.kind) {
		case 'partitionUnknown':
			return trouble.likely === undefined
				? l10n.t('The cluster has no partition "{0}".', trouble.name)
				: l10n.t('The cluster has no partition "{0}". Did you mean {1}?', trouble.name, trouble.likely);
		case 'partitionState':
			return trouble.state === 'DOWN'
				? l10n.t('Partition {0} starts no jobs at the moment; the job would wait.', trouble.name)
				: l10n.t('Partition {0} takes no jobs at the moment ({1}).', trouble.name, trouble.state);
		case 'partitionClosed':
			return trouble.to === 'account'
				? l10n.t('Partition {0} is not open to account {1}.', trouble.partition, trouble.name) +
						allowedText(trouble.allowed)
				: l10n.t('Partition {0} does not take QOS {1}.', trouble.partition, trouble.name) +
						allowedText(trouble.allowed);
		case 'accountNotMine':
			return l10n.t('You have no account "{0}". Yours: {1}.', trouble.name, few(trouble.mine));
		case 'qosNotMine':
			return trouble.account === undefined
				? l10n.t('You may not use QOS "{0}". Yours: {1}.', trouble.name, few(trouble.mine))
				: l10n.t(
						'With account {0} you may not use QOS "{1}". There are: {2}.',
						trouble.account,
						trouble.name,
						few(trouble.mine),
					);
		case 'reservationUnknown':
			return trouble.known.length === 0
				? l10n.t('There is no reservation "{0}"; the cluster has none at the moment.', trouble.name)
				: l10n.t('There is no reservation "{0}". There are: {1}.', trouble.name, few(trouble.known));
		case 'featureUnknown':
			return trouble.known.length === 0
				? l10n.t('No node of {0} has the feature "{1}".', few(trouble.partitions), trouble.name)
				: l10n.t(
						'No node of {0} has the feature "{1}". There are: {2}.',
						few(trouble.partitions),
						trouble.name,
						few(trouble.known),
					);
		case 'timeOverLimit':
			return timeText(trouble);
		case 'maintenance':
			return maintenanceText(trouble.start, trouble.fits);
		case 'siteRequires':
			return l10n.t(
				'Jobs on {0} must say --{1}, by the profile of the site: without it this one may be refused. Add a line "#SBATCH --{1}=…".',
				trouble.cluster,
				trouble.name,
			);
		case 'arrayTooHigh':
			return l10n.t('The highest number of an array task on this cluster is {0}.', trouble.highest);
		case 'tooMany':
			return tooManyText(trouble.what, trouble.asked, trouble.most, few(trouble.partitions));
		case 'gpuTypeUnknown':
			return (
				l10n.t(
					'{0} has no GPUs of type "{1}", but {2}.',
					few(trouble.partitions),
					trouble.type,
					few(trouble.known),
				) + elsewhereText(trouble.elsewhere)
			);
		case 'noGpus':
			return l10n.t('{0} has no GPUs.', few(trouble.partitions)) + elsewhereText(trouble.elsewhere);
		case 'noNodeFits':
			return l10n.t(
				'{0} has no node with so many CPUs, GPUs and so much memory at once.',
				few(trouble.partitions),
			);
	}
}

function timeText({
	seconds,
	limit,
	of,
	isDefault,
	isRefused,
}: Extract<Trouble, { kind: 'timeOverLimit' }>): string {
	const holder = of.kind === 'partition' ? l10n.t('partition {0}', of.name) : l10n.t('QOS {0}', of.name);
	const end = isRefused
		? l10n.t('Slurm would refuse the job.')
		: l10n.t('The job would wait and never start.');
	const asked = Number.isFinite(seconds) ? writeTimeLimit(seconds) : l10n.t('no limit');
	const sentence = isDefault
		? l10n.t(
				'Without --time the job gets {0}, longer than {1} allows: {2}.',
				asked,
				holder,
				writeTimeLimit(limit),
			)
		: l10n.t('{0} is longer than {1} allows: {2}.', asked, holder, writeTimeLimit(limit));
	return `${sentence} ${end}`;
}

function maintenanceText(start: number, fits: number | undefined): string {
	const at = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(start);
	const sentence = l10n.t(
		'A maintenance begins on {0}, before this job could end, so that it would wait until that is over.',
		at,
	);
	return fits === undefined
		? sentence
		: `${sentence} ${l10n.t('A time of {0} or less can still run before.', writeTimeLimit(fits))}`;
}

function tooManyText(what: Resource, asked: number, most: number, partitions: string): string {
	switch (what) {
		case 'nodes':
			return l10n.t('{0} has {1} nodes, and the job asks for {2}.', partitions, most, asked);
		case 'maxNodes':
			return l10n.t('A job in {0} may have {1} nodes, and this one asks for {2}.', partitions, most, asked);
		case 'cpus':
			return l10n.t('A node of {0} has {1} CPUs, and the job asks for {2} on one.', partitions, most, asked);
		case 'totalCpus':
			return l10n.t('The job asks for {2} CPUs, and can have {1} in {0}.', partitions, most, asked);
		case 'memory':
			return l10n.t(
				'A node of {0} has {1} of memory for jobs, and the job asks for {2}.',
				partitions,
				writeMemory(most),
				writeMemory(asked),
			);
		case 'gpus':
			return l10n.t(
				'A node of {0} has {1} such GPUs, and the job asks for {2} on one.',
				partitions,
				most,
				asked,
			);
		case 'totalGpus':
			return l10n.t('The job asks for {2} GPUs, and can have {1} in {0}.', partitions, most, asked);
	}
}

function allowedText(allowed: readonly string[]): string {
	return allowed.length === 0 ? '' : ` ${l10n.t('It takes {0}.', few(allowed))}`;
}

function elsewhereText(partitions: readonly string[]): string {
	return partitions.length === 0 ? '' : ` ${l10n.t('Look at {0}.', few(partitions))}`;
}
