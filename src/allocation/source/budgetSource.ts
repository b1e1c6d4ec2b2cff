import type { BudgetPeriod } from '../budget.ts';

/** What a figure may be called in a profile. */
export const FIGURES = ['granted', 'used', 'committed', 'remaining', 'usedPercent'] as const;
export type FigureName = (typeof FIGURES)[number];

/** Facts that hold for an account rather than for one of its figures. */
export const FACTS = ['account', 'start', 'end', 'daysLeft'] as const;
export type FactName = (typeof FACTS)[number];

/** How a line of a budget comes out of what a site's tool prints. */
export interface LineTemplate {
	/** `gpu`, `cpu`, `storage`, `billing`, or a word of the site's. */
	readonly resource: string;
	/** As the site says it, such as `GPU-h`. */
	readonly unit: string;
	/** What one of the tool's units is in `unit`; 1 unless a tool counts in thousands, say. */
	readonly scale: number;
	readonly period: BudgetPeriod;
	/** A regular expression that the account's name must match for this line to be there. */
	readonly accounts: string | undefined;
	/** Where each figure is: a column's heading, or a path in a JSON file. Empty for patterns, whose groups are named for the figures. */
	readonly figures: Readonly<Partial<Record<FigureName, string>>>;
	/** What a line of this kind says where the tool gives no amounts. */
	readonly told: 'usable' | 'exhausted' | undefined;
}

/** A table: under dashes, between bars, or by the places of its headings. */
export interface TableFormat {
	readonly kind: 'table';
	/** `ruler`: a row of dashes tells the columns. `bars`: `|` or `│` between cells. `headings`: cells stand below their headings. */
	readonly layout: 'ruler' | 'bars' | 'headings';
	/** A regular expression for the line that begins the table: its title, or its first heading. What stands before is not read. */
	readonly begin: string;
	/** A regular expression for the first line that is no longer of the table; the end of the output where it is absent. */
	readonly end: string | undefined;
	/** Lines of headings, 1 or 2; two are read together, the upper one standing over several of the lower. */
	readonly headings: 1 | 2;
	/** In which column each fact stands, by its heading. `account` is needed. */
	readonly facts: Readonly<Partial<Record<FactName, string>>>;
	readonly lines: readonly LineTemplate[];
	/** Regular expressions for rows to pass over. */
	readonly skip: readonly string[];
}

/** One kind of line of a record, matched as a whole. Its named groups are facts or figures. */
export interface RecordPattern {
	readonly match: string;
	/** Undefined for a pattern of facts alone. */
	readonly line: LineTemplate | undefined;
}

/** Records of lines, each known by a pattern. A line with an `account` begins the next record. */
export interface RecordsFormat {
	readonly kind: 'records';
	/** As of a table; it may come again after `end`. The line itself is read as well. */
	readonly begin: string;
	readonly end: string | undefined;
	readonly patterns: readonly RecordPattern[];
	readonly skip: readonly string[];
	/** An account that the output does not name, because it is the person's only one: its word for it. */
	readonly account: string | undefined;
}

/** JSON: one object for each account. */
export interface JsonFormat {
	readonly kind: 'json';
	/** Paths with dots. */
	readonly facts: Readonly<Partial<Record<FactName, string>>>;
	readonly lines: readonly LineTemplate[];
}

/** One way in which a site tells what is left, as its profile has it. */
export interface BudgetSource {
	/** A command line for `/bin/sh` on the login node. */
	readonly command: string | undefined;
	/** Files in place of a command; `{group}` stands for each of the person's Unix groups, `{user}` for the login name. */
	readonly file: string | undefined;
	/** Needs what a login shell sets up, such as modules. */
	readonly isLogin: boolean;
	readonly format: TableFormat | RecordsFormat | JsonFormat;
	/** A regular expression with the group `asOf` for the moment of the figures. */
	readonly asOf: string | undefined;
}
