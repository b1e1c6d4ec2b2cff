import * as l10n from '@vscode/l10n';
import type { LoadFigure } from '../slurm/slurmLoad.ts';
import { formatBytes } from './formatBytes.ts';

/** `In the last hour: 41 Slurm calls (38 squeue, 2 sshare, 1 sacct), 62 kB, 1.9 s of waiting for Slurm.` */
export function loadText({ calls, total, bytes, seconds, medianMs }: LoadFigure): string {
	if (total === 0) return l10n.t('In the last hour: no Slurm call.');
	const programs = calls.map(({ program, count }) => `${count} ${program}`).join(', ');
	const median = medianMs === undefined ? '' : l10n.t(', {0} ms each as a rule', Math.round(medianMs));
	return total === 1
		? l10n.t(
				'In the last hour: 1 Slurm call ({0}), {1}, {2} s.',
				programs,
				formatBytes(bytes),
				inTenths(seconds),
			)
		: l10n.t(
				'In the last hour: {0} Slurm calls ({1}), {2}, {3} s in all{4}.',
				total,
				programs,
				formatBytes(bytes),
				inTenths(seconds),
				median,
			);
}

function inTenths(seconds: number): string {
	return (Math.round(seconds * 10) / 10).toLocaleString();
}
