import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOf } from '../../../scripts/lib/verdict.mjs';

describe('The verdict on a suite', () => {
	const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
	after(() => rmSync(folder, { recursive: true }));

	function reportOf(counts: object): string {
		const path = join(folder, 'report.json');
		writeFileSync(path, JSON.stringify(counts));
		return path;
	}

	it('is what the reporter counted', async () => {
		const verdict = await verdictOf(reportOf({ passed: 3, failed: 2 }), { code: 2, timedOut: false });
		assert.deepEqual(verdict, { passed: 3, failed: 2 });
	});

	it('counts one failed test more for a suite that broke off', async () => {
		const verdict = await verdictOf(join(folder, 'none.json'), { code: 7, timedOut: false });
		assert.deepEqual(verdict, { passed: 0, failed: 1, trouble: 'it broke off (code 7)' });
	});

	it('counts one failed test more for a suite that ran out of time', async () => {
		const verdict = await verdictOf(reportOf({ passed: 3, failed: 1 }), { code: null, timedOut: true });
		assert.deepEqual(verdict, { passed: 3, failed: 2, trouble: 'it did not end in time' });
	});

	it('is a failure for a suite without a test', async () => {
		const verdict = await verdictOf(reportOf({ passed: 0, failed: 0 }), { code: 0, timedOut: false });
		assert.deepEqual(verdict, { passed: 0, failed: 1, trouble: 'it has no test' });
	});

	it('is a failure for a suite that ends badly after its tests went well', async () => {
		const verdict = await verdictOf(reportOf({ passed: 3, failed: 0 }), { code: 1, timedOut: false });
		assert.deepEqual(verdict, { passed: 3, failed: 1, trouble: 'it ended with code 1' });
	});
});
