import type { JsonSchema } from './jobFileSchema.ts';

/** What the job file's schema says against a text as a value of the resources; undefined where nothing. */
export function mistakeInResource(key: string, text: string, schema: JsonSchema): string | undefined {
	const { pattern, patternErrorMessage } = schema.$defs?.['resources']?.properties?.[key] ?? {};
	if (pattern === undefined || new RegExp(pattern, 'u').test(text)) return undefined;
	return patternErrorMessage;
}
