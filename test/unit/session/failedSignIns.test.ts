import assert from 'node:assert/strict';
import { type Problem, ProblemError, type UnreachableReason } from '../../../src/problems/problem.ts';
import { FailedSignIns } from '../../../src/session/failedSignIns.ts';
import { memoryNotes } from '../../support/memoryNotes.ts';

const HOUR_MS = 3_600_000;
const RULE = { failures: 5, hours: 2, words: 'Five and you are out.' };

describe('Failed sign-ins', () => {
	let time = 0;
	const notes = memoryNotes();
	const failures = () => new FailedSignIns(notes, () => new Date(time));

	/** As the next silence would tell it. */
	const counted = () => {
		const problem = problemOf(failures().explained(silent('10.0.0.1', 'timedOut'), undefined));
		return problem.kind === 'cannotReach' ? (problem.blocked?.failures ?? 0) : 0;
	};

	beforeEach(() => {
		time = 1_000_000_000_000;
		notes.write('failedSignIns', undefined);
	});

	it('make a silence that follows them a probable ban, with the rule of the site', () => {
		failures().explained(refused('10.0.0.1'), RULE);
		time += 60_000;
		failures().explained(refused('10.0.0.1'), RULE);
		for (const reason of ['refused', 'timedOut', 'closed', 'unreachable'] as const) {
			const problem = problemOf(failures().explained(silent('10.0.0.1', reason), RULE));
			assert.ok(problem.kind === 'cannotReach');
			assert.deepEqual(problem.blocked, { failures: 2, at: new Date(time), rule: RULE.words });
		}
	});

	it('are those as well that the server cut off', () => {
		const cutOff = new ProblemError({
			...{ kind: 'signInCutOff', host: 'login', address: '10.0.0.1', detail: 'closed' },
		});
		assert.equal(failures().explained(cutOff, RULE), cutOff);
		assert.equal(counted(), 1);
	});

	it('say nothing of another address, of a name that does not exist, or after their time', () => {
		failures().explained(refused('10.0.0.1'), RULE);
		const isBlocked = (address: string, reason: UnreachableReason) =>
			'blocked' in problemOf(failures().explained(silent(address, reason), RULE));
		assert.equal(isBlocked('10.0.0.2', 'timedOut'), false);
		assert.equal(isBlocked('10.0.0.1', 'unknownHost'), false);
		assert.equal(isBlocked('10.0.0.1', 'noAgreement'), false);
		assert.equal(isBlocked('10.0.0.1', 'timedOut'), true);
		time += 2 * HOUR_MS + 1;
		assert.equal(isBlocked('10.0.0.1', 'timedOut'), false);
	});

	it('are forgotten after a success', () => {
		failures().explained(refused('10.0.0.1'), undefined);
		assert.equal(counted(), 1);
		failures().clear('10.0.0.1');
		assert.equal(counted(), 0);
	});

	it('survive whatever else is found in the notes', () => {
		for (const rubbish of ['text', 7, null, [], { '10.0.0.1': 'text' }, { '10.0.0.1': ['a', null] }]) {
			notes.write('failedSignIns', rubbish);
			assert.equal(counted(), 0);
			failures().explained(refused('10.0.0.1'), undefined);
			assert.equal(counted(), 1);
		}
	});
});

function refused(address: string): ProblemError {
	const facts = { host: 'login', user: 'ada', tried: ['password'], accepted: ['password'] };
	return new ProblemError({ kind: 'authenticationRefused', address, ...facts });
}

function silent(address: string, reason: UnreachableReason): ProblemError {
	return new ProblemError({ kind: 'cannotReach', host: 'login', address, port: 22, reason, detail: '' });
}

function problemOf(error: unknown): Problem {
	assert.ok(error instanceof ProblemError);
	return error.problem;
}
