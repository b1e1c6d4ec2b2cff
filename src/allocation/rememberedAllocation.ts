import type { Notes } from '../base/notes.ts';
import type { AllocationFigures } from './allocationStore.ts';
import { type Budget, type BudgetLine, type BudgetPeriod, budgetLine } from './budget.ts';

/** All clusters' last figures stand under one key, so that they can be listed. */
const KEY = 'allocations';
/** Figures of a cluster that nobody has connected to for so long are of no use any more. */
const KEPT_DAYS = 180;
const DAY_MS = 86_400_000;

/** Keeps a cluster's last figures, and lets go of those that are half a year older. */
export function rememberAllocation(notes: Notes, cluster: string, figures: AllocationFigures): void {
	const oldest = (figures.at?.getTime() ?? 0) - KEPT_DAYS * DAY_MS;
	const kept = Object.entries(fields(notes.read(KEY))).filter(([, written]) => {
		const { at } = fields(written);
		return typeof at === 'number' && at >= oldest;
	});
	notes.write(KEY, { ...Object.fromEntries(kept), [cluster]: writtenAllocation(figures) });
}

/** The last figures of every cluster. */
export function rememberedAllocations(
	notes: Notes,
): readonly { readonly cluster: string; readonly figures: AllocationFigures }[] {
	return Object.entries(fields(notes.read(KEY))).flatMap(([cluster, written]) => {
		const figures = rememberedAllocation(written);
		return figures ? [{ cluster, figures }] : [];
	});
}

/** As plain data, for the notes. */
function writtenAllocation({ budgets, at, asOf, source }: AllocationFigures): unknown {
	return {
		at: at?.getTime(),
		asOf: asOf?.getTime(),
		source,
		budgets: budgets.map(({ account, isDefault, isOwnUseOnly, lines, usedHours }) => ({
			...{ account, isDefault, isOwnUseOnly },
			usedHours: [...usedHours],
			lines: lines.map((line) => ({ ...line, start: line.start?.getTime(), end: line.end?.getTime() })),
		})),
	};
}

/** Back from the notes; undefined for what another version of this program wrote. */
function rememberedAllocation(written: unknown): AllocationFigures | undefined {
	const { at, asOf, source, budgets } = fields(written);
	if (typeof at !== 'number' || typeof source !== 'string' || !Array.isArray(budgets)) return undefined;
	const read = budgets.map(budgetIn);
	return read.every((budget) => budget !== undefined)
		? { budgets: read, at: new Date(at), asOf: moment(asOf), source }
		: undefined;
}

function budgetIn(written: unknown): Budget | undefined {
	const { account, isDefault, isOwnUseOnly, lines, usedHours } = fields(written);
	if (typeof account !== 'string' || !Array.isArray(lines) || !Array.isArray(usedHours)) return undefined;
	return {
		account,
		isDefault: isDefault === true,
		isOwnUseOnly: isOwnUseOnly === true,
		usedHours: new Map(
			usedHours.flatMap((entry: unknown) => {
				const [name, hours] = Array.isArray(entry) ? (entry as unknown[]) : [];
				return typeof name === 'string' && typeof hours === 'number' ? [[name, hours] as const] : [];
			}),
		),
		lines: lines.flatMap((line) => lineIn(line) ?? []),
	};
}

function lineIn(written: unknown): BudgetLine | undefined {
	const found = fields(written);
	const { resource, limitedBy } = found;
	if (typeof resource !== 'string' || typeof limitedBy !== 'string') return undefined;
	const text = (name: string) => (typeof found[name] === 'string' ? (found[name] as string) : undefined);
	const number = (name: string) => (typeof found[name] === 'number' ? (found[name] as number) : undefined);
	const told = text('told');
	return budgetLine({
		...{ resource, limitedBy },
		unit: text('unit'),
		granted: number('granted'),
		used: number('used'),
		committed: number('committed'),
		remaining: number('remaining'),
		usedShare: number('usedShare'),
		period: periodIn(found['period']),
		start: moment(found['start']),
		end: moment(found['end']),
		onlyIn: text('onlyIn'),
		decays: found['decays'] === true,
		told: told === 'usable' || told === 'exhausted' ? told : undefined,
	});
}

function periodIn(written: unknown): BudgetPeriod {
	const { kind, days } = fields(written);
	if (kind === 'month') return { kind };
	return kind === 'window' && typeof days === 'number' ? { kind, days } : { kind: 'total' };
}

function moment(written: unknown): Date | undefined {
	return typeof written === 'number' ? new Date(written) : undefined;
}

function fields(written: unknown): Readonly<Record<string, unknown>> {
	return typeof written === 'object' && written !== null
		? (written as Readonly<Record<string, unknown>>)
		: {};
}
