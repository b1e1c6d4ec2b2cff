import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keyValues } from '../../../../src/slurm/cluster/keyValues.ts';

describe("scontrol's records", () => {
	it('give back every key with its value, also one with spaces', () => {
		const key = fc.stringMatching(/^[A-Z][a-zA-Z]{1,12}$/);
		const value = fc
			.stringMatching(/^[a-z0-9,()[\]*:./-]{0,8}( [a-z0-9]{1,4}){0,2}$/)
			.map((text) => text.trim());
		fc.assert(
			fc.property(fc.dictionary(key, value, { minKeys: 1 }), (record) => {
				const line = Object.entries(record)
					.map(([name, text]) => `${name}=${text}`)
					.join(' ');
				assert.deepEqual(Object.fromEntries(keyValues(line)), { ...record });
			}),
		);
	});

	it('keep the first of two values of a key, since only a text can hold a second', () => {
		assert.equal(keyValues('State=UP Comment=now State=DOWN').get('State'), 'UP');
	});
});
