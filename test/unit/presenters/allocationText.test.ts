import assert from 'node:assert/strict';
import type { Budget } from '../../../src/allocation/budget.ts';
import {
	allocationLines,
	allocationText,
	allocationTooltip,
	formatHours,
} from '../../../src/presenters/allocationText.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const budget = (
	facts: Partial<Budget> & { readonly limit?: number; readonly used?: number } = {},
): Budget => ({
	account: 'aif001',
	isDefault: true,
	lines: [
		{
			resource: 'gres/gpu',
			limitMinutes: facts.limit ?? 6000,
			usedMinutes: facts.used ?? 120,
			committedMinutes: 240,
			limitedBy: 'aif001',
		},
		{
			resource: 'billing',
			limitMinutes: 600_000,
			usedMinutes: 100,
			committedMinutes: 0,
			limitedBy: 'aif001',
		},
	],
	usedMinutes: new Map([['gres/gpu', 120]]),
	...facts,
});
const loaded = (...budgets: Budget[]) =>
	({ kind: 'loaded', budgets, at: new Date(NOW.getTime() - 12_000) }) as const;

describe('The status bar', () => {
	it('shows what is left of the default account, by the limit that runs out first', () => {
		const other = budget({ account: 'aif000', isDefault: false });
		assert.equal(allocationText(loaded(other, budget())).text, '98 GPU-h · 98 %');
	});

	it('warns below a tenth', () => {
		assert.equal(allocationText(loaded(budget({ used: 5300 }))).isLow, false);
		assert.equal(allocationText(loaded(budget({ used: 5500 }))).isLow, true);
	});

	it('never shows less than nothing', () => {
		assert.equal(allocationText(loaded(budget({ used: 7000 }))).text, '0 GPU-h · 0 %');
	});

	it('shows what was used where nothing is limited, and invents no limit', () => {
		assert.equal(allocationText(loaded(budget({ lines: [] }))).text, '2 GPU-h used');
	});

	it('marks figures whose renewal failed', () => {
		assert.match(allocationText({ ...loaded(budget()), kind: 'stale', error: new Error() }).text, /\?$/);
	});

	it('says so when there is no account, or nothing is known', () => {
		assert.equal(allocationText(loaded()).text, 'no account');
		assert.equal(
			allocationText({ kind: 'stale', budgets: [], at: undefined, error: new Error() }).text,
			'allocation unknown',
		);
	});

	it('lists every account in the tooltip, with used, committed, limit, age and the count of Slurm calls', () => {
		const text = allocationTooltip(
			'practice',
			'login1',
			loaded(budget(), budget({ account: 'aif002', isDefault: false })),
			{ calls: [{ program: 'squeue', count: 7 }], total: 7, bytes: 2048, seconds: 1.24, medianMs: 40 },
			NOW,
		);
		assert.match(
			text,
			/aif001\u00a0\\\(default\\\) \| GPU\u2011h \| 98 \| █{8}\u00a098\u00a0% \| 2 \| 4 \| 100 \|/,
		);
		assert.match(text, /\| aif002 \|/);
		assert.match(
			text,
			/12 s ago, from "sshare"\n\nIn the last hour: 7 Slurm calls \(7 squeue\), 2\.0 KiB, 1\.2 s in all, 40 ms each as a rule\./,
		);
	});

	it('gives each limit as a phrase', () => {
		assert.deepEqual(allocationLines(budget())[0], '98 GPU-h of 100 GPU-h left (98 %)');
	});
});

describe('Hours', () => {
	for (const [resource, minutes, text] of [
		['gres/gpu', 6000, '100 GPU-h'],
		['gres/gpu:h100', 90, '1.5 h100 GPU-h'],
		['cpu', 1, '0.02 core-h'],
		['billing', 60, '1 billing-h'],
		['gres/gpu', 754, '12.6 GPU-h'],
		['gres/gpu', 7_000, '117 GPU-h'],
	] as const) {
		it(`of ${minutes} ${resource} minutes are ${text}`, () =>
			assert.equal(formatHours(resource, minutes), text));
	}
});
