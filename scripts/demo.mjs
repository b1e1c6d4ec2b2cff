/**
 * npm run demo: VS Code in the browser with the extension, connected to nothing yet, on a practice factory.
 *   --port 8080   another port for VS Code
 *   --check       does by itself what a person would do first, and tells what it saw
 */
import { parseArgs } from 'node:util';
import { provideChromium } from './lib/chromium.mjs';
import { startEditor } from './lib/editor.mjs';
import { atEnd, main } from './lib/main.mjs';
import { provideToolNode, runOnToolNode } from './lib/node24.mjs';
import { provideNpmDependencies } from './lib/npmDependencies.mjs';
import { inProject } from './lib/places.mjs';
import { isPortFree } from './lib/ports.mjs';
import { practiceSettings, providePractice } from './lib/practice.mjs';
import { copySample } from './lib/sample.mjs';
import { Stop, say } from './lib/say.mjs';
import { requireNode20 } from './lib/system.mjs';
import { provideVSCode } from './lib/vscode.mjs';
import { packExtension } from './lib/vsix.mjs';

const { port, check } = parseArgs({
	options: { port: { type: 'string', default: '8080' }, check: { type: 'boolean', default: false } },
}).values;

await main(async () => {
	requireNode20();
	await requirePort();
	await provideToolNode();
	await provideNpmDependencies();
	await provideVSCode();
	if (check) await provideChromium();
	const practice = await providePractice();
	atEnd(practice.stop);
	const vsix = await packExtension();
	const sample = await copySample();
	atEnd(sample.remove);
	const editor = await startEditor({
		vsix,
		port: Number(port),
		forPeople: !check,
		settings: practiceSettings,
	});
	atEnd(editor.stop);

	const address = `${editor.address}/?${new URLSearchParams({ folder: sample.folder })}`;
	if (check) {
		const { code } = await runOnToolNode(
			[inProject('scripts', 'lib', 'demoCheck.mjs'), editor.address, sample.folder],
			{
				deadlineSeconds: 300,
			},
		);
		return code ?? 1;
	}
	say(`
VS Code is ready:   ${address}

Try there: F1, "AI Factory: Connect…", choose "practice"; then open train.sbatch and submit it with F1,
"AI Factory: Submit Job". Press Ctrl-C here to stop everything that was started.`);
	say(`VS Code ended (${await editor.ended}).`);
	return 1;
});

async function requirePort() {
	if (!/^\d+$/.test(port) || Number(port) > 65_535)
		throw new Stop(`"${port}" is no port; give a number: npm run demo -- --port 8081`);
	if (await isPortFree(Number(port))) return;
	throw new Stop(
		`Port ${port} is taken by another program. End that program, or choose another port: npm run demo -- --port ${Number(port) + 1}`,
	);
}
