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

/** Any failure before a sign-in began as a ProblemError `cannotReach`; problems and cancellations as they are. */
export function unreachable(error: unknown, { alias, address, port }: SshSettings): unknown {
	if (isToldAlready(error)) return error;
	const failure = asError(error);
	const reason = isTimeout(error) ? 'timedOut' : reasonOf(failure);
	const detail = failure.message;
	return new ProblemError(
		{ kind: 'cannotReach', host: alias, address, port, reason, detail },
		{ cause: error },
	);
}

/**
 * Any failure after something of the person's was sent as a ProblemError `signInCutOff`, so that nobody takes it for a
 * trouble of the network and sends that again: sshd closes without a word, too, where PAM does not allow the account.
 */
export function cutOff(error: unknown, { alias, address }: SshSettings): unknown {
	if (isToldAlready(error)) return error;
	const detail = asError(error).message;
	return new ProblemError({ kind: 'signInCutOff', host: alias, address, detail }, { cause: error });
}

const isToldAlready = (error: unknown) => error instanceof ProblemError || isAbort(error);

function asError(error: unknown): NodeJS.ErrnoException {
	return error instanceof Error ? error : new Error(String(error));
}

/** `handshake` is what ssh2 says where client and server have no algorithm in common. */
function reasonOf(failure: NodeJS.ErrnoException & { level?: string }): UnreachableReason {
	if (failure instanceof NotSshError) return 'notSsh';
	if (failure instanceof ProxyCommandError) return 'proxyFailed';
	const reason = REASONS[failure.code ?? ''];
	if (reason) return reason;
	return failure.level === 'handshake' ? 'noAgreement' : 'closed';
}
