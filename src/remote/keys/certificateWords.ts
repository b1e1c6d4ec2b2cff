import * as l10n from '@vscode/l10n';
import { shortPath } from '../localPaths.ts';
import { validityAt } from './certificate.ts';
import type { FoundCertificate } from './keyRing.ts';

/** What a certificate is called in lists of what was tried. */
export function certificateLabel({ source, held }: FoundCertificate): string {
	return held ? l10n.t('agent certificate {0}', source) : l10n.t('certificate {0}', shortPath(source));
}

/** Why a certificate is not offered at a moment, in words; undefined for one that is good. */
export function reasonNotToOffer(found: FoundCertificate, now: Date): string | undefined {
	const { validAfter, validBefore } = found.certificate;
	const label = certificateLabel(found);
	switch (validityAt(found.certificate, now)) {
		case 'expired':
			return l10n.t('{0} (not offered: it expired at {1})', label, momentWords(validBefore));
		case 'notYet':
			return l10n.t('{0} (not offered: it is good only from {1})', label, momentWords(validAfter));
		case 'valid':
			return undefined;
	}
}

/** In the person's own time zone. */
function momentWords(moment: Date | undefined): string {
	return moment?.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }) ?? '?';
}
