/**
 * npm test: all tests, with everything that they need. The last line says "N passed, N failed".
 *   --only unit,browser   some of: unit architecture integration extension browser
 *   --keep                leaves the practice factory running when this run started it
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideChromium } from './lib/chromium.mjs';
import { atEnd, explain, main } from './lib/main.mjs';
import { provideToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { artifactsFolder } from './lib/places.mjs';
import { practiceFolder, providePractice } from './lib/practice.mjs';
import { Stop, say } from './lib/say.mjs';
import { requireNode20 } from './lib/system.mjs';
import { verdictOf } from './lib/verdict.mjs';
import { provideVSCode } from './lib/vscode.mjs';

const { only, keep } = parseArgs({
	options: { only: { type: 'string' }, keep: { type: 'boolean', default: false } },
}).values;

let passed = 0;
let failed = 0;

await main(runSuites, (code) => `${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`);

async function runSuites() {
	const suites = await provideSuites();
	await rm(join(artifactsFolder, 'failures'), { recursive: true, force: true });
	for (const suite of suites) {
		say(`\n== ${suite.name}: ${suite.where}`);
		const verdict = await runSuite(suite);
		if (verdict.trouble) say(`✗ The ${suite.name} tests as a whole: ${verdict.trouble}`);
		say(`${suite.name}: ${verdict.passed} passed, ${verdict.failed} failed`);
		passed += verdict.passed;
		failed += verdict.failed;
	}
	return failed > 0 ? 1 : 0;
}

/** Installs and starts what the chosen suites need. */
async function provideSuites() {
	requireNode20();
	await provideToolNode();
	await provideNpmDependencies();
	// only now: esbuild and others come with the npm packages
	const { SUITES } = await import('./lib/suites.mjs');
	const suites = chosen(SUITES);
	if (suites.some((suite) => suite.needsEditor)) {
		await provideVSCode();
		await provideChromium();
	}
	if (suites.some((suite) => suite.needsPractice)) {
		const practice = await providePractice();
		if (!keep) atEnd(practice.stop);
	}
	return suites;
}

/** @param {readonly import('./lib/suites.mjs').Suite[]} suites */
function chosen(suites) {
	const names = suites.map(({ name }) => name);
	const wanted = only?.split(',') ?? names;
	const unknown = wanted.find((name) => !names.includes(name));
	if (unknown !== undefined)
		throw new Stop(`There are no "${unknown}" tests; choose from ${names.join(', ')}.`);
	return suites.filter(({ name }) => wanted.includes(name));
}

/** @param {import('./lib/suites.mjs').Suite} suite */
async function runSuite({ name, run }) {
	const report = join(artifactsFolder, 'reports', `${name}.json`);
	await mkdir(dirname(report), { recursive: true });
	await rm(report, { force: true });
	try {
		const ending = await run({ AIFACTORY_TEST_REPORT: report, AIFACTORY_PRACTICE_DIR: practiceFolder });
		return await verdictOf(report, ending);
	} catch (error) {
		return { passed: 0, failed: 1, trouble: explain(error) };
	}
}
