/** As much of JSON Schema as the job file's own schema uses, with the two words for messages that VS Code's editors know. */
export interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly description?: string;
	readonly enum?: readonly string[];
	readonly examples?: readonly unknown[];
	readonly pattern?: string;
	/** What is said of a text that does not match `pattern`. */
	readonly patternErrorMessage?: string;
	/** What is said of a value that fits none of `anyOf`. */
	readonly errorMessage?: string;
	readonly minLength?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly minItems?: number;
	readonly minProperties?: number;
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly propertyNames?: JsonSchema;
	/** A schema for keys of any other name, or `false` where there are none. */
	readonly additionalProperties?: boolean | JsonSchema;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	/** `#/$defs/NAME`. */
	readonly $ref?: string;
	readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The schema that a reference names. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
	const name = schema.$ref?.split('/').at(-1);
	return name === undefined ? schema : { ...root.$defs?.[name], ...schema };
}

/** The schemas for a value below one of these, by its key; a number for an item of a list. */
export function below(
	schemas: readonly JsonSchema[],
	key: string | number,
	root: JsonSchema,
): readonly JsonSchema[] {
	return forms(schemas, root).flatMap(({ items, properties, additionalProperties }) => {
		if (typeof key === 'number') return items ?? [];
		const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
		return own ?? (typeof additionalProperties === 'object' ? additionalProperties : []);
	});
}

/** All forms that a value may have, each by itself. */
export function forms(schemas: readonly JsonSchema[], root: JsonSchema): readonly JsonSchema[] {
	return schemas
		.map((schema) => resolved(schema, root))
		.flatMap((schema) => (schema.anyOf ? forms(schema.anyOf, root) : [schema]));
}
