import * as l10n from '@vscode/l10n';
import reasons from './reasons.json' with { type: 'json' };

/** Who or what can end the wait: time, the person, an admin, a budget or limit, another job, or nobody. */
export type ReasonKind = 'wait' | 'held' | 'never' | 'limit' | 'site' | 'dep';

/** Why a job waits, in words, and what the person can do. */
export interface PendingReason {
	readonly kind: ReasonKind;
	readonly text: string;
	readonly action: string;
}

const KNOWN = reasons as Readonly<Record<string, PendingReason>>;

/**
 * Slurm prints a code (`Priority`) or, for some, a sentence that begins with one
 * (`ReqNodeNotAvail, UnavailableNodes:gcn[1-2]`). Words that are not known are shown as they are.
 */
export function explainPending(reason: string): PendingReason {
	const entry = KNOWN[reason] ?? KNOWN[codeOf(reason)];
	if (entry) return { kind: entry.kind, text: l10n.t(entry.text), action: l10n.t(entry.action) };
	return { kind: 'wait', text: reason, action: '' };
}

function codeOf(reason: string): string {
	if (reason.startsWith('Nodes required for job are DOWN')) return 'ReqNodeNotAvail';
	return /^\w+/.exec(reason)?.[0] ?? '';
}
