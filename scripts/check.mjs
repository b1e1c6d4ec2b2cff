/** npm run check: everything that can be said about the code without running it. */
import { main } from './lib/main.mjs';
import { provideToolNode, runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject, projectFolder } from './lib/places.mjs';
import { say } from './lib/say.mjs';
import { requireNode20 } from './lib/system.mjs';

const CHECKS = [
	{ what: 'Types (TypeScript)', program: 'typescript/bin/tsc', args: ['--project', '.'] },
	{
		what: 'Format and lint (Biome)',
		program: '@biomejs/biome/bin/biome',
		args: ['ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off'])],
	},
	{ what: 'Unused code and packages (knip)', program: 'knip/bin/knip.js', args: [] },
	{
		what: 'Layers and manifest (mocha)',
		program: 'mocha/bin/mocha.js',
		args: ['--timeout', '20000', 'test/architecture/**/*.test.ts'],
	},
];

await main(async () => {
	requireNode20();
	await provideToolNode();
	await provideNpmDependencies();
	const failures = [];
	for (const { what, program, args } of CHECKS) {
		say(`\n== ${what}`);
		const ending = await runOnToolNode([inProject('node_modules', program), ...args], {
			cwd: projectFolder,
			deadlineSeconds: 180,
		});
		if (ending.code !== 0) failures.push(what);
	}
	say(failures.length > 0 ? `\nNot well: ${failures.join(', ')}.` : '\nAll checks are well.');
	return failures.length > 0 ? 1 : 0;
});
