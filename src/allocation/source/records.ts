import type { Budget, BudgetLine } from '../budget.ts';
import { FACTS, type FactName, FIGURES, type FigureName, type RecordsFormat } from './budgetSource.ts';
import { type AccountFacts, budgetsOf, factsFrom, lineFrom, NotUnderstood, type Texts } from './figures.ts';
import { isSkipped, regionsOf } from './region.ts';

/**
 * Every line between begin and end is known by a pattern or is to be passed over; one that is neither, such as a row with a column
 * more than before, makes the whole not understood rather than part of it wrong.
 */
export function readRecords(text: string, format: RecordsFormat, now: Date): readonly Budget[] {
	const patterns = format.patterns.map(({ match, line }) => ({ expression: new RegExp(match, 'u'), line }));
	const skip = format.skip.map((pattern) => new RegExp(pattern, 'u'));
	const found: { account: string; line: BudgetLine | undefined }[] = [];
	for (const region of regionsOf(text, format)) {
		let facts: Texts<FactName> = format.account === undefined ? {} : { account: format.account };
		let account: AccountFacts | undefined;
		for (const line of region) {
			const pattern = patterns.find(({ expression }) => expression.test(line));
			if (!pattern) {
				if (isSkipped(line, skip)) continue;
				throw new NotUnderstood(`a line of no known kind: ${line.trim()}`);
			}
			const groups = pattern.expression.exec(line)?.groups ?? {};
			const named = <Name extends string>(names: readonly Name[]): Texts<Name> =>
				Object.fromEntries(
					names.flatMap((name) => (groups[name] === undefined ? [] : [[name, groups[name]]])),
				) as Texts<Name>;
			const here = named(FACTS);
			facts = here.account === undefined ? { ...facts, ...here } : here;
			if (Object.keys(here).length > 0 || !account) {
				account = facts.account === undefined ? undefined : factsFrom(facts, now);
				if (account && !pattern.line) found.push({ account: account.account, line: undefined });
			}
			if (!pattern.line) continue;
			if (!account) throw new NotUnderstood(`figures of no account: ${line.trim()}`);
			if (
				pattern.line.accounts !== undefined &&
				!new RegExp(pattern.line.accounts, 'u').test(account.account)
			)
				continue;
			found.push({
				account: account.account,
				line: lineFrom(pattern.line, named<FigureName>(FIGURES), account),
			});
		}
	}
	return budgetsOf(found);
}
