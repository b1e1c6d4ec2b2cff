/** npm run bench: how fast the connection is beside OpenSSH's own tools, in the same run. */
import { atEnd, main } from './lib/main.mjs';
import { runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject, projectFolder } from './lib/places.mjs';
import { providePractice } from './lib/practice.mjs';
import { requireNode20 } from './lib/system.mjs';

await main(async () => {
	requireNode20();
	await provideNpmDependencies();
	const practice = await providePractice();
	atEnd(practice.stop);
	const { code } = await runOnToolNode([inProject('test', 'bench', 'connection.ts')], { cwd: projectFolder });
	return code ?? 1;
});
