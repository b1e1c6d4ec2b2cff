import assert from 'node:assert/strict';
import { connectionRow, loginNodeText } from '../../../src/presenters/connectionRow.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { rowText } from '../../support/rowText.ts';

const NOW = new Date(2026, 10, 23, 12, 0, 0);
const session = { jobs: { snapshot: { kind: 'loading' } } } as ClusterSession;
const error = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: 'cut' });

describe('The row about a connection', () => {
	it('is not there while all is well', () => {
		assert.equal(connectionRow('practice', { kind: 'connected', session }, NOW), undefined);
		assert.equal(connectionRow('practice', undefined, NOW), undefined);
	});

	it('counts down to the next try, and never to nothing', () => {
		const at = (ms: number) => {
			const retryAt = new Date(NOW.getTime() + ms);
			return connectionRow('practice', { kind: 'reconnecting', session, retryAt, error }, NOW)?.label;
		};
		assert.deepEqual(
			[at(7600), at(1000), at(-50)],
			['Reconnecting in 8 s', 'Reconnecting in 1 s', 'Reconnecting in 1 s'],
		);
		const trying = connectionRow(
			'practice',
			{ kind: 'reconnecting', session, retryAt: undefined, error },
			NOW,
		);
		assert.equal(trying?.label, 'Reconnecting…');
		assert.equal(trying?.spoken, 'practice: Reconnecting…');
		assert.match(trying?.tooltip ?? '', /The connection to practice was lost/);
	});

	it('says how old the jobs below it are', () => {
		const at = new Date(2026, 10, 23, 11, 50, 0);
		const listed = { jobs: { snapshot: { kind: 'loaded', jobs: [], at } } } as unknown as ClusterSession;
		const time = at.toLocaleTimeString(undefined, { timeStyle: 'short' });
		const row = connectionRow(
			'practice',
			{ kind: 'reconnecting', session: listed, retryAt: undefined, error },
			NOW,
		);
		assert.equal(row?.description, `the list is from ${time}`);
		assert.equal(row?.spoken, `practice: Reconnecting…, the list is from ${time}`);
		const needed = new ProblemError({ kind: 'signInNeeded', host: 'practice', user: 'ada' });
		const lost = connectionRow('practice', { kind: 'lost', session: listed, error: needed }, NOW);
		assert.equal(lost?.description, `practice needs you to sign in again. This list is from ${time}.`);
	});

	it('says why a link stays lost', () => {
		const needed = new ProblemError({ kind: 'signInNeeded', host: 'practice', user: 'ada' });
		const row = connectionRow('practice', { kind: 'lost', session, error: needed }, NOW);
		assert.ok(row);
		assert.deepEqual(rowText([row]), [
			'$(debug-disconnect) Connection lost  practice needs you to sign in again.',
		]);
		assert.equal(row.contextValue, 'connection lost');
	});
});

describe('The login node in use', () => {
	it('is told as configured, and as it calls itself where that says more', () => {
		const words = (host: string, ownName: string) => loginNodeText({ host, ownName, address: '10.0.0.1' });
		assert.equal(words('lumi.csc.fi', 'uan04'), 'lumi.csc.fi (uan04)');
		assert.equal(words('int5.snellius.surf.nl', 'int5'), 'int5.snellius.surf.nl');
		assert.equal(words('login1', 'login1.site.org'), 'login1');
		assert.equal(words('login1', ''), 'login1');
	});
});
