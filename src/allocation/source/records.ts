import type { Budget, BudgetLine } from '../budget.ts';
import { FACTS, type FactName, FIGURES, type FigureName, type RecordsFormat } from './budgetSource.ts';
import { budgetsOf, factsFrom, isFor, lineFrom, NotUnderstood, type Texts } from './figures.ts';
import { isSkipped, regionsOf } from './region.ts';

/**
 * Every pattern that fits a line gives its figures. Every line between begin and end is known by a pattern or is to be passed over; one that is neither, such as a row with a column
 * more than before, makes the whole not understood rather than part of it wrong.
 */
export function readRecords(text: string, format: RecordsFormat, now: Date): readonly Budget[] {
	const patterns = format.patterns.map(({ match, line }) => ({ expression: new RegExp(match, 'u'), line }));
	const skip = format.skip.map((pattern) => new RegExp(pattern, 'u'));
	const found: { account: string; line: BudgetLine | undefined }[] = [];
	for (const region of regionsOf(text, format)) {
		let facts: Texts<FactName> = format.account === undefined ? {} : { account: format.account };
		for (const line of region) {
			const fitting = patterns.flatMap(({ expression, line: template }) => {
				const match = expression.exec(line);
				return match ? [{ groups: match.groups ?? {}, template }] : [];
			});
			if (fitting.length === 0) {
				if (isSkipped(line, skip)) continue;
				throw new NotUnderstood(`a line of no known kind: ${line.trim()}`);
			}
			for (const { groups, template } of fitting) {
				const here = named(groups, FACTS);
				facts = here.account === undefined || here.account === facts.account ? { ...facts, ...here } : here;
				const account = facts.account === undefined ? undefined : factsFrom(facts, now);
				if (!account) {
					if (template) throw new NotUnderstood(`figures of no account: ${line.trim()}`);
					continue;
				}
				const isMeant = template && isFor(template, account.account);
				const figures = named<FigureName>(groups, FIGURES);
				found.push({
					account: account.account,
					line: isMeant ? lineFrom(template, figures, account) : undefined,
				});
			}
		}
	}
	return budgetsOf(found);
}

/** The groups of those names that took part in the match. */
function named<Name extends string>(
	groups: Readonly<Record<string, string | undefined>>,
	names: readonly Name[],
): Texts<Name> {
	return Object.fromEntries(
		names.flatMap((name) => (groups[name] === undefined ? [] : [[name, groups[name]]])),
	) as Texts<Name>;
}
