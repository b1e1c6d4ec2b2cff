import assert from 'node:assert/strict';
import type { AllocationSnapshot } from '../../../src/allocation/allocationStore.ts';
import { type Budget, budgetLine } from '../../../src/allocation/budget.ts';
import { allocationText } from '../../../src/presenters/allocationText.ts';
import { allocationTooltip } from '../../../src/presenters/allocationTooltip.ts';
import { budgetAmountText } from '../../../src/presenters/budgetText.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const budget = (
	facts: Partial<Budget> & { readonly limit?: number; readonly used?: number } = {},
): Budget => ({
	account: 'aif001',
	isDefault: true,
	lines: [
		budgetLine({
			resource: 'gres/gpu',
			granted: facts.limit ?? 100,
			used: facts.used ?? 2,
			committed: 4,
			limitedBy: 'aif001',
		}),
		budgetLine({ resource: 'billing', granted: 10_000, used: 2, committed: 0, limitedBy: 'aif001' }),
	],
	usedHours: new Map([['gres/gpu', 2]]),
	isOwnUseOnly: false,
	...facts,
});
const figures = (budgets: readonly Budget[]) => ({
	budgets,
	at: new Date(NOW.getTime() - 12_000),
	asOf: undefined,
	source: 'sshare',
});
const loaded = (...budgets: Budget[]) => ({ kind: 'loaded', passedOver: [], ...figures(budgets) }) as const;
const text = (snapshot: AllocationSnapshot, inUse?: string) => allocationText(snapshot, { now: NOW, inUse });

describe('The status bar', () => {
	it('shows what is left of the default account, by the limit that runs out first', () => {
		const other = budget({ account: 'aif000', isDefault: false });
		assert.equal(text(loaded(other, budget())).text, '98 GPU-h · 98 %');
	});

	it('is heard as what is left', () => {
		assert.equal(text(loaded(budget())).spoken, 'account aif001: 98 GPU-h left, 98 %');
		assert.equal(text(loaded(budget({ lines: [] }))).spoken, 'account aif001: 2 GPU-h used');
	});

	it('warns below a tenth', () => {
		assert.equal(text(loaded(budget({ used: 89 }))).isLow, false);
		assert.equal(text(loaded(budget({ used: 92 }))).isLow, true);
	});

	it('never shows less than nothing', () => {
		assert.equal(text(loaded(budget({ used: 120 }))).text, '0 GPU-h · 0 %');
	});

	it('shows what was used where nothing is limited, and invents no limit', () => {
		assert.equal(text(loaded(budget({ lines: [] }))).text, '2 GPU-h used');
	});

	it('marks figures whose renewal failed', () => {
		assert.match(text({ ...figures([budget()]), kind: 'stale', error: new Error() }).text, /\?$/);
	});

	it('says so when there is no account, or nothing is known', () => {
		assert.equal(text(loaded()).text, 'no account');
		assert.equal(
			text({ ...figures([]), kind: 'stale', at: undefined, error: new Error() }).text,
			'allocation unknown',
		);
	});

	it('lists every account in the tooltip, with used, committed, limit, age and the count of Slurm calls', () => {
		const told = allocationTooltip(
			{ cluster: 'practice', node: 'login1', site: 'LUMI (profile unverified)' },
			loaded(budget(), budget({ account: 'aif002', isDefault: false })),
			{ calls: [{ program: 'squeue', count: 7 }], total: 7, bytes: 2048, seconds: 1.24, medianMs: 40 },
			NOW,
		);
		assert.match(
			told,
			/aif001\u00a0\\\(default\\\) \| GPU\u2011h \| 98 \| █{8}\u00a098\u00a0% \| 2 \| 4 \| 100 \|/,
		);
		assert.match(told, /\| aif002 \|/);
		assert.match(told, /Login node: login1 · LUMI/);
		assert.match(
			told,
			/12 s ago, from "sshare"\n\nIn the last hour: 7 Slurm calls \(7 squeue\), 2\.0 KiB, 1\.2 s in all, 40 ms each as a rule\./,
		);
	});
});

describe('Amounts', () => {
	for (const [resource, hours, told] of [
		['gres/gpu', 100, '100 GPU-h'],
		['gres/gpu:h100', 1.5, '1.5 h100 GPU-h'],
		['cpu', 1 / 60, '0.02 core-h'],
		['billing', 1, '1 billing-h'],
		['gres/gpu', 12.57, '12.6 GPU-h'],
		['gres/gpu', 116.7, '117 GPU-h'],
	] as const) {
		it(`of ${hours} hours of ${resource} are ${told}`, () =>
			assert.equal(budgetAmountText({ resource, unit: undefined }, hours), told));
	}
});
