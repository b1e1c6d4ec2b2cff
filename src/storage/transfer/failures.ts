import { ProblemError } from '../../problems/problem.ts';

/** Of what was found otherwise than planned; nothing of it was put in its place. */
export const CHANGED = 'It changed while it was being moved.';

export class ChangedError extends Error {
	constructor() {
		super(CHANGED);
	}
}

/** A failure of one file, here or over there, that says nothing of the others. */
export function isAboutOne(error: unknown): boolean {
	if (error instanceof ProblemError)
		return error.problem.kind === 'remoteFile' && error.problem.trouble !== 'full';
	if (error instanceof ChangedError) return true;
	const { syscall, code = '' } = error as NodeJS.ErrnoException;
	return syscall !== undefined && !['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE'].includes(code);
}

/** Why something was not moved, as whoever refused it said it. */
export function reasonOf(error: unknown): string {
	if (error instanceof ProblemError && 'detail' in error.problem && error.problem.detail !== '')
		return error.problem.detail;
	return error instanceof Error ? error.message : String(error);
}
