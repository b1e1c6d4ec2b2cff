/**
 * npm run build: dist/ from src/.   --production: small;   --watch: stays and rebuilds on every change
 */
import { parseArgs } from 'node:util';
import { main } from './lib/main.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { requireNode20 } from './lib/system.mjs';

const { production, watch } = parseArgs({
	options: { production: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } },
}).values;

await main(async () => {
	requireNode20();
	await provideNpmDependencies();
	// only now: esbuild comes with the npm packages
	const { bundle, bundleAndWatch } = await import('./lib/bundle.mjs');
	if (watch) {
		await bundleAndWatch();
		await new Promise(() => {}); // until Ctrl-C
	}
	await bundle({ production });
});
