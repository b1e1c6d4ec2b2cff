import type { Budget } from '../budget.ts';
import { FACTS, FIGURES, type JsonFormat } from './budgetSource.ts';
import { budgetsOf, factsFrom, isFor, lineFrom, NotUnderstood, type Texts } from './figures.ts';

/** One document for each account, or a list of them. */
export function readJson(text: string, format: JsonFormat, now: Date): readonly Budget[] {
	const parsed = parse(text);
	const documents = Array.isArray(parsed) ? parsed : [parsed];
	return budgetsOf(
		documents.flatMap((document) => {
			const facts = factsFrom(textsAt(document, format.facts, FACTS, true), now);
			return format.lines
				.filter((template) => isFor(template, facts.account))
				.map((template) => ({
					account: facts.account,
					line: lineFrom(template, textsAt(document, template.figures, FIGURES, false), facts),
				}));
		}),
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new NotUnderstood(`it is no JSON: ${(error as Error).message}`);
	}
}

/** A fact may be absent; a figure that a profile names must have its place, even where it is null. */
function textsAt<Name extends string>(
	document: unknown,
	paths: Texts<Name>,
	names: readonly Name[],
	mayBeAbsent: boolean,
): Texts<Name> {
	const texts: Partial<Record<Name, string>> = {};
	for (const name of names) {
		const path = paths[name];
		if (path === undefined) continue;
		const value = valueAt(document, path);
		if (value === undefined && !mayBeAbsent) throw new NotUnderstood(`there is no "${path}"`);
		if (value === undefined || value === null) continue;
		if (typeof value !== 'string' && typeof value !== 'number')
			throw new NotUnderstood(`"${path}" is no figure`);
		texts[name] = String(value);
	}
	return texts;
}

function valueAt(document: unknown, path: string): unknown {
	let value = document;
	for (const key of path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
		value = (value as Readonly<Record<string, unknown>>)[key];
	}
	return value;
}
