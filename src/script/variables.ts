import type { Span } from './span.ts';

/** One place where the shell of a job sets, uses or names a variable. */
export interface VariableUse {
	readonly name: string;
	readonly span: Span;
	/** It gets its value here. */
	readonly isSet: boolean;
}

const NAME = '[A-Za-z_]\\w*';
const TOKEN = new RegExp(
	[
		// a comment, text that the shell does not look into, a character that stands for itself
		`(?<comment>(?<=^|[\\s;&|(])#.*$)`,
		`(?<single>'[^']*(?:'|$))`,
		`(?<escaped>\\\\.)`,
		`(?<double>")`,
		`\\$(?:\\{[#!]?(?<braced>${NAME})|(?<plain>${NAME}))`,
		`(?<=^|[\\s;&|(\`])(?<assigned>${NAME})(?=\\+?=(?!=))`,
		`(?<=\\b(?:export|declare|local|readonly|typeset|unset|read|for)\\s(?:-\\w+\\s)*)\\s*(?<named>${NAME})\\b(?!\\+?=)`,
	].join('|'),
	'g',
);

/**
 * Every variable that a shell script names, line by line. Inside of single quotes, comments and here-documents with a
 * quoted end the shell sees none. Simple on purpose: what it does not know for sure it leaves out.
 */
export function readVariables(lines: readonly string[]): readonly VariableUse[] {
	const uses: VariableUse[] = [];
	let hereEnd: string | undefined;
	let isInSingle = false;
	let isInDouble = false;
	for (const [line, text] of lines.entries()) {
		if (hereEnd !== undefined) {
			if (text.replace(/^\t+/, '') === hereEnd) hereEnd = undefined;
			continue;
		}
		let from = 0;
		if (isInSingle) {
			const end = text.indexOf("'");
			if (end < 0) continue;
			from = end + 1;
			isInSingle = false;
		}
		TOKEN.lastIndex = from;
		for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
			const groups = match.groups ?? {};
			if (groups['double'] !== undefined) isInDouble = !isInDouble;
			if (groups['comment'] !== undefined && !isInDouble) break;
			if (groups['comment'] !== undefined || (groups['single'] !== undefined && isInDouble)) {
				TOKEN.lastIndex = match.index + 1;
				continue;
			}
			if (groups['single'] !== undefined && !match[0].slice(1).endsWith("'")) isInSingle = true;
			const set = isInDouble ? undefined : groups['assigned'];
			const named = isInDouble ? undefined : groups['named'];
			const name = set ?? named ?? groups['braced'] ?? groups['plain'];
			if (name === undefined) continue;
			const start = match.index + match[0].lastIndexOf(name);
			const isSet =
				set !== undefined || (named !== undefined && /\b(?:for|read)\s[^;|&]*$/.test(text.slice(0, start)));
			uses.push({ name, span: { line, start, end: start + name.length }, isSet });
		}
		hereEnd = /<<-?\s*(['"\\])(\w+)\1?/.exec(text)?.[2];
	}
	return uses;
}

/** The places to change when the variable at a place gets another name; undefined where there is none that the script sets. */
export function renamePlaces(
	lines: readonly string[],
	line: number,
	column: number,
): { readonly name: string; readonly at: Span; readonly places: readonly Span[] } | undefined {
	const uses = readVariables(lines);
	const at = uses.find(({ span }) => span.line === line && span.start <= column && column <= span.end);
	if (!at || !uses.some(({ name, isSet }) => isSet && name === at.name)) return undefined;
	return {
		name: at.name,
		at: at.span,
		places: uses.filter(({ name }) => name === at.name).map(({ span }) => span),
	};
}

export function isVariableName(text: string): boolean {
	return new RegExp(`^${NAME}$`).test(text);
}
