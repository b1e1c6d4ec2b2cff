import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration, parseDuration, type Seconds } from '../../../src/slurm/duration.ts';

describe('Slurm durations', () => {
	it('are read as squeue prints them', () => {
		assert.equal(parseDuration('0:01'), 1);
		assert.equal(parseDuration('30:00'), 1800);
		assert.equal(parseDuration('1:00:00'), 3600);
		assert.equal(parseDuration('3-00:00:00'), 259_200);
	});

	it('are undefined where Slurm writes a word', () => {
		for (const word of ['UNLIMITED', 'INVALID', 'NOT_SET', 'N/A', ''])
			assert.equal(parseDuration(word), undefined, word);
	});

	it('read back as they were written', () => {
		fc.assert(
			fc.property(fc.nat(), (seconds) => {
				assert.equal(parseDuration(formatDuration(seconds as Seconds)), seconds);
			}),
		);
	});
});
