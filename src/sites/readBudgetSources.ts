import type { Node, YAMLMap } from 'yaml';
import type { BudgetPeriod } from '../allocation/budget.ts';
import {
	type BudgetSource,
	FACTS,
	type FactName,
	FIGURES,
	type FigureName,
	type LineTemplate,
	type RecordPattern,
} from '../allocation/source/budgetSource.ts';
import { offsetOf, type ProfileReader } from './profileReader.ts';

const WINDOW = /^(\d+) days$/;

/** The ways in which a profile says what is left, in its order; undefined where it says nothing of it. */
export function readBudgetSources(read: ProfileReader, root: YAMLMap): readonly BudgetSource[] | undefined {
	if (!root.has('budget')) return undefined;
	return read
		.list(root, 'budget')
		.map((node) => readSource(read, read.map(node, 'A way to tell the budget')));
}

function readSource(read: ProfileReader, map: YAMLMap): BudgetSource {
	const command = read.command(map, 'command');
	const file = read.command(map, 'file');
	if ((command === undefined) === (file === undefined))
		read.fail('Either "command" or "file" is needed.', offsetOf(map));
	if (file !== undefined && !file.startsWith('/'))
		read.fail('"file" must begin with "/".', read.at(map, 'file'));
	const format = read.choice(map, 'format', ['table', 'records', 'json']);
	const common = ['command', 'file', 'login', 'format', 'asOf'];
	const base = {
		command,
		file,
		isLogin: read.flag(map, 'login'),
		asOf: read.optionalPattern(map, 'asOf'),
	};
	switch (format) {
		case 'table':
			read.onlyKeys(map, [...common, 'layout', 'begin', 'end', 'headings', 'columns', 'lines', 'skip']);
			return {
				...base,
				format: {
					kind: 'table',
					layout: read.choice(map, 'layout', ['ruler', 'bars', 'headings']),
					begin: read.pattern(map.get('begin', true), 'begin'),
					end: read.optionalPattern(map, 'end'),
					headings: headingsOf(read, map),
					facts: places<FactName>(read, map, 'columns', FACTS),
					lines: read.list(map, 'lines').map((node) => lineIn(read, node)),
					skip: read.list(map, 'skip').map((node) => read.pattern(node, 'skip')),
				},
			};
		case 'records':
			read.onlyKeys(map, [...common, 'begin', 'end', 'patterns', 'skip', 'account']);
			return {
				...base,
				format: {
					kind: 'records',
					begin: read.pattern(map.get('begin', true), 'begin'),
					end: read.optionalPattern(map, 'end'),
					patterns: read.list(map, 'patterns').map((node) => patternIn(read, node)),
					skip: read.list(map, 'skip').map((node) => read.pattern(node, 'skip')),
					account: read.optionalText(map, 'account'),
				},
			};
		case 'json':
			read.onlyKeys(map, [...common, 'fields', 'lines']);
			return {
				...base,
				format: {
					kind: 'json',
					facts: places<FactName>(read, map, 'fields', FACTS),
					lines: read.list(map, 'lines').map((node) => lineIn(read, node)),
				},
			};
	}
}

function headingsOf(read: ProfileReader, map: YAMLMap): 1 | 2 {
	const headings = map.get('headings') ?? 1;
	return headings === 1 || headings === 2
		? headings
		: read.fail('"headings" must be 1 or 2.', read.at(map, 'headings'));
}

/** Where each of some things is: `account: PID`. */
function places<Name extends string>(
	read: ProfileReader,
	map: YAMLMap,
	key: string,
	names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
	const found = read.map(map.get(key, true), `"${key}"`);
	read.onlyKeys(found, names);
	read.text(found, 'account');
	return figuresIn(read, found, names);
}

function figuresIn<Name extends string>(
	read: ProfileReader,
	map: YAMLMap,
	names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> {
	return Object.fromEntries(
		names.flatMap((name) => {
			const place = read.optionalText(map, name);
			return place === undefined ? [] : [[name, place]];
		}),
	) as Partial<Record<Name, string>>;
}

const TEMPLATE_KEYS = ['resource', 'unit', 'scale', 'period', 'accounts', 'told'] as const;

function lineIn(read: ProfileReader, node: Node): LineTemplate {
	const map = read.map(node, 'A line of the budget');
	read.onlyKeys(map, [...TEMPLATE_KEYS, ...FIGURES]);
	const figures = figuresIn<FigureName>(read, map, FIGURES);
	if (Object.keys(figures).length === 0)
		read.fail(`A line needs at least one of ${FIGURES.join(', ')}.`, offsetOf(map));
	return { ...template(read, map), figures };
}

function patternIn(read: ProfileReader, node: Node): RecordPattern {
	const map = read.map(node, 'A pattern');
	read.onlyKeys(map, ['match', ...TEMPLATE_KEYS]);
	const match = read.pattern(map.get('match', true), 'match');
	const named = [...match.matchAll(/\(\?<(\w+)>/g)].map(([, name = '']) => name);
	const unknown = named.find((name) => ![...FACTS, ...FIGURES].some((known) => known === name));
	if (unknown !== undefined)
		read.fail(
			`A pattern knows the groups ${[...FACTS, ...FIGURES].join(', ')}, not "${unknown}".`,
			read.at(map, 'match'),
		);
	const isLine = map.has('told') || FIGURES.some((name) => named.includes(name));
	if (isLine !== map.has('resource'))
		read.fail(
			'A pattern with a figure needs "resource" and "unit", and one without has neither.',
			offsetOf(map),
		);
	return { match, line: isLine ? { ...template(read, map), figures: {} } : undefined };
}

function template(read: ProfileReader, map: YAMLMap): Omit<LineTemplate, 'figures'> {
	const scale = map.get('scale') ?? 1;
	if (typeof scale !== 'number' || !(scale > 0))
		return read.fail('"scale" must be a number above 0.', read.at(map, 'scale'));
	return {
		resource: read.text(map, 'resource'),
		unit: read.text(map, 'unit'),
		scale,
		period: periodIn(read, map),
		accounts: read.optionalPattern(map, 'accounts'),
		told: map.has('told')
			? read.choice<'usable' | 'exhausted'>(map, 'told', ['usable', 'exhausted'])
			: undefined,
	};
}

function periodIn(read: ProfileReader, map: YAMLMap): BudgetPeriod {
	const text = read.optionalText(map, 'period') ?? 'total';
	if (text === 'total' || text === 'month') return { kind: text };
	const days = WINDOW.exec(text)?.[1];
	return days === undefined
		? read.fail(
				'"period" must be total, month, or a number of days such as "30 days".',
				read.at(map, 'period'),
			)
		: { kind: 'window', days: Number(days) };
}
