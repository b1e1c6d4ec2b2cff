/** As much of JSON Schema as our own schemas use. */
export interface Schema {
	readonly type?: string;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly pattern?: string;
	readonly minLength?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly minItems?: number;
	readonly required?: readonly string[];
	readonly additionalProperties?: boolean;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly oneOf?: readonly Schema[];
}

const KNOWN = new Set(
	'type const enum pattern minLength minimum maximum exclusiveMinimum minItems required additionalProperties properties items oneOf description title $schema $id'.split(
		' ',
	),
);

/** Where a value is not as a schema says; empty where it is. Throws for a schema with a word that is not known here. */
export function mistakesIn(value: unknown, schema: Schema, path = ''): readonly string[] {
	const strange = Object.keys(schema).find((key) => !KNOWN.has(key));
	if (strange !== undefined) throw new Error(`the schema says "${strange}" at ${path}`);
	if (schema.oneOf) {
		const fitting = schema.oneOf.filter((one) => mistakesIn(value, one, path).length === 0);
		return fitting.length === 1 ? [] : [`${path}: fits ${fitting.length} of the forms`];
	}
	if ('const' in schema && value !== schema.const) return [`${path}: is not ${schema.const}`];
	if (schema.enum && !schema.enum.includes(value)) return [`${path}: is none of ${schema.enum.join(', ')}`];
	if (schema.type && !isOfType(value, schema.type)) return [`${path}: is no ${schema.type}`];
	if (typeof value === 'string') return textMistakes(value, schema, path);
	if (typeof value === 'number') return numberMistakes(value, schema, path);
	if (Array.isArray(value)) {
		const few = value.length < (schema.minItems ?? 0) ? [`${path}: too few`] : [];
		return [
			...few,
			...value.flatMap((item, index) => mistakesIn(item, schema.items ?? {}, `${path}/${index}`)),
		];
	}
	if (typeof value === 'object' && value !== null) return objectMistakes(value, schema, path);
	return [];
}

function isOfType(value: unknown, type: string): boolean {
	if (type === 'array') return Array.isArray(value);
	if (type === 'integer') return Number.isInteger(value);
	if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
	return typeof value === type;
}

function textMistakes(value: string, { pattern, minLength = 0 }: Schema, path: string): readonly string[] {
	if (value.length < minLength) return [`${path}: is empty`];
	return pattern !== undefined && !new RegExp(pattern, 'u').test(value)
		? [`${path}: does not match ${pattern}`]
		: [];
}

function numberMistakes(
	value: number,
	{ minimum, maximum, exclusiveMinimum }: Schema,
	path: string,
): readonly string[] {
	const isBad =
		(minimum !== undefined && value < minimum) ||
		(maximum !== undefined && value > maximum) ||
		(exclusiveMinimum !== undefined && value <= exclusiveMinimum);
	return isBad ? [`${path}: out of bounds`] : [];
}

function objectMistakes(value: object, schema: Schema, path: string): readonly string[] {
	const { properties = {}, required = [], additionalProperties = true } = schema;
	const missing = required.filter((key) => !(key in value)).map((key) => `${path}: "${key}" is missing`);
	const found = Object.entries(value).flatMap(([key, item]) => {
		const known = properties[key];
		if (known) return mistakesIn(item, known, `${path}/${key}`);
		return additionalProperties ? [] : [`${path}: "${key}" is not known`];
	});
	return [...missing, ...found];
}
