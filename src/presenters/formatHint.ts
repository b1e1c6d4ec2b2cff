import * as l10n from '@vscode/l10n';
import type { SbatchOption } from '../script/options.ts';
import { patternHelp } from './optionHelp.ts';

/** How a value is written: the form with its parts, and which of them stands at the cursor. */
export interface FormatHint {
	readonly label: string;
	/** Parts as they stand in the label. */
	readonly parts: readonly string[];
	readonly active: number;
	readonly documentation: string;
}

/** @param written the value up to the cursor */
export function formatHint(option: SbatchOption, written: string): FormatHint | undefined {
	const hint = (
		label: string,
		parts: readonly string[],
		active: number,
		documentation: string,
	): FormatHint => ({
		...{ label, parts, active: Math.min(active, parts.length - 1), documentation },
	});
	switch (option.form) {
		case 'time':
			return timeHint(written);
		case 'memory':
			return hint(
				l10n.t('number[K|M|G|T]'),
				[l10n.t('number'), '[K|M|G|T]'],
				/\d$/.test(written) ? 1 : 0,
				l10n.t('Without a unit it means megabytes; G is 1024 of them. 32G, 500M'),
			);
		case 'array':
			return hint(
				l10n.t('first-last:step%atOnce'),
				[l10n.t('first'), l10n.t('last'), l10n.t('step'), l10n.t('atOnce')],
				written.includes('%') ? 3 : written.includes(':') ? 2 : /-\d*$/.test(written) ? 1 : 0,
				l10n.t(
					'0-9 is ten tasks, 0-9:3 is 0, 3, 6 and 9, and 0-99%10 runs ten of them at a time. Lists have commas: 1,3,5-7',
				),
			);
		case 'pattern':
			return hint(
				'%x-%j.out',
				['%x', '%j'],
				written.endsWith('%') ? 1 : 0,
				['x', 'j', 'A', 'a', 'N', 'u'].map((letter) => `- \`%${letter}\` ${patternHelp(letter)}`).join('\n'),
			);
		case 'gpus':
			return hint(
				l10n.t('[type:]number'),
				[l10n.t('[type:]'), l10n.t('number')],
				/:/.test(written) || /^\d/.test(written) ? 1 : 0,
				'2, h100:2',
			);
		case 'gres':
			return hint(
				l10n.t('name[:type]:number'),
				[l10n.t('name'), l10n.t('[:type]'), l10n.t('number')],
				written.split(':').length - 1,
				'gpu:2, gpu:h100:2',
			);
		case 'dependency':
			return hint(
				l10n.t('kind:jobId[:jobId…]'),
				[l10n.t('kind'), l10n.t('jobId')],
				written.includes(':') ? 1 : 0,
				l10n.t('afterok: they succeeded, afternotok: they failed, afterany: they ended, after: they began.'),
			);
		case 'signal':
			return hint(
				l10n.t('[B:]signal[@seconds]'),
				['[B:]', l10n.t('signal'), l10n.t('[@seconds]')],
				written.includes('@') ? 2 : written.includes(':') || written.length > 1 ? 1 : 0,
				l10n.t('B: sends it to the script itself, else the programs that srun started get it.'),
			);
		case 'nodes':
			return hint(
				l10n.t('least[-most]'),
				[l10n.t('least'), l10n.t('[-most]')],
				written.includes('-') ? 1 : 0,
				'2, 2-4',
			);
		default:
			return undefined;
	}
}

function timeHint(written: string): FormatHint {
	const documentation = l10n.t(
		'90 is ninety minutes, 4:00:00 is four hours, 1-12:00:00 is a day and a half.',
	);
	const [days, hours, minutes, seconds] = [
		l10n.t('days'),
		l10n.t('hours'),
		l10n.t('minutes'),
		l10n.t('seconds'),
	];
	const dash = written.indexOf('-');
	const colons = written.split(':').length - 1;
	if (dash >= 0)
		return {
			label: `${days}-${hours}:${minutes}:${seconds}`,
			parts: [days, hours, minutes, seconds],
			active: Math.min(colons + 1, 3),
			documentation,
		};
	if (colons === 1)
		return { label: `${minutes}:${seconds}`, parts: [minutes, seconds], active: 1, documentation };
	if (colons >= 2)
		return {
			label: `${hours}:${minutes}:${seconds}`,
			parts: [hours, minutes, seconds],
			active: 2,
			documentation,
		};
	return {
		label: `[${days}-][${hours}:]${minutes}[:${seconds}]`,
		...{ parts: [`[${days}-]`, `[${hours}:]`, minutes, `[:${seconds}]`], active: 2, documentation },
	};
}
