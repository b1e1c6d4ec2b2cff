import { type FileTrouble, ProblemError } from '../../problems/problem.ts';

/** SSH_FX_ codes of draft-ietf-secsh-filexfer-02, section 7. */
export const SFTP_EOF = 1;
export const SFTP_NOT_FOUND = 2;
export const SFTP_NO_PERMISSION = 3;
/** Covers "exists", "not empty", "disk full" and more. */
export const SFTP_FAILURE = 4;

/** A server's refusal. */
export class SftpStatusError extends Error {
	/** One of SSH_FX_. */
	readonly code: number;

	constructor(code: number, words: string) {
		super(words || `SFTP status ${code}`);
		this.code = code;
	}
}

/** The code of a server's refusal; undefined for all other errors. */
export function sftpCode(error: unknown): number | undefined {
	return error instanceof SftpStatusError ? error.code : undefined;
}

/** A trouble that was found out beyond the server's code. */
export class FileTroubleError extends Error {
	readonly trouble: FileTrouble;

	constructor(trouble: FileTrouble, options?: ErrorOptions) {
		super(trouble, options);
		this.trouble = trouble;
	}
}

/** A write that failed and took the old content with it: to be told whatever ended the call. */
export class ContentLostError extends FileTroubleError {
	constructor(trouble: string, reason: unknown) {
		const detail = `The file may be incomplete: writing it failed (${wordsOf(reason)}), and its old content could not be written back (${trouble}).`;
		super('other', { cause: new Error(detail, { cause: reason }) });
	}
}

function wordsOf(reason: unknown): string {
	if (reason instanceof FileTroubleError && reason.trouble === 'full') return 'the disk or quota is full';
	return reason instanceof Error ? reason.message : String(reason);
}

/** For `catch`: some answers of a server are no failure. */
export function undefinedWhen(...codes: readonly number[]): (error: unknown) => undefined {
	return (error) => {
		if (!codes.includes(sftpCode(error) ?? Number.NaN)) throw error;
		return undefined;
	};
}

/** A failed request as ProblemError `remoteFile`; anything that is not about the file as it is. */
export function fileProblem(host: string, path: string, error: unknown): unknown {
	const trouble = error instanceof FileTroubleError ? error.trouble : troubleOf(sftpCode(error));
	if (!trouble) return error;
	const cause = error instanceof FileTroubleError ? (error.cause ?? error) : error;
	const detail = (cause as Error).message;
	return new ProblemError({ kind: 'remoteFile', host, path, trouble, detail }, { cause });
}

function troubleOf(code: number | undefined): FileTrouble | undefined {
	if (code === undefined) return undefined;
	if (code === SFTP_NOT_FOUND) return 'notFound';
	return code === SFTP_NO_PERMISSION ? 'noPermission' : 'other';
}
