import { isAbort, isTimeout } from '../base/abort.ts';
import { ProblemError, type UnreachableReason } from '../problems/problem.ts';
import type { SshSettings } from './sshSettings.ts';

/** Node's error codes for what a dial can meet. */
const REASONS: Readonly<Record<string, UnreachableReason>> = {
	ENOTFOUND: 'unknownHost',
	EAI_AGAIN: 'unknownHost',
	EAI_FAIL: 'unknownHost',
	EAI_NODATA: 'unknownHost',
	EAI_NONAME: 'unknownHost',
	ECONNREFUSED: 'refused',
	ETIMEDOUT: 'timedOut',
	EHOSTUNREACH: 'unreachable',
	EHOSTDOWN: 'unreachable',
	ENETUNREACH: 'unreachable',
	ENETDOWN: 'unreachable',
	EACCES: 'unreachable',
	EPERM: 'unreachable',
};

/** Any failure before a sign-in is complete as a ProblemError `cannotReach`; problems and cancellations as they are. */
export function unreachable(error: unknown, { alias, address, port }: SshSettings): unknown {
	if (error instanceof ProblemError || isAbort(error)) return error;
	const failure = firstOf(error);
	const reason = isTimeout(error) ? 'timedOut' : reasonOf(failure);
	const detail = failure.message;
	return new ProblemError(
		{ kind: 'cannotReach', host: alias, address, port, reason, detail },
		{ cause: error },
	);
}

/** When a name has several addresses, Node tells about each. */
function firstOf(error: unknown): NodeJS.ErrnoException {
	if (error instanceof AggregateError && error.errors.length > 0) return firstOf(error.errors[0]);
	return error instanceof Error ? error : new Error(String(error));
}

/** `handshake` is what ssh2 says where client and server have no algorithm in common. */
function reasonOf(failure: NodeJS.ErrnoException & { level?: string }): UnreachableReason {
	const reason = REASONS[failure.code ?? ''];
	if (reason) return reason;
	return failure.level === 'handshake' ? 'noAgreement' : 'closed';
}
