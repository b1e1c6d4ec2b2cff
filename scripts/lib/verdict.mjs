import { readFile } from 'node:fs/promises';

/**
 * What a suite's run amounts to.
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} failed
 * @property {string} [trouble] why the run as a whole counts as one failed test more
 */

/**
 * Reads the reporter's file. A suite that broke off, ran over its time or had no test has failed, whatever it counted.
 * @param {string} report
 * @param {{code: number | null, timedOut: boolean}} ending
 * @returns {Promise<Verdict>}
 */
export async function verdictOf(report, { code, timedOut }) {
	const counts = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
	const { passed = 0, failed = 0 } = counts ?? {};
	const trouble = troubleOf({
		isWhole: counts !== undefined,
		total: passed + failed,
		failed,
		code,
		timedOut,
	});
	return trouble ? { passed, failed: failed + 1, trouble } : { passed, failed };
}

/**
 * @param {{isWhole: boolean, total: number, failed: number, code: number | null, timedOut: boolean}} run
 * @returns {string | undefined}
 */
function troubleOf({ isWhole, total, failed, code, timedOut }) {
	if (timedOut) return 'it did not end in time';
	if (!isWhole) return `it broke off (code ${code})`;
	if (total === 0) return 'it has no test';
	if (code !== 0 && failed === 0) return `it ended with code ${code}`;
	return undefined;
}
