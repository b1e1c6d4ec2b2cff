/** npm run package: ai-factory-VERSION.vsix, ready to install or publish. */
import { main } from './lib/main.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { packExtension } from './lib/vsix.mjs';

await main(async () => {
	await provideNpmDependencies();
	await packExtension();
});
