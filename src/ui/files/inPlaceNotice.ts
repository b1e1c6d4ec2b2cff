import * as l10n from '@vscode/l10n';
import { type Uri, window } from 'vscode';
import { shownName } from '../../base/shownName.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';

type Outcome = Awaited<ReturnType<ClusterSession['files']['write']>>;
type Why = Extract<Outcome, { way: 'inPlace' }>['why'];

const REASONS: Readonly<Record<Why, () => string>> = {
	folderNotWritable: () => l10n.t('you may not create files in its folder'),
	hardLink: () => l10n.t('it has other names (hard links), which would have lost it'),
	owner: () => l10n.t('its owner would have changed'),
	accessList: () => l10n.t('its access list would have been lost'),
};

/** Says once for each file that a program which reads it may have seen a part. */
export class InPlaceNotice {
	readonly #told = new Set<string>();

	tell(uri: Uri, outcome: Outcome): void {
		if (outcome.way !== 'inPlace' || this.#told.has(uri.toString())) return;
		this.#told.add(uri.toString());
		void window.showInformationMessage(
			l10n.t(
				'{0} was written in place, because {1}. A job that read it at that moment may have seen a part of it.',
				shownName(uri.path.split('/').at(-1) ?? ''),
				REASONS[outcome.why](),
			),
		);
	}
}
