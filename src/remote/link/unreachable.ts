import { isAbort, isTimeout } from '../../base/abort.ts';
import { ProblemError, type UnreachableReason } from '../../problems/problem.ts';
import type { SshSettings } from '../sshSettings.ts';
import { NotSshError } from './identification.ts';
import { ProxyCommandError } from './proxyCommand.ts';

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
	EADDRNOTAVAIL: 'unreachable',
};

/** Any failure before a sign-in is complete as a ProblemError `cannotReach`; problems and cancellations as they are. */
export function unreachable(error: unknown, { alias, address, port }: SshSettings): unknown {
	if (error instanceof ProblemError || isAbort(error)) return error;
	const failure: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
	const reason = isTimeout(error) ? 'timedOut' : reasonOf(failure);
	const detail = failure.message;
	return new ProblemError(
		{ kind: 'cannotReach', host: alias, address, port, reason, detail },
		{ cause: error },
	);
}

/** `handshake` is what ssh2 says where client and server have no algorithm in common. */
function reasonOf(failure: NodeJS.ErrnoException & { level?: string }): UnreachableReason {
	if (failure instanceof NotSshError) return 'notSsh';
	if (failure instanceof ProxyCommandError) return 'proxyFailed';
	const reason = REASONS[failure.code ?? ''];
	if (reason) return reason;
	return failure.level === 'handshake' ? 'noAgreement' : 'closed';
}
