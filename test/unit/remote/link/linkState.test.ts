import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProblemError, type UnreachableReason } from '../../../../src/problems/problem.ts';
import { type LinkEvent, type LinkState, nextLinkState } from '../../../../src/remote/link/linkState.ts';

const UP: LinkState = { kind: 'up' };

describe('The state of a link', () => {
	it('waits longer after each failed try, and begins anew after a success', () => {
		const waits: number[] = [];
		let now = new Date(0);
		let state = nextLinkState(UP, { kind: 'lost', error: lost }, now, 0.5);
		for (let tries = 0; tries < 8; tries += 1) {
			assert.ok(state.kind === 'waiting');
			waits.push((state.retryAt.getTime() - now.getTime()) / 1000);
			now = state.retryAt;
			state = nextLinkState(state, { kind: 'due' }, now, 0.5);
			state = nextLinkState(state, { kind: 'failed', error: unreachable('timedOut') }, now, 0.5);
		}
		assert.deepEqual(waits, [1, 2, 5, 10, 20, 30, 60, 60]);
		state = nextLinkState(state, { kind: 'due' }, now, 0.5);
		state = nextLinkState(state, { kind: 'connected' }, now, 0.5);
		state = nextLinkState(state, { kind: 'lost', error: lost }, now, 0.5);
		assert.ok(state.kind === 'waiting' && state.attempt === 0);
	});

	it('spreads the tries of many clients over half of the wait before and after', () => {
		const at = (luck: number) => {
			const state = nextLinkState(UP, { kind: 'lost', error: lost }, new Date(0), luck);
			return state.kind === 'waiting' ? state.retryAt.getTime() : Number.NaN;
		};
		assert.deepEqual([at(0), at(1)], [750, 1250]);
	});

	it('stops knocking after an hour', () => {
		const state: LinkState = { kind: 'trying', attempt: 70, since: new Date(0), error: lost };
		const after = nextLinkState(
			state,
			{ kind: 'failed', error: unreachable('refused') },
			new Date(3_600_001),
			0.5,
		);
		assert.equal(after.kind, 'down');
	});

	it('lets the person stop the waiting, and try again all the same', () => {
		const waiting = nextLinkState(UP, { kind: 'lost', error: lost }, new Date(0), 0.5);
		const stopped = nextLinkState(waiting, { kind: 'stopped' }, new Date(10), 0.5);
		assert.equal(stopped.kind, 'down');
		assert.equal(nextLinkState(stopped, { kind: 'due' }, new Date(20), 0.5).kind, 'down');
		assert.equal(nextLinkState(stopped, { kind: 'wanted' }, new Date(20), 0.5).kind, 'trying');
	});

	it('never tries by itself after anything but a trouble of the network', () => {
		const others: unknown[] = [
			new ProblemError({
				...{ kind: 'authenticationRefused', host: 'h', address: 'h', user: 'ada' },
				...{ tried: [], accepted: [] },
			}),
			new ProblemError({ kind: 'signInNeeded', host: 'h', user: 'ada' }),
			new ProblemError({ kind: 'signInCutOff', host: 'h', address: 'h', detail: 'closed' }),
			new ProblemError({ kind: 'signInTooSlow', host: 'h', seconds: 120 }),
			new ProblemError({ kind: 'hostKeyRevoked', host: 'h', fingerprint: '', file: '', line: 1 }),
			new ProblemError({
				...{ kind: 'cannotReach', host: 'h', address: 'h', port: 22, reason: 'refused', detail: '' },
				...{ blocked: { failures: 5, at: new Date(0) } },
			}),
			unreachable('noAgreement'),
			new Error('a mistake of ours'),
		];
		const trying: LinkState = { kind: 'trying', attempt: 0, since: new Date(0), error: lost };
		for (const error of others) {
			const after = nextLinkState(trying, { kind: 'failed', error }, new Date(1), 0.5);
			assert.deepEqual(after, { kind: 'down', error });
		}
	});

	it('stays closed once it was closed, and tries only when it was waiting or told to', () => {
		const events = fc.constantFrom<LinkEvent>(
			{ kind: 'lost', error: lost },
			{ kind: 'due' },
			{ kind: 'wanted' },
			{ kind: 'connected' },
			{ kind: 'failed', error: unreachable('closed') },
			{ kind: 'failed', error: new Error('other') },
			{ kind: 'stopped' },
			{ kind: 'closed' },
		);
		fc.assert(
			fc.property(fc.array(events), fc.nat(1_000_000), (happened, step) => {
				let state: LinkState = UP;
				let now = 0;
				for (const event of happened) {
					now += step;
					const before = state;
					state = nextLinkState(before, event, new Date(now), 0.5);
					if (before.kind === 'closed') assert.equal(state.kind, 'closed');
					if (state.kind === 'trying' && before.kind !== 'trying') {
						assert.ok(event.kind === 'due' || event.kind === 'wanted');
						assert.ok(before.kind === 'waiting' || (before.kind === 'down' && event.kind === 'wanted'));
					}
					if (state.kind === 'waiting') assert.ok(state.retryAt.getTime() <= now + 75_000);
				}
			}),
		);
	});
});

const lost = new ProblemError({ kind: 'connectionLost', host: 'practice', detail: 'cut' });

function unreachable(reason: UnreachableReason): ProblemError {
	return new ProblemError({
		...{ kind: 'cannotReach', host: 'practice', address: '127.0.0.2', port: 2222, detail: '' },
		reason,
	});
}
