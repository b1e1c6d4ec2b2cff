import * as l10n from '@vscode/l10n';

/** At most six of a list. */
export function few(names: readonly string[]): string {
	return names.length > 6 ? `${names.slice(0, 6).join(', ')}, …` : names.join(', ');
}

/** `a, b or c`. */
export function either(names: readonly string[]): string {
	const [last = '', ...before] = names.toReversed();
	return before.length === 0 ? last : l10n.t('{0} or {1}', before.toReversed().join(', '), last);
}
