import type { Budget, BudgetLine } from '../budget.ts';
import { FACTS, FIGURES, type TableFormat } from './budgetSource.ts';
import { budgetsOf, factsFrom, isFor, lineFrom, NotUnderstood, type Texts } from './figures.ts';
import { isSkipped, regionsOf } from './region.ts';
import { rowsBetweenBars } from './tableByBars.ts';
import { rowsBelowHeadings } from './tableByHeadings.ts';
import { rowsUnderRuler } from './tableByRuler.ts';

/** A table's headings, and the cells of each row in the same order. */
export interface Rows {
	readonly headings: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

const LAYOUTS = { ruler: rowsUnderRuler, bars: rowsBetweenBars, headings: rowsBelowHeadings };

/** Throws NotUnderstood where a heading that the profile names is gone or stands twice. */
export function readTable(text: string, format: TableFormat, now: Date): readonly Budget[] {
	const skip = format.skip.map((pattern) => new RegExp(pattern, 'u'));
	const found: { account: string; line: BudgetLine | undefined }[] = [];
	for (const region of regionsOf(text, format)) {
		const lines = region.filter((line, index) => index === 0 || !isSkipped(line, skip));
		const { headings, rows } = LAYOUTS[format.layout](lines, format.headings);
		const column = (heading: string) => columnOf(headings, heading);
		for (const cells of rows) {
			const texts = <Name extends string>(columns: Texts<Name>, names: readonly Name[]): Texts<Name> =>
				Object.fromEntries(
					names.flatMap((name) => {
						const heading = columns[name];
						return heading === undefined ? [] : [[name, cells[column(heading)] ?? '']];
					}),
				) as Texts<Name>;
			const facts = factsFrom(texts(format.facts, FACTS), now);
			for (const template of format.lines) {
				if (!isFor(template, facts.account)) continue;
				found.push({
					account: facts.account,
					line: lineFrom(template, texts(template.figures, FIGURES), facts),
				});
			}
		}
	}
	return budgetsOf(found);
}

/** `Usage#2` is the second of that heading. */
function columnOf(headings: readonly string[], wanted: string): number {
	const [, heading = '', number] = /^(.*?)(?:#(\d+))?$/.exec(wanted) ?? [];
	const places = headings.flatMap((text, index) => (text === heading ? [index] : []));
	const place = places[number === undefined ? 0 : Number(number) - 1];
	if (place === undefined || (number === undefined && places.length > 1))
		throw new NotUnderstood(
			places.length > 1 ? `several columns are headed "${heading}"` : `no column is headed "${wanted}"`,
		);
	return place;
}
