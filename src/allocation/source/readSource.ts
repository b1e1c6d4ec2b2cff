import { ProblemError } from '../../problems/problem.ts';
import type { Budget } from '../budget.ts';
import { parseMoment } from './amount.ts';
import type { BudgetSource } from './budgetSource.ts';
import { NotUnderstood } from './figures.ts';
import { readJson } from './jsonFigures.ts';
import { readRecords } from './records.ts';
import { readTable } from './table.ts';

/** What a site's output says, and when the site made it. */
export interface SourceReading {
	readonly budgets: readonly Budget[];
	readonly asOf: Date | undefined;
}

/**
 * Reads a site's output. Throws ProblemError `outputNotUnderstood` with all of it where anything is not as the profile says: a
 * wrong figure is worse than none.
 *
 * @param now for outputs that count days from today
 */
export function readSource(output: string, source: BudgetSource, now: Date): SourceReading {
	const text = plainText(output);
	try {
		return { budgets: read(text, source, now), asOf: asOfIn(text, source) };
	} catch (error) {
		if (!(error instanceof NotUnderstood)) throw error;
		throw new ProblemError(
			{
				kind: 'outputNotUnderstood',
				command: sourceName(source),
				detail: `${error.message}\n\n${text.trim() === '' ? '(empty)' : text.trim()}`,
			},
			{ cause: error },
		);
	}
}

/** For people: `saldo -b`. */
export function sourceName({ command, file }: BudgetSource): string {
	return command ?? file ?? '';
}

function read(text: string, { format }: BudgetSource, now: Date): readonly Budget[] {
	// What was cut may have lost half of its last figure. JSON tells that by itself.
	if (format.kind !== 'json' && text.trim() !== '' && !/\n\s*$/.test(text))
		throw new NotUnderstood('it ends in the middle of a line');
	switch (format.kind) {
		case 'table':
			return readTable(text, format, now);
		case 'records':
			return readRecords(text, format, now);
		case 'json':
			return readJson(text, format, now);
	}
}

function asOfIn(text: string, { asOf }: BudgetSource): Date | undefined {
	const found = asOf === undefined ? undefined : new RegExp(asOf, 'mu').exec(text)?.groups?.['asOf'];
	return found === undefined ? undefined : (parseMoment(found) ?? undefined);
}

/** Without colours, links and other sequences for terminals (ECMA-48). */
function plainText(text: string): string {
	return text
		.replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
		.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
		.replace(/\u001b[()][0-9A-B]/g, '')
		.replaceAll('\u00a0', ' ');
}
