import * as l10n from '@vscode/l10n';
import type { Site } from '../sites/site.ts';

/** Which profile counts for a cluster, and whether anybody checked it there: `LUMI (unverified)`. */
export function siteLine({ title, verified }: Pick<Site, 'title' | 'verified'>): string {
	return verified === undefined ? l10n.t('{0} (profile unverified)', title) : title;
}

/** What a person should know before they trust a profile: above all what it will run in their name. */
export function profileSummary(site: Site): string {
	const commands = commandsOf(site);
	const parts = [
		l10n.t('Site: {0}', site.title),
		site.verified === undefined
			? l10n.t('Unverified. {0}', site.evidence ?? l10n.t('It does not say on what it rests.'))
			: l10n.t('Verified: {0}', site.verified),
		l10n.t('For hosts: {0}', site.hosts.length > 0 ? site.hosts.join(', ') : l10n.t('none by itself')),
		commands.length > 0
			? [
					l10n.t('It runs on the login node, in your name:'),
					...commands.map((command) => `  ${command}`),
				].join('\n')
			: l10n.t('It runs no command of its own.'),
		...(site.renewCertificate === undefined
			? []
			: [l10n.t('It offers for your own terminal: {0}', site.renewCertificate)]),
	];
	return parts.join('\n\n');
}

function commandsOf({ budget, quota, slurm }: Site): readonly string[] {
	const named = [
		...(budget ?? []).flatMap(({ command, file }) => command ?? (file ? `cat ${file}` : [])),
		quota?.command,
	];
	const replaced = Object.values(slurm.commands);
	return [...new Set([...named, ...replaced])].filter((command) => command !== undefined);
}
