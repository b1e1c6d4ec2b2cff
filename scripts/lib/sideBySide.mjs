import { readFile, rm, writeFile } from 'node:fs/promises';
import { runOnToolNode } from './node24.mjs';
import { projectFolder } from './places.mjs';
import { say } from './say.mjs';

/**
 * Runs parts of a suite at the same time, each in a process of its own, and makes one report of theirs. The first one's
 * output comes as it is made, that of the others when all have ended. Where a part left no report there is none of the
 * whole: it broke off.
 * @param {readonly (readonly string[])[]} parts what Node gets to run each
 * @param {{deadlineSeconds: number, env: Record<string, string>}} options with the report's file in
 *   AIFACTORY_TEST_REPORT; a report that is there from an earlier part is added to
 * @returns {Promise<{code: number | null, timedOut: boolean}>}
 */
export async function runSideBySide(parts, { deadlineSeconds, env }) {
	const whole = env['AIFACTORY_TEST_REPORT'] ?? '';
	const endings = await Promise.all(
		parts.map(async (args, index) => {
			const report = `${whole}.${index}`;
			await rm(report, { force: true });
			const ending = await runOnToolNode(args, {
				...{ cwd: projectFolder, deadlineSeconds, shown: index === 0 },
				env: { ...process.env, ...env, AIFACTORY_TEST_REPORT: report },
			});
			return { ...ending, report };
		}),
	);
	for (const { output } of endings.slice(1)) say(output.trimEnd());
	const reports = await Promise.all(endings.map(({ report }) => readReport(report)));
	for (const { report } of endings) await rm(report, { force: true });
	const earlier = await readReport(whole);
	await rm(whole, { force: true });
	if (reports.every((report) => report !== undefined))
		await writeFile(whole, JSON.stringify([...(earlier ? [earlier] : []), ...reports].reduce(sum)));
	const failed = endings.find(({ code }) => code !== 0);
	return { code: failed ? failed.code : 0, timedOut: endings.some(({ timedOut }) => timedOut) };
}

/**
 * What test/support/reporter.mjs writes.
 * @typedef {{passed: number, failed: number, failures: string[], seconds: Record<string, number>}} Report
 */

/**
 * @param {string} file
 * @returns {Promise<Report | undefined>}
 */
async function readReport(file) {
	return readFile(file, 'utf8').then(JSON.parse, () => undefined);
}

/**
 * @param {Report} a
 * @param {Report} b
 * @returns {Report}
 */
function sum(a, b) {
	return {
		passed: a.passed + b.passed,
		failed: a.failed + b.failed,
		failures: [...a.failures, ...b.failures],
		seconds: { ...a.seconds, ...b.seconds },
	};
}
