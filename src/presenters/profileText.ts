import * as l10n from '@vscode/l10n';
import type { Site } from '../sites/site.ts';
import { markdownText, type Row } from './row.ts';

/** Which profile counts for a cluster, and whether anybody checked it there: `LUMI (unverified)`. */
export function siteLine({ title, verified }: Pick<Site, 'title' | 'verified'>): string {
	return verified === undefined ? l10n.t('{0} (profile unverified)', title) : title;
}

/** A page of the site, for people. */
export interface SiteLink {
	readonly label: string;
	/** https. */
	readonly address: string;
}

/** The pages that a profile names, those about the budget first. */
export function siteLinks({
	links,
	documentation,
}: Pick<Site, 'links' | 'documentation'>): readonly SiteLink[] {
	const pages = [
		[l10n.t('Budget on the Web'), links.budget],
		[l10n.t('Status'), links.status],
		[l10n.t('Support'), links.support],
		[l10n.t('Documentation'), documentation],
	] as const;
	return pages.flatMap(([label, address]) => (address === undefined ? [] : [{ label, address }]));
}

/** On what a profile rests: when it was verified, or that nobody did. */
export function siteEvidence({ verified, evidence }: Pick<Site, 'verified' | 'evidence'>): string {
	if (verified !== undefined) return l10n.t('Verified: {0}', verified);
	return l10n.t('Unverified. {0}', evidence ?? l10n.t('It does not say on what it rests.'));
}

/** The site of a cluster in the Cluster view; its tooltip holds all that is for people to read. */
export function siteRow(cluster: string, site: Site): Row {
	const mark = site.verified === undefined ? l10n.t('profile unverified') : '';
	const pages = siteLinks(site).map(
		({ label, address }) => `[${markdownText(label)}](${inMarkdown(address)})`,
	);
	const words = [site.etiquette, siteEvidence(site)].filter((text) => text !== undefined);
	return {
		id: `${cluster}/site`,
		label: site.title,
		description: mark,
		icon: site.verified === undefined ? 'unverified' : 'verified',
		contextValue: 'fact',
		spoken: [l10n.t('Site {0}', site.title), mark, ...words].filter((text) => text !== '').join(', '),
		tooltip: [`**${markdownText(site.title)}**`, ...words.map(markdownText), pages.join(' · ')]
			.filter((text) => text !== '')
			.join('\n\n'),
	};
}

/** What a person should know before they trust a profile: above all what it will run in their name. */
export function profileSummary(site: Site): string {
	const commands = commandsOf(site);
	const parts = [
		l10n.t('Site: {0}', site.title),
		siteEvidence(site),
		l10n.t('For hosts: {0}', site.hosts.length > 0 ? site.hosts.join(', ') : l10n.t('none by itself')),
		...(site.login === undefined ? [] : [l10n.t('You sign in at: {0}', site.login.hosts.join(', '))]),
		...(site.hostKeys.length === 0
			? []
			: [l10n.t('It vouches for the host keys: {0}', site.hostKeys.join(', '))]),
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

/** An address as Markdown takes it between brackets. */
function inMarkdown(address: string): string {
	return address.replaceAll('(', '%28').replaceAll(')', '%29');
}
