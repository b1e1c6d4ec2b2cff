/** npm run package: ai-factory-VERSION.vsix, ready to install or publish. */
import { main } from './lib/main.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { requireNode20 } from './lib/system.mjs';
import { packExtension } from './lib/vsix.mjs';

await main(async () => {
	requireNode20();
	await provideNpmDependencies();
	await packExtension();
});
