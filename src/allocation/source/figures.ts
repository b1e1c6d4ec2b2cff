import type { Budget, BudgetLine } from '../budget.ts';
import { budgetLine } from '../budget.ts';
import { parseAmount, parseMoment } from './amount.ts';
import { type FactName, FIGURES, type FigureName, type LineTemplate } from './budgetSource.ts';

/** What of an output could not be read. The runner makes a problem of it, with the whole output beside it. */
export class NotUnderstood extends Error {}

/** The texts of one record or row, by what they are. */
export type Texts<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** What is known of one account while its lines are read. */
export interface AccountFacts {
	readonly account: string;
	readonly start: Date | undefined;
	readonly end: Date | undefined;
}

/** Throws NotUnderstood. */
export function factsFrom(texts: Texts<FactName>, now: Date): AccountFacts {
	const account = texts.account?.trim() ?? '';
	if (account === '') throw new NotUnderstood('an account without a name');
	const daysLeft = texts.daysLeft === undefined ? undefined : amountOf(texts.daysLeft);
	return {
		account,
		start: momentOf(texts.start, false),
		end:
			daysLeft === undefined
				? momentOf(texts.end, true)
				: new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysLeft + 1),
	};
}

/** Whether a line of a budget is for an account, by the account's name. */
export function isFor({ accounts }: LineTemplate, account: string): boolean {
	return accounts === undefined || new RegExp(accounts, 'u').test(account);
}

/** Undefined where the output holds none of the line's figures. Throws NotUnderstood for text that is no figure, and for figures that contradict each other. */
export function lineFrom(
	{ resource, unit, scale, period, told }: LineTemplate,
	texts: Texts<FigureName>,
	{ account, start, end }: AccountFacts,
): BudgetLine | undefined {
	const amount = (name: FigureName) => (texts[name] === undefined ? undefined : amountOf(texts[name]));
	const scaled = (name: FigureName) => {
		const value = amount(name);
		return value === undefined ? undefined : value * scale;
	};
	const isPercent = FIGURES.find((name) => name !== 'usedPercent' && texts[name]?.includes('%'));
	if (isPercent !== undefined) throw new NotUnderstood(`"${texts[isPercent]?.trim()}" is no amount`);
	const percent = amount('usedPercent');
	const line = budgetLine({
		...{ resource, unit, period, start, end, told, limitedBy: account },
		granted: scaled('granted'),
		used: scaled('used'),
		committed: scaled('committed'),
		remaining: scaled('remaining'),
		usedShare: percent === undefined ? undefined : percent / 100,
	});
	if (told === undefined && FIGURES.every((name) => amount(name) === undefined)) return undefined;
	// A tool that tells what was granted tells what was used: the figure stands in another column now.
	if (texts.used?.trim() === '' && line.granted !== undefined)
		throw new NotUnderstood(`${line.granted} granted, and no word of what was used`);
	if (start && end && start.getTime() > end.getTime()) throw new NotUnderstood('an end before the start');
	contradict(line, scale);
	return line;
}

/** A tool that changed its columns gives itself away by figures that cannot be true together. */
function contradict({ granted, used, remaining, usedShare, committed }: BudgetLine, scale: number): void {
	// A budget that is overdrawn may be left with less than nothing.
	const negative = [granted, used, committed, usedShare].find((figure) => figure !== undefined && figure < 0);
	if (negative !== undefined) throw new NotUnderstood(`a figure below nothing: ${negative}`);
	if (granted === 0 && (used ?? 0) > 0 && usedShare === 0)
		throw new NotUnderstood(`${used} of nothing is not 0 %`);
	if (granted === undefined || granted === 0) return;
	// Some tools tell an overdrawn budget as nothing left.
	const left = granted - (used ?? 0);
	const isOverdrawn = remaining === 0 && left < 0;
	if (used !== undefined && remaining !== undefined && Math.abs(left - remaining) > 2 * scale && !isOverdrawn)
		throw new NotUnderstood(`${granted} less ${used} is not ${remaining}`);
	const spent = used ?? (remaining === undefined ? undefined : granted - remaining);
	// Tools round, and cut off; a figure in thousands with two digits may be ten off.
	if (
		usedShare !== undefined &&
		spent !== undefined &&
		Math.abs(spent / granted - usedShare) > 0.02 + (2 * scale) / granted
	)
		throw new NotUnderstood(`${spent} of ${granted} is not ${(usedShare * 100).toFixed(1)} %`);
}

function amountOf(text: string): number | undefined {
	const amount = parseAmount(text);
	if (amount === null) throw new NotUnderstood(`"${text.trim()}" is no figure`);
	return amount;
}

function momentOf(text: string | undefined, isEnd: boolean): Date | undefined {
	const moment = text === undefined ? undefined : parseMoment(text, isEnd);
	if (moment === null) throw new NotUnderstood(`"${text?.trim()}" is no day`);
	return moment;
}

/** Lines of one account are one budget, in the order in which the accounts first came. */
export function budgetsOf(
	lines: readonly { readonly account: string; readonly line: BudgetLine | undefined }[],
): readonly Budget[] {
	const accounts = new Map<string, BudgetLine[]>();
	for (const { account, line } of lines) {
		const known = accounts.get(account) ?? [];
		accounts.set(account, line ? [...known, line] : known);
	}
	return [...accounts].map(([account, found]) => ({
		account,
		isDefault: false,
		lines: found,
		usedHours: new Map(),
		isOwnUseOnly: false,
	}));
}
