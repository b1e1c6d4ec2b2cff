import { isMap, isScalar, isSeq } from 'yaml';

/** A value below a map; undefined where there is none. */
export function at(node: unknown, key: string): unknown {
	return isMap(node) ? (node.get(key, true) ?? undefined) : undefined;
}

/** The node of a key itself, for what is to be said about it. */
export function keyAt(node: unknown, key: string): unknown {
	const found = isMap(node)
		? node.items.find((item) => isScalar(item.key) && item.key.value === key)
		: undefined;
	return found?.key ?? node;
}

/** A scalar as it was written: `1e-3` stays that. */
export function textOf(node: unknown): string | undefined {
	if (!isScalar(node) || node.value === null) return undefined;
	return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

export function numberOf(node: unknown): number | undefined {
	return isScalar(node) && typeof node.value === 'number' ? node.value : undefined;
}

export function flagOf(node: unknown): boolean | undefined {
	return isScalar(node) && typeof node.value === 'boolean' ? node.value : undefined;
}

export function textsOf(node: unknown): readonly string[] {
	return isSeq(node) ? node.items.map((item) => textOf(item) ?? '') : [];
}

export function entriesOf(node: unknown): readonly (readonly [string, unknown])[] {
	if (!isMap(node)) return [];
	return node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', value] as const);
}
