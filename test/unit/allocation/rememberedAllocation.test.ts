import assert from 'node:assert/strict';
import type { AllocationFigures } from '../../../src/allocation/allocationStore.ts';
import { budgetLine } from '../../../src/allocation/budget.ts';
import { rememberAllocation, rememberedAllocations } from '../../../src/allocation/rememberedAllocation.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

const figures = (at: string): AllocationFigures => ({
	budgets: [
		{
			...{ account: 'p', isDefault: true, isOwnUseOnly: false, usedHours: new Map([['gpu', 3.5]]) },
			lines: [
				budgetLine({
					...{ resource: 'gpu', unit: 'GPU-h', granted: 100, used: 10, limitedBy: 'p' },
					...{ period: { kind: 'window', days: 30 }, end: new Date('2027-04-01'), decays: true },
				}),
			],
		},
	],
	at: new Date(at),
	asOf: new Date('2026-11-24'),
	source: 'saldo',
});
const clustersIn = (notes: ReturnType<typeof memoryNotes>) =>
	rememberedAllocations(notes).map(({ cluster }) => cluster);

describe('The last figures of a cluster', () => {
	it('are the same when they come back', () => {
		const notes = memoryNotes();
		rememberAllocation(notes, 'snellius', figures('2026-11-25'));
		assert.deepEqual(rememberedAllocations(notes), [{ cluster: 'snellius', figures: figures('2026-11-25') }]);
	});

	it('go when half a year has passed since', () => {
		const notes = memoryNotes();
		rememberAllocation(notes, 'gone', figures('2026-05-01'));
		rememberAllocation(notes, 'away', figures('2026-07-01'));
		rememberAllocation(notes, 'snellius', figures('2026-11-25'));
		assert.deepEqual(clustersIn(notes), ['away', 'snellius']);
	});

	it('are passed over where another version wrote them', () => {
		const notes = memoryNotes();
		notes.write('allocations', { old: { at: 'yesterday' }, odd: 7 });
		assert.deepEqual(clustersIn(notes), []);
		rememberAllocation(notes, 'snellius', figures('2026-11-25'));
		assert.deepEqual(clustersIn(notes), ['snellius']);
	});
});
