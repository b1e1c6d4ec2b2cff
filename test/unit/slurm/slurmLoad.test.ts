import assert from 'node:assert/strict';
import { loadText } from '../../../src/presenters/loadText.ts';
import { SlurmLoad } from '../../../src/slurm/slurmLoad.ts';

describe('The load on Slurm', () => {
	const counting = () => {
		let seconds = 0;
		const load = new SlurmLoad(() => new Date(seconds * 1000));
		return { load, pass: (more: number) => (seconds += more) };
	};

	it('is what was asked in the last hour, by program', () => {
		const { load, pass } = counting();
		load.add('sacct', 10, 100);
		pass(1800);
		for (let round = 0; round < 38; round += 1) load.add('squeue', 1600, 45);
		load.add('sshare', 300, 50);
		load.add('sshare', 300, 50);
		assert.equal(load.total, 41);
		const words = loadText(load.lastHour());
		assert.equal(
			words,
			'In the last hour: 41 Slurm calls (38 squeue, 2 sshare, 1 sacct), 60 KiB, 1.9 s in all, 45 ms each as a rule.',
		);
		pass(1801);
		assert.deepEqual(load.lastHour().calls, [
			{ program: 'squeue', count: 38 },
			{ program: 'sshare', count: 2 },
		]);
		pass(3600);
		assert.equal(loadText(load.lastHour()), 'In the last hour: no Slurm call.');
	});

	it('tells of a single call without a plural', () => {
		const { load } = counting();
		load.add('squeue', 100, 40);
		assert.equal(loadText(load.lastHour()), 'In the last hour: 1 Slurm call (1 squeue), 100 B, 0 s.');
	});

	it('is too much when an answer takes a second longer than usual', () => {
		const { load } = counting();
		const slowAfter = (ms: number) => {
			load.add('squeue', 0, ms);
			return load.isSlow;
		};
		assert.deepEqual([5000, 40, 40, 60, 40].map(slowAfter), [false, false, false, false, false]);
		assert.equal(slowAfter(1100), true);
		assert.equal(slowAfter(50), false);
	});

	it('compares each program with itself: accounting may always take long', () => {
		const { load } = counting();
		for (let round = 0; round < 6; round += 1) load.add('squeue', 0, 40);
		load.add('sacct', 0, 4000);
		assert.equal(load.isSlow, false);
	});
});
