import * as l10n from '@vscode/l10n';
import type { CertificateTrouble } from './problem.ts';

/** Why a host's certificate is not accepted, as a sentence. */
export function explainCertificateTrouble(trouble: CertificateTrouble): string {
	switch (trouble.kind) {
		case 'malformed':
			return l10n.t('Its certificate cannot be read.');
		case 'badSignature':
			return l10n.t('Its certificate was not signed by the authority that it names.');
		case 'notForHosts':
			return l10n.t('Its certificate is one for people, not for hosts.');
		case 'unsupported':
			return l10n.t('Its certificate has a signature or a condition that AI Factory does not know.');
		case 'notYetValid':
			return l10n.t(
				'Its certificate is not valid before {0}; check the clock of this computer.',
				trouble.from,
			);
		case 'expired':
			return l10n.t('Its certificate expired on {0}.', trouble.until);
		case 'otherHost':
			return l10n.t(
				'Its certificate is not for "{0}" but for {1}.',
				trouble.name,
				trouble.principals.map((name) => `"${name}"`).join(', '),
			);
		case 'unknownAuthority':
			return l10n.t(
				'Its certificate is of an authority that known_hosts does not name for it, with the fingerprint {0}.',
				trouble.fingerprint,
			);
	}
}
