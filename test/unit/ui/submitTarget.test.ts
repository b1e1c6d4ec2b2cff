import assert from 'node:assert/strict';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { submitTarget } from '../../../src/ui/submit/submitTarget.ts';

const [one, two] = ['one', 'two'].map((name) => ({ name }) as ClusterSession);
const script = (scheme: string, authority: string) =>
	({ scheme, authority }) as Parameters<typeof submitTarget>[2];
const here = script('file', '');

function told(
	connected: readonly (ClusterSession | undefined)[],
	where: ReturnType<typeof script>,
	remembered?: string,
): string | undefined {
	const sessions = connected.filter((session) => session !== undefined);
	const target = submitTarget(sessions, { clusterOf: () => remembered }, where);
	return target && `${target.session.name}${target.isSure ? '' : '?'}`;
}

describe('The cluster that a script is for', () => {
	it('is the one that the script is on, and no other', () => {
		const there = script('aifactory', 'two');
		assert.equal(told([one, two], there, 'one'), 'two');
		assert.equal(told([one], there, 'one'), undefined);
	});

	it('is the connected one for a script from here, whatever it was before', () => {
		assert.equal(told([one], here), 'one');
		assert.equal(told([one], here, 'two'), 'one');
		assert.equal(told([], here, 'two'), undefined);
	});

	it('is of several the one that it went to last, and open before', () => {
		assert.equal(told([one, two], here, 'two'), 'two');
		assert.equal(told([one, two], here), 'one?');
		assert.equal(told([one, two], here, 'gone'), 'one?');
	});
});
