import { readIgnoreFile } from './ignorePattern.ts';
import { IgnoreRules } from './ignoreRules.ts';

/** What is fetched: patterns as lines of a `.gitignore`, so that people have one language to learn. */
export interface ResultPatterns {
	matches(path: string): boolean;
	/** Below which folders or files there can be matches; `''` for anywhere. */
	readonly tops: readonly string[];
}

const SPECIAL = /[*?[\\]/;

export function resultPatterns(lines: readonly string[]): ResultPatterns {
	const rules = new IgnoreRules([readIgnoreFile(lines.join('\n'), false)]);
	const wanted = lines.filter((line) => line.trim() !== '' && !line.startsWith('#') && !line.startsWith('!'));
	const tops = [...new Set(wanted.map(topOf))];
	return {
		matches: (path) => rules.ignores(path, false) && !path.split('/').some(isNeverFetched),
		tops: tops.includes('') ? [''] : tops.filter((top) => !tops.some((other) => top.startsWith(`${other}/`))),
	};
}

/** `outputs/logs` of `outputs/logs/*.txt`; empty for a pattern that matches at any depth. */
function topOf(line: string): string {
	const pattern = line.replace(/\/+$/, '');
	if (!pattern.includes('/')) return '';
	const names = pattern.replace(/^\/+/, '').split('/');
	const special = names.findIndex((name) => SPECIAL.test(name) || name === '' || name.endsWith(' '));
	return (special < 0 ? names : names.slice(0, special)).join('/');
}

/** A repository, and what a transfer has not finished. */
function isNeverFetched(name: string): boolean {
	return name === '.git' || name.startsWith('.aif-part-');
}
