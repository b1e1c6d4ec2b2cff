import { explain } from '../problems/explain.ts';
import { ProblemError } from '../problems/problem.ts';

/** What happened, in one sentence. */
export function whatHappened(error: unknown): string {
	return error instanceof ProblemError ? explain(error.problem).what : plainWords(error);
}

/** What happened, why, and what to do, for places that are no notification, such as a tooltip or a terminal. */
export function problemLine(error: unknown): string {
	if (!(error instanceof ProblemError)) return plainWords(error);
	const { what, why, next } = explain(error.problem);
	return [what, why, next].filter((words) => words !== '').join(' ');
}

/** What a program printed that failed or was not understood, as it printed it; empty where there is nothing. */
export function rawAnswer(error: unknown): string {
	return error instanceof ProblemError ? explain(error.problem).raw : '';
}

function plainWords(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
