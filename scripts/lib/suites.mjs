import { availableParallelism } from 'node:os';
import { bundle } from './bundle.mjs';
import { runInExtensionHost } from './extensionHost.mjs';
import { bundleExtensionTests } from './extensionTests.mjs';
import { runOnToolNode } from './node24.mjs';
import { inProject, projectFolder } from './places.mjs';
import { practiceSettings } from './practice.mjs';
import { runSideBySide } from './sideBySide.mjs';
import { packExtension } from './vsix.mjs';

/**
 * One kind of test. Its name is that of its folder in test/.
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} where the tests run, in a person's words
 * @property {boolean} [needsPractice]
 * @property {boolean} [needsEditor]
 * @property {(env: Record<string, string>) => Promise<{code: number | null, timedOut: boolean}>} run
 */

/** @type {readonly Suite[]} in the order in which they run: the quick ones first */
export const SUITES = [
	{
		name: 'unit',
		where: 'in plain Node',
		run: (env) => mocha('unit', { testSeconds: 10, deadlineSeconds: 300, env }),
	},
	{
		name: 'architecture',
		where: 'on the sources and the manifest',
		run: (env) => mocha('architecture', { testSeconds: 20, deadlineSeconds: 60, env }),
	},
	{
		name: 'integration',
		where: 'against the practice factory',
		needsPractice: true,
		run: runIntegration,
	},
	{
		name: 'extension',
		where: 'inside the extension host of a real VS Code',
		needsPractice: true,
		needsEditor: true,
		async run(env) {
			await bundle({ production: false });
			await bundleExtensionTests();
			return runInExtensionHost({
				folder: inProject('practice', 'sample'),
				deadlineSeconds: 300,
				settings: practiceSettings,
				env,
			});
		},
	},
	{
		name: 'browser',
		where: 'in a browser, on a real VS Code with the packed extension',
		needsPractice: true,
		needsEditor: true,
		async run(env) {
			const vsix = await packExtension();
			return mocha('browser', {
				testSeconds: 120,
				deadlineSeconds: 1800,
				env: { ...env, AIFACTORY_VSIX: vsix },
			});
		},
	},
];

/**
 * What asks Slurm runs beside what needs connections and files only. What counts sign-ins, or takes login nodes away,
 * runs alone after it.
 * @param {Record<string, string>} env
 */
async function runIntegration(env) {
	const options = { deadlineSeconds: 1500, env };
	const part = (/** @type {string} */ folders) => mochaArguments(`integration/${folders}`, 60);
	const shared = await runSideBySide([part('core'), part('{remote,openssh,storage}')], options);
	const alone = await runSideBySide([part('alone')], options);
	return { code: shared.code === 0 ? alone.code : shared.code, timedOut: shared.timedOut || alone.timedOut };
}

/**
 * @param {string} folder in test/
 * @param {{testSeconds: number, deadlineSeconds: number, env: Record<string, string>}} options
 */
function mocha(folder, { testSeconds, deadlineSeconds, env }) {
	return runOnToolNode(mochaArguments(folder, testSeconds), {
		cwd: projectFolder,
		deadlineSeconds,
		env: { ...process.env, ...env },
	});
}

/**
 * What Node gets to run a folder of tests.
 * @param {string} folder in test/; several as a glob
 * @param {number} testSeconds
 */
export function mochaArguments(folder, testSeconds) {
	return [
		...['--import', inProject('test', 'support', 'hooks.mjs')],
		...[inProject('node_modules', 'mocha', 'bin', 'mocha.js'), '--timeout', String(testSeconds * 1000)],
		// Unit tests share nothing, and some wait for deadlines: one process more than there are processors, each of which
		// costs half a second to begin. The others share the practice factory.
		...(folder === 'unit' ? ['--parallel', '--jobs', String(Math.min(4, availableParallelism() + 1))] : []),
		`test/${folder}/**/*.test.ts`,
	];
}
