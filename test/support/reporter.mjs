import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';
import Mocha from 'mocha';

/**
 * Mocha's results as sentences: a line for each passing test, the whole story for each failing one. With the
 * variable AIFACTORY_TEST_REPORT the counts go to that JSON file too, with the seconds that each file took.
 */
export default class SentenceReporter extends Mocha.reporters.Base {
	/**
	 * @param {import('mocha').Runner} runner
	 * @param {import('mocha').MochaOptions} [options] reporter option `mark` begins each line
	 */
	constructor(runner, options) {
		super(runner, options);
		const file = process.env['AIFACTORY_TEST_REPORT'];
		const report = { passed: 0, failed: 0, failures: /** @type {string[]} */ ([]) };
		/** @type {Map<string, number>} milliseconds by file, hooks included */
		const times = new Map();
		let began = Date.now();
		let depth = 0;
		const mark = options?.reporterOptions?.mark ?? '';
		const print = (/** @type {string} */ text) => {
			for (const line of text.split('\n')) console.log(`${mark}${'  '.repeat(depth)}${line}`);
		};

		runner.on('suite', ({ title }) => {
			if (depth === 1) began = Date.now();
			if (title) print(title);
			depth += 1;
		});
		runner.on('suite end', ({ file }) => {
			depth -= 1;
			if (depth === 1 && file) times.set(file, (times.get(file) ?? 0) + Date.now() - began);
		});
		runner.on('pass', ({ title }) => {
			report.passed += 1;
			print(`✓ ${title}`);
		});
		runner.on('fail', (test, error) => {
			report.failed += 1;
			report.failures.push(test.fullTitle());
			print(`✗ ${test.title}${test.file ? ` (${test.file})` : ''}\n${indent(story(error))}`);
		});
		runner.on('pending', ({ title }) => print(`- ${title} (not run)`));
		runner.on('end', () => {
			const seconds = Object.fromEntries([...times].map(([name, ms]) => [relative('.', name), ms / 1000]));
			if (file) writeFileSync(file, JSON.stringify({ ...report, seconds }));
		});
	}
}

/** An error with its stack, what it compared, and what caused it. @param {unknown} error */
function story(error) {
	if (!(error instanceof Error)) return inspect(error, { depth: 5 });
	const { message, stack, cause } = error;
	const text = stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`;
	return cause === undefined ? text : `${text}\nBecause of: ${inspect(cause, { depth: 5 })}`;
}

/** @param {string} text */
function indent(text) {
	return text.replaceAll(/^(?=.)/gm, '    ');
}
