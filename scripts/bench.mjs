/**
 * npm run bench: how fast AI Factory is, and what it costs a login node, beside OpenSSH's own tools in the same run.
 *   npm run bench -- connect jobs   only these suites; each is a file in test/bench
 */
import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd, main } from './lib/main.mjs';
import { runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject, projectFolder } from './lib/places.mjs';
import { practiceFolder, providePractice } from './lib/practice.mjs';
import { provideRsync } from './lib/rsync.mjs';
import { Stop, say } from './lib/say.mjs';
import { requireNode20 } from './lib/system.mjs';

/** scp of thousands of files over a distance takes many minutes. */
const DEADLINE_SECONDS = 3600;

const { positionals: wanted } = parseArgs({ allowPositionals: true });

await main(async () => {
	requireNode20();
	const suites = chosen(await knownSuites());
	await provideNpmDependencies();
	if (suites.includes('sync')) await provideRsync();
	const practice = await providePractice();
	atEnd(practice.stop);
	let failed = 0;
	for (const suite of suites) {
		say(`\n== ${suite}`);
		const { code, timedOut } = await runOnToolNode([inProject('test', 'bench', `${suite}.ts`)], {
			...{ cwd: projectFolder, deadlineSeconds: DEADLINE_SECONDS },
			env: { ...process.env, AIFACTORY_PRACTICE_DIR: practiceFolder },
			// what other people's processes cost is for root to read: sudo may ask for a password
			asRoot: process.getuid?.() !== 0,
		});
		if (timedOut) say(`✗ It did not end within ${DEADLINE_SECONDS / 60} minutes.`);
		if (code !== 0) failed += 1;
	}
	return failed > 0 ? 1 : 0;
});

async function knownSuites() {
	const entries = await readdir(inProject('test', 'bench'), { withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map(({ name }) => parse(name).name)
		.sort();
}

/** @param {readonly string[]} known */
function chosen(known) {
	const unknown = wanted.find((name) => !known.includes(name));
	if (unknown === undefined) return wanted.length > 0 ? wanted : known;
	throw new Stop(`There is no benchmark "${unknown}"; choose from ${known.join(', ')}.`);
}
