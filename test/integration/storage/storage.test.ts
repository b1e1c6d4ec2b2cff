import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp } from '../../support/practiceApp.ts';

describe('Storage on the practice factory', () => {
	let app: App;
	before(() => {
		app = practiceApp().app;
	});
	after(() => app.dispose());

	for (const [alias, user] of [
		['practice', 'ada'],
		['practice-tess', 'tess'],
		['practice-finn', 'finn'],
		['practice-noisy', 'nora'],
	] as const) {
		it(`has ${user}'s home, project and scratch, whatever the login shell prints`, async () => {
			const session = await connected(app, alias);
			const { home, project, scratch } = readFactory().users[user]!;
			const areas = await session.areas(forever);
			assert.deepEqual(
				areas.map(({ kind, path }) => `${kind} ${path}`),
				[`home ${home}`, `project ${project}`, `scratch ${scratch}`],
			);
			for (const { path } of areas) await session.host.files.list(path, forever);
		});
	}
});
