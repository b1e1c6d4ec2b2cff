/** npm run coverage: which lines of src/ the unit tests run. */
import { main } from './lib/main.mjs';
import { provideToolNode, runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject, projectFolder } from './lib/places.mjs';
import { requireNode20 } from './lib/system.mjs';

await main(async () => {
	requireNode20();
	await provideNpmDependencies();
	const { mochaArguments } = await import('./lib/suites.mjs');
	const coverage = [
		inProject('node_modules/c8/bin/c8.js'),
		'--include=src',
		'--reporter=text',
		'--reporter=html',
	];
	const node = await provideToolNode();
	const { code } = await runOnToolNode([...coverage, node, ...mochaArguments('unit', 10)], {
		cwd: projectFolder,
	});
	return code ?? 1;
});
