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

/** Sentences that Slurm prints in place of a code, by how they begin, with the code that says the same. */
const SENTENCES: readonly (readonly [beginning: RegExp, code: string])[] = [
	[/^Nodes required for job are DOWN/, 'ReqNodeNotAvail'],
	[/^Job is at or exceeds/, 'AccountingPolicy'],
	[/^Reservation .*(?:was deleted|is invalid|has ended)/, 'ReservationDeleted'],
	[/^uid \S+ not in group permitted to use this partition/, 'AccountNotAllowed'],
];
/** Codes of several words, which have words of their own. */
const WORDY = Object.keys(KNOWN).filter((code) => code.includes(' '));

/** The code at the beginning of what Slurm gives as a reason: `ReqNodeNotAvail` of `ReqNodeNotAvail, UnavailableNodes:gcn1`. */
export function codeOf(reason: string): string {
	// scontrol writes `_` for the spaces.
	const words = reason.replaceAll('_', ' ');
	const sentence = SENTENCES.find(([beginning]) => beginning.test(words))?.[1];
	return sentence ?? WORDY.find((code) => words.startsWith(code)) ?? /^\w+/.exec(reason)?.[0] ?? '';
}
