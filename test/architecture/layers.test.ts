import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { importsOf } from '../support/importsOf.ts';

const L10N = '@vscode/l10n';
const CORE = 'base problems remote';
const DOMAINS = `${CORE} slurm storage allocation`;
const SEEN_BY_UI =
	'base problems slurm storage allocation verdict script launch sites price session presenters app.ts';

/**
 * Who may import whom, and which npm packages. A layer is a folder of src/, or a file there; what is not named is
 * not allowed. Node's own modules are open to all.
 */
const TABLE: Readonly<Record<string, readonly [layers: string, packages: string]>> = {
	base: ['', ''],
	problems: ['base', L10N],
	remote: ['base problems', `${L10N} ssh2 @noble/hashes`],

	// siblings that do not know the site they work on; budgets come from Slurm's accounting
	slurm: [CORE, L10N],
	storage: [CORE, L10N],
	script: ['base', ''],
	allocation: [`${CORE} slurm`, L10N],
	// judges what was read; reads nothing itself
	verdict: ['base problems slurm', L10N],

	launch: ['base problems slurm script', `${L10N} yaml`],

	sites: [DOMAINS, `${L10N} yaml`],
	// what a job will cost, from what others read
	price: ['base slurm allocation sites script', L10N],
	session: [`${DOMAINS} verdict script sites price`, L10N],
	presenters: [`${DOMAINS} verdict script launch sites price session`, L10N],
	'app.ts': [`${DOMAINS} sites session`, L10N],
	// types to be copied by others, and what stands behind them
	'api.ts': ['', ''],
	'createApi.ts': [`${SEEN_BY_UI} api.ts`, L10N],

	// the editor's side: it reaches a cluster through sessions, never by itself
	ui: [`${SEEN_BY_UI} api.ts`, `${L10N} vscode`],
	'extension.ts': [
		'base problems remote storage sites session app.ts api.ts createApi.ts ui',
		`${L10N} vscode`,
	],
};

describe('The layers of src/', () => {
	it('import only what their row of the table allows', () => {
		const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
			path.endsWith('.ts'),
		);
		const offences = sources.flatMap((path) => offencesIn(path, readFileSync(join('src', path), 'utf8')));
		assert.deepEqual(offences, []);
	});

	for (const [path, text, offence] of [
		['base/event.ts', `import { run } from '../remote/run.ts';`, 'base/event.ts imports ../remote/run.ts'],
		[
			'slurm/squeue.ts',
			`import type { Area } from '../storage/area.ts';`,
			'slurm/squeue.ts imports ../storage/area.ts',
		],
		[
			'slurm/squeue.ts',
			`let area: import('../storage/area.ts').Area;`,
			'slurm/squeue.ts imports ../storage/area.ts',
		],
		['ui/x/y.ts', `export { run } from '../../remote/run.ts';`, 'ui/x/y.ts imports ../../remote/run.ts'],
		['session/s.ts', `const { Client } = await import('ssh2');`, 'session/s.ts imports ssh2'],
		['session/s.ts', `await import('ssh2/lib/agent.js')`, 'session/s.ts imports ssh2/lib/agent.js'],
		['presenters/row.ts', `import * as vscode from 'vscode';`, 'presenters/row.ts imports vscode'],
		['helpers/x.ts', `export {};`, 'helpers/x.ts is in no layer of the table'],
	] as const) {
		it(`would be told of ${text} in ${path}`, () => {
			assert.deepEqual(offencesIn(path, text), [offence]);
		});
	}
});

/** In words: every import of a source file that its layer may not have. `path` is within src/. */
function offencesIn(path: string, text: string): string[] {
	const layer = layerOf(path);
	const row = TABLE[layer];
	if (!row) return [`${path} is in no layer of the table`];
	const [layers, packages] = row.map((words) => words.split(' '));
	return importsOf(text)
		.filter((specifier) => {
			if (specifier.startsWith('node:')) return false;
			if (!specifier.startsWith('.')) return !packages?.includes(packageOf(specifier));
			const target = layerOf(posix.join(posix.dirname(path), specifier));
			return target !== layer && !layers?.includes(target);
		})
		.map((specifier) => `${path} imports ${specifier}`);
}

/** `remote/run.ts` is in `remote`, `app.ts` is a layer of its own. */
function layerOf(path: string): string {
	return path.split(/[\\/]/)[0] ?? path;
}

/** `@vscode/l10n` of `@vscode/l10n/dist/main.js`. */
function packageOf(specifier: string): string {
	return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
