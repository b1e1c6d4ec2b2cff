import assert from 'node:assert/strict';
import { type Problem, ProblemError } from '../../src/problems/problem.ts';

/** The problem that a promise rejects with; fails when it does not. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
	const error = await promise.then(
		() => assert.fail('should have failed'),
		(reason: unknown) => reason,
	);
	assert.ok(error instanceof ProblemError, String(error));
	return error.problem;
}
