import assert from 'node:assert/strict';
import { AllocationStore } from '../../../src/allocation/allocationStore.ts';
import type { BudgetReader, BudgetReading } from '../../../src/allocation/budgetReader.ts';
import type { Notes } from '../../../src/base/notes.ts';
import { ProblemError } from '../../../src/problems/problem.ts';

const reading = (source: string, ...accounts: string[]): BudgetReading => ({
	budgets: accounts.map((account) => ({
		...{ account, isDefault: false, lines: [], isOwnUseOnly: false },
		usedHours: new Map(),
	})),
	...{ asOf: undefined, troubles: [], source },
});

describe('The store of the allocation', () => {
	let clock = 0;
	let asked: string[] = [];
	const notes = (): Notes => {
		const kept = new Map<string, unknown>();
		return { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
	};
	const reader = (source: string, answer: () => BudgetReading | undefined): BudgetReader => ({
		source,
		read: async () => {
			asked.push(source);
			return answer();
		},
	});
	const store = (...readers: BudgetReader[]) =>
		new AllocationStore(readers, notes(), 'practice', () => new Date(clock));
	const failing = (error: Error) => () => {
		throw error;
	};
	beforeEach(() => {
		clock = 1_000_000;
		asked = [];
	});

	it('asks no more often because a look failed', async () => {
		const broken = store(reader('saldo', failing(new Error('down'))));
		for (let minute = 0; minute < 30; minute += 1) {
			await broken.refreshIfOlderThan(900);
			clock += 60_000;
		}
		assert.equal(asked.length, 2);
		broken.dispose();
	});

	it('asks at once when the link that a look was cut off by is back, and only then', async () => {
		const lost = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: '' });
		const cut = store(reader('sshare', failing(lost)));
		await cut.refresh();
		cut.refreshIfCutOff();
		await cut.refresh();
		assert.equal(asked.length, 2);
		const broken = store(reader('sshare', failing(new Error('down'))));
		await broken.refresh();
		broken.refreshIfCutOff();
		assert.equal(asked.length, 3);
		cut.dispose();
		broken.dispose();
	});

	it('takes the word of Slurm where a tool of the site lists nothing', async () => {
		const both = store(
			reader('saldo', () => reading('saldo')),
			reader('sshare', () => reading('sshare', 'p1')),
		);
		await both.refresh();
		assert.ok(both.snapshot.kind === 'loaded');
		assert.equal(both.snapshot.source, 'sshare');
		const none = store(
			reader('saldo', () => reading('saldo')),
			reader('sshare', () => undefined),
		);
		await none.refresh();
		assert.ok(none.snapshot.kind === 'loaded');
		assert.deepEqual(none.snapshot.budgets, []);
	});
});
