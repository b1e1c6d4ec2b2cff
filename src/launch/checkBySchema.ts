import * as l10n from '@vscode/l10n';
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { type JsonSchema, resolved } from './jobFileSchema.ts';
import { nearest } from './nearest.ts';

/** A mistake, and the part of the text that it is about, as offsets. */
export interface Flaw {
	readonly from: number;
	readonly to: number;
	readonly detail: string;
}

/** Every place where a document is not as the schema says. */
export function checkBySchema(node: unknown, schema: JsonSchema, root: JsonSchema): readonly Flaw[] {
	const flaws: Flaw[] = [];
	check(node, schema, '', { root, report: (detail, place) => flaws.push({ detail, ...rangeOf(place) }) });
	return flaws;
}

interface Checking {
	readonly root: JsonSchema;
	report(detail: string, place: unknown): void;
}

/** @param place what is marked where the value is wrong as a whole: the key of one that is missing */
function check(node: unknown, reference: JsonSchema, key: string, checking: Checking, place = node): void {
	const schema = resolved(reference, checking.root);
	const { anyOf, enum: words } = schema;
	const types = [schema.type ?? []].flat();
	const type = typeOf(node);
	if (isAlias(node)) checking.report(l10n.t('An alias (*) is not known here: write it out.'), node);
	else if (anyOf) checkForms(node, { ...schema, anyOf }, key, checking, place);
	else if (words) checkWord(node, words, key, checking, place);
	else if (!types.some((one) => one === type || (one === 'number' && type === 'integer')))
		checking.report(wrongType(key, types, schema), place);
	else if (isMap(node)) checkMap(node, schema, checking);
	else if (isSeq(node)) checkList(node, schema, key, checking);
	else if (isScalar(node)) checkScalar(node.value, schema, key, (detail) => checking.report(detail, node));
}

function checkWord(
	node: unknown,
	words: readonly string[],
	key: string,
	checking: Checking,
	place: unknown,
): void {
	const word = isScalar(node) ? String(node.value) : '';
	if (words.includes(word)) return;
	checking.report(l10n.t('"{0}" is one of {1}.', key, words.join(', ')) + meantInstead(word, words), place);
}

function checkList(
	list: YAMLSeq,
	{ items, minItems = 0 }: JsonSchema,
	key: string,
	checking: Checking,
): void {
	if (list.items.length < minItems) checking.report(l10n.t('"{0}" needs at least one value.', key), list);
	for (const item of list.items) if (items) check(item, items, key, checking);
}

/** The form whose type is that of the value tells what is wrong with it. */
function checkForms(
	node: unknown,
	schema: JsonSchema & { readonly anyOf: readonly JsonSchema[] },
	key: string,
	checking: Checking,
	place: unknown,
): void {
	const form = schema.anyOf
		.map((one) => resolved(one, checking.root))
		.find(({ type }) => type === typeOf(node));
	if (form) check(node, form, key, checking);
	else checking.report(schema.errorMessage ?? wrongType(key, [], schema), place);
}

function checkMap(map: YAMLMap, schema: JsonSchema, checking: Checking): void {
	const { properties = {}, additionalProperties, propertyNames, required = [], minProperties = 0 } = schema;
	const found = new Set<string>();
	for (const { key, value } of map.items) {
		const name = isScalar(key) ? String(key.value) : '';
		found.add(name);
		const place = value === null || (isScalar(value) && value.value === null) ? key : value;
		const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
		if (known) check(value, known, name, checking, place);
		else if (typeof additionalProperties !== 'object') {
			const keys = Object.keys(properties);
			const meant = meantInstead(name, keys);
			const instead = meant || ` ${l10n.t('Known are: {0}.', keys.join(', '))}`;
			checking.report(l10n.t('"{0}" is not known here.', name) + instead, key);
		} else {
			if (propertyNames) checkScalar(name, propertyNames, name, (detail) => checking.report(detail, key));
			check(value, additionalProperties, name, checking, place);
		}
	}
	for (const name of required) if (!found.has(name)) checking.report(l10n.t('"{0}" is missing.', name), map);
	if (found.size < minProperties) checking.report(l10n.t('Nothing is named here.'), map);
}

function checkScalar(
	value: unknown,
	schema: JsonSchema,
	key: string,
	report: (detail: string) => void,
): void {
	const { pattern, patternErrorMessage = '', minimum, maximum } = schema;
	if (typeof value === 'string') {
		if (value.length < (schema.minLength ?? 0)) report(l10n.t('"{0}" is empty.', key));
		else if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) report(patternErrorMessage);
	}
	if (typeof value !== 'number') return;
	if (minimum !== undefined && value < minimum) report(l10n.t('"{0}" is at least {1}.', key, minimum));
	if (maximum !== undefined && value > maximum) report(l10n.t('"{0}" is at most {1}.', key, maximum));
}

function typeOf(node: unknown): string {
	if (isMap(node)) return 'object';
	if (isSeq(node)) return 'array';
	const value = isScalar(node) ? node.value : null;
	return Number.isInteger(value) ? 'integer' : value === null ? 'null' : typeof value;
}

function wrongType(key: string, types: readonly string[], schema: JsonSchema): string {
	if (schema.patternErrorMessage !== undefined && types.length > 1) return schema.patternErrorMessage;
	switch (types[0]) {
		case 'object':
			return l10n.t('"{0}" holds lines of "name: value".', key);
		case 'array':
			return l10n.t('"{0}" is a list: [one, two].', key);
		case 'integer':
			return l10n.t('"{0}" is a whole number.', key);
		case 'boolean':
			return l10n.t('"{0}" is true or false.', key);
		default:
			return l10n.t('"{0}" is a text. Put quotes around it.', key);
	}
}

function meantInstead(word: string, known: readonly string[]): string {
	const meant = nearest(word, known);
	return meant === undefined ? '' : ` ${l10n.t('Did you mean "{0}"?', meant)}`;
}

/** The part of the text that a node takes. */
export function rangeOf(node: unknown): { readonly from: number; readonly to: number } {
	const [from = 0, to = from] = (node as Node | null | undefined)?.range ?? [];
	// A map goes on to the end of its last line; what is wrong with it is shown at its beginning.
	const items = (node as { readonly items?: readonly { readonly key?: unknown }[] } | null)?.items;
	if (!isMap(node) || !items?.[0]?.key) return { from, to };
	// A key that the reader made up behind a mistake may stand before its map.
	return { from, to: Math.max(from, rangeOf(items[0].key).to) };
}
