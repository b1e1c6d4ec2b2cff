import { FileSystemError, type Uri } from 'vscode';
import { isAbort, isTimeout } from '../../base/abort.ts';
import { problemLine } from '../../presenters/problemText.ts';
import { isProblem, ProblemError } from '../../problems/problem.ts';

/**
 * What VS Code understands. It keeps unsaved text and shows the words of every error but FileNotFound, which it takes as a
 * plain fact: many programs only look whether a file is there.
 */
export function fileSystemError(error: unknown, uri: Uri): Error {
	if (error instanceof FileSystemError) return error;
	if (isAbort(error) || isTimeout(error)) return FileSystemError.Unavailable(uri);
	if (!(error instanceof ProblemError)) return FileSystemError.Unavailable(String(error));
	if (!isProblem(error, 'remoteFile')) return FileSystemError.Unavailable(problemLine(error));
	switch (error.problem.trouble) {
		case 'notFound':
			return FileSystemError.FileNotFound(uri);
		case 'exists':
			return FileSystemError.FileExists(uri);
		case 'isDirectory':
			return FileSystemError.FileIsADirectory(uri);
		case 'notDirectory':
			return FileSystemError.FileNotADirectory(uri);
		case 'noPermission':
			return FileSystemError.NoPermissions(problemLine(error));
		default:
			return FileSystemError.Unavailable(problemLine(error));
	}
}

export function isMissing(error: unknown): boolean {
	return isProblem(error, 'remoteFile') && error.problem.trouble === 'notFound';
}
