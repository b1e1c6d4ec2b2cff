import * as l10n from '@vscode/l10n';
import type { ConfirmQuestion } from '../../base/ask.ts';
import { explainCertificateTrouble } from '../../problems/explainCertificateTrouble.ts';
import type { CertificateTrouble } from '../../problems/problem.ts';
import { fingerprintOf, type PublicKey } from '../keys/publicKey.ts';

/** Asks whether to trust a host that nothing is known of. */
export function hostKeyQuestion(
	name: string,
	key: PublicKey,
	isPublished: boolean,
	trouble: CertificateTrouble | undefined,
): ConfirmQuestion {
	const fingerprint = fingerprintOf(key);
	const shown = l10n.t('Its {0} key has the fingerprint\n\n{1}', key.type, fingerprint);
	const detail = isPublished
		? l10n.t(
				'You have not connected to this host before. {0}\n\nThis is one of the fingerprints that the site publishes. It is remembered when you go on.',
				shown,
			)
		: l10n.t(
				'You have not connected to this host before, so its identity cannot be checked. {0}\n\nCompare it with the one that the site publishes. It is remembered when you go on.',
				shown,
			);
	return {
		title: l10n.t('Do you trust {0}?', name),
		detail: trouble ? `${explainCertificateTrouble(trouble)} ${detail}` : detail,
		yes: l10n.t('Trust and Connect'),
	};
}
