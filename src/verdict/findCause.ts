import type { Finding, FindingKind } from './finding.ts';
import type { OutputLine } from './outputLine.ts';
import {
	ALSO_WARNINGS,
	LABEL,
	LAUNCHER_ERROR,
	LAUNCHER_WEIGHT,
	OUTPUT_RULES,
	type OutputRule,
	PYTHON_ERROR,
	PYTHON_WEIGHT,
	WARNING_WEIGHT,
} from './outputRules.ts';

/** What was found, and the line that shows it. */
export interface Evidence {
	readonly finding: Finding;
	readonly line: OutputLine;
}

interface Weighed extends Evidence {
	readonly weight: number;
}

const TRACEBACK = 'Traceback (most recent call last):';

/**
 * The line that tells most about why a job failed; undefined when no line is known to tell anything.
 * @param isWanted which findings count
 */
export function findCause(
	lines: readonly OutputLine[],
	isWanted: (kind: FindingKind) => boolean,
): Evidence | undefined {
	let best: Weighed | undefined;
	let inTraceback = false;
	for (const line of lines) {
		const text = line.text.replace(LABEL, '');
		inTraceback ||= text === TRACEBACK;
		const found = weigh(text, line, inTraceback);
		// A traceback's frames are indented; what begins in the first column ends it.
		if (text !== TRACEBACK && /^\S/.test(text)) inTraceback = false;
		if (found && isWanted(found.finding.kind) && found.weight >= (best?.weight ?? 0)) best = found;
	}
	return best;
}

function weigh(text: string, line: OutputLine, inTraceback: boolean): Weighed | undefined {
	let best: Weighed | undefined;
	for (const rule of OUTPUT_RULES) {
		const weight = weightOf(rule, inTraceback);
		if (weight <= (best?.weight ?? 0)) continue;
		const match = rule.pattern.exec(text);
		if (match) best = { finding: { kind: rule.kind, detail: detailOf(match) }, line, weight };
	}
	if (best && best.weight > PYTHON_WEIGHT) return best;
	const error = inTraceback ? PYTHON_ERROR.exec(text) : undefined;
	if (!error) return best;
	const weight = LAUNCHER_ERROR.test(text) ? LAUNCHER_WEIGHT : PYTHON_WEIGHT;
	return { finding: { kind: 'pythonError', detail: detailOf(error) }, line, weight };
}

function weightOf({ kind, weight }: OutputRule, inTraceback: boolean): number {
	return ALSO_WARNINGS.has(kind) && !inTraceback ? WARNING_WEIGHT : weight;
}

/** A pattern names what it found in one of these groups. */
function detailOf(match: RegExpExecArray): string {
	const { detail, library, program } = match.groups ?? {};
	return (detail ?? library ?? program ?? '').trim();
}
