import assert from 'node:assert/strict';
import { importsOf } from '../../support/importsOf.ts';

describe('importsOf', () => {
	for (const source of [
		`import 'x';`,
		`import x from 'x';`,
		`import type { A } from "x";`,
		`import {\n\ta,\n\tb,\n} from 'x';`,
		`export { a } from 'x';`,
		`export * from 'x';`,
		`const x = await import('x');`,
		`const x = await import(/* lazily */ 'x');`,
		`let a: import('x').A;`,
		`const x = require('x');`,
		`const s = '\\''; import 'x';`,
		"const s = `it's`; import 'x';",
	]) {
		it(`finds the import in ${JSON.stringify(source)}`, () => {
			assert.deepEqual(importsOf(source), ['x']);
		});
	}

	for (const source of [
		`// import 'x';`,
		`/* import x from 'x'; */`,
		`const s = "import 'x'";`,
		`say('copied from', 'x');`,
		`Array.from('x');`,
	]) {
		it(`finds none in ${JSON.stringify(source)}`, () => {
			assert.deepEqual(importsOf(source), []);
		});
	}
});
