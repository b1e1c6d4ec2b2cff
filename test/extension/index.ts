import Mocha from 'mocha';
import SentenceReporter from '../support/reporter.mjs';

/**
 * Runs the tests inside VS Code's extension host. `load` evaluates the test files; it is called once `describe` and
 * `it` exist. Rejects when a test failed, which is how VS Code learns of it.
 */
export async function runTests(load: () => void): Promise<void> {
	const mocha = new Mocha({
		ui: 'bdd',
		reporter: SentenceReporter,
		reporterOptions: { mark: 'test: ' },
		timeout: 60_000,
		forbidOnly: true,
		forbidPending: true,
	});
	mocha.suite.emit('pre-require', globalThis, '', mocha);
	load();
	const failures = await new Promise<number>((resolve) => mocha.run(resolve));
	if (failures > 0) throw new Error(`${failures} tests failed`);
}
