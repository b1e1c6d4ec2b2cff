import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron';
import { bundle } from './bundle.mjs';
import { bundleExtensionTests, extensionTests } from './extensionTests.mjs';
import { atEnd, main } from './main.mjs';
import { artifactsFolder, inProject, projectFolder } from './places.mjs';
import { practiceFolder, providePractice } from './practice.mjs';
import { Stop, say, step } from './say.mjs';
import { verdictOf } from './verdict.mjs';

let passed = 0;
let failed = 0;

await main(
	async () => {
		const editors = [];
		for (const version of [await oldestSupported(), 'stable']) {
			editors.push({ version, program: await download(version) });
		}
		const practice = await providePractice();
		atEnd(practice.stop);
		await bundle({ production: false });
		await bundleExtensionTests();
		for (const editor of editors) await runIn(editor);
		return failed > 0 ? 1 : 0;
	},
	(code) => `${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`,
);

/** The version that package.json promises to run on. */
async function oldestSupported() {
	const { engines } = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
	return engines.vscode.replace(/^\D*/, '');
}

/** @param {string} version @returns {Promise<string>} the program */
function download(version) {
	return step(`Fetching desktop VS Code (${version}) into ${inProject('.vscode-test')}`, async () => {
		try {
			return await downloadAndUnzipVSCode({ version, reporter: new SilentReporter(), timeout: 15_000 });
		} catch (error) {
			throw new Stop(
				`Desktop VS Code (${version}) could not be downloaded (${error instanceof Error ? error.message : error}). ` +
					'These tests need a network that reaches update.code.visualstudio.com; ' +
					'"npm run test:extension" runs the same ones without it.',
			);
		}
	});
}

/** @param {{version: string, program: string}} editor */
async function runIn({ version, program }) {
	say(`\n== extension: inside desktop VS Code ${version}`);
	const report = join(artifactsFolder, 'reports', `desktop-${version}.json`);
	await mkdir(join(report, '..'), { recursive: true });
	await rm(report, { force: true });
	const code = await runTests({
		vscodeExecutablePath: program,
		extensionDevelopmentPath: projectFolder,
		extensionTestsPath: extensionTests,
		extensionTestsEnv: { AIFACTORY_TEST_REPORT: report, AIFACTORY_PRACTICE_DIR: practiceFolder },
		launchArgs: [inProject('practice', 'sample'), '--disable-extensions', '--disable-workspace-trust'],
	}).catch(() => 1);
	const verdict = await verdictOf(report, { code, timedOut: false });
	if (verdict.trouble)
		say(
			`✗ The tests as a whole: ${verdict.trouble}. On Linux VS Code needs a display: xvfb-run -a npm run test:desktop`,
		);
	passed += verdict.passed;
	failed += verdict.failed;
}
