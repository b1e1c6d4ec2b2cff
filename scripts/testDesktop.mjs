/** npm run test:desktop: the tests of test/extension in desktop VS Code, its oldest supported version and the newest. */
import { main } from './lib/main.mjs';
import { runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject } from './lib/places.mjs';
import { requireNode20 } from './lib/system.mjs';

await main(async () => {
	requireNode20();
	await provideNpmDependencies();
	// what fetches and starts desktop VS Code needs a newer Node than these scripts
	const { code } = await runOnToolNode([inProject('scripts', 'lib', 'desktopTests.mjs')], {
		deadlineSeconds: 3600,
	});
	return code ?? 1;
});
