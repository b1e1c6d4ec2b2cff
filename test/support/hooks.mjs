import { registerHooks } from 'node:module';

/** Tests run the sources as they are; where one imports the editor it gets the fake one. */
const FAKE_VSCODE = new URL('./fakeVscode.ts', import.meta.url).href;

registerHooks({
	resolve(specifier, context, next) {
		return specifier === 'vscode' ? { url: FAKE_VSCODE, shortCircuit: true } : next(specifier, context);
	},
});
