/** Why a login node could not be reached over the network. */
export type UnreachableReason =
	| 'unknownHost'
	| 'refused'
	| 'timedOut'
	| 'unreachable'
	| 'closed'
	| 'noAgreement'
	/** Something else than an SSH server answered. */
	| 'notSsh'
	/** The ProxyCommand ended. */
	| 'proxyFailed'
	/** The jump host `via` could not connect to it. */
	| 'jumpFailed'
	/** The jump host `via` passes no connections on. */
	| 'jumpForbidden';

/** Failed sign-ins of this person's at an address that does not answer any more. */
export interface ProbableBan {
	readonly failures: number;
	/** Of the last failure. */
	readonly at: Date;
	/** The site's own rule in words; absent when its profile knows none. */
	readonly rule?: string;
}

/** What a person can ask Slurm to do to a job. */
export type JobActionKind = 'cancel' | 'signal' | 'hold' | 'release' | 'requeue' | 'requeueHold' | 'change';

/** What went wrong with a remote file. */
export type FileTrouble =
	| 'notFound'
	| 'noPermission'
	| 'exists'
	| 'notEmpty'
	| 'isDirectory'
	| 'notDirectory'
	| 'changed'
	| 'full'
	/** A device, socket or pipe. */
	| 'special'
	/** More than an editor should hold. */
	| 'large'
	| 'other';

/** Why a host's certificate is not accepted. */
export type CertificateTrouble =
	| { readonly kind: 'malformed' | 'badSignature' | 'notForHosts' | 'unsupported' }
	| { readonly kind: 'notYetValid'; readonly from: string }
	| { readonly kind: 'expired'; readonly until: string }
	| { readonly kind: 'otherHost'; readonly name: string; readonly principals: readonly string[] }
	/** No `@cert-authority` line of known_hosts names its authority for this host. */
	| { readonly kind: 'unknownAuthority'; readonly fingerprint: string };

/** Every way in which this extension can fail, with the facts that its words need. `detail` is always the raw text. */
export type Problem =
	| { readonly kind: 'badSetting'; readonly setting: string; readonly detail: string }
	| {
			readonly kind: 'badProfile';
			readonly file: string;
			readonly line: number;
			readonly column: number;
			readonly detail: string;
	  }
	| {
			readonly kind: 'cannotReach';
			readonly host: string;
			readonly address: string;
			readonly port: number;
			readonly reason: UnreachableReason;
			/** The jump host that was to pass the connection on. */
			readonly via?: string;
			readonly detail: string;
			/** Present when sign-ins failed there shortly before: then the address is probably banned. */
			readonly blocked?: ProbableBan;
	  }
	| {
			readonly kind: 'authenticationRefused';
			readonly host: string;
			readonly address: string;
			readonly user: string;
			/** In words, in the order they were tried: "key ~/.ssh/id_ed25519". Empty when there was nothing to try. */
			readonly tried: readonly string[];
			/** The methods that the server would still take, as it names them. */
			readonly accepted: readonly string[];
	  }
	/** The connection cannot come back by itself, because a sign-in needs the person. */
	| { readonly kind: 'signInNeeded'; readonly host: string; readonly user: string }
	/** The connection ended after something of the person's was sent and before the server said what it thinks of it. */
	| {
			readonly kind: 'signInCutOff';
			readonly host: string;
			readonly address: string;
			readonly detail: string;
	  }
	/** The server closed while the person was still answering. */
	| { readonly kind: 'signInTooSlow'; readonly host: string; readonly seconds: number }
	/** Signed in, but what came in place of a shell was only words, such as those of a maintenance. */
	| { readonly kind: 'noShell'; readonly host: string; readonly detail: string }
	/** The SFTP server did not start, or something else answered in its place. */
	| { readonly kind: 'noSftp'; readonly host: string; readonly detail: string }
	| { readonly kind: 'keyUnreadable'; readonly file: string; readonly detail: string }
	/** Nothing was sent to the host: it would count as a failed sign-in. */
	| {
			readonly kind: 'certificateExpired';
			readonly host: string;
			/** Its file, or what the agent calls it. */
			readonly file: string;
			/** The moment of its end, in ISO 8601. */
			readonly validBefore: string;
	  }
	| {
			readonly kind: 'hostKeyChanged';
			readonly host: string;
			readonly file: string;
			readonly line: number;
			readonly keyType: string;
			readonly fingerprint: string;
			/** The key in that line. */
			readonly known: { readonly keyType: string; readonly fingerprint: string };
	  }
	/** Nothing is known of the host, and StrictHostKeyChecking says that such hosts are to be refused. */
	| {
			readonly kind: 'hostKeyUnknown';
			readonly host: string;
			readonly keyType: string;
			readonly fingerprint: string;
			/** Why the certificate that it showed did not help. */
			readonly certificate?: CertificateTrouble;
	  }
	| {
			readonly kind: 'hostKeyRevoked';
			readonly host: string;
			readonly file: string;
			/** Absent where the file is no text. */
			readonly line?: number;
			readonly fingerprint: string;
	  }
	/** Nothing is known of the host, and its key is none of those that the site publishes. */
	| {
			readonly kind: 'hostKeyNotPublished';
			readonly host: string;
			readonly keyType: string;
			readonly fingerprint: string;
			readonly published: readonly string[];
	  }
	/** A certificate that is broken or forged; one that merely does not count is passed over. */
	| {
			readonly kind: 'hostCertificateRefused';
			readonly host: string;
			readonly trouble: CertificateTrouble;
	  }
	/** A file of RevokedHostKeys that cannot be read: any key may be in it. */
	| {
			readonly kind: 'revokedKeysUnreadable';
			readonly host: string;
			readonly file: string;
			readonly detail: string;
	  }
	/** The OpenSSH client cannot read its configuration. */
	| { readonly kind: 'badSshConfig'; readonly file: string; readonly detail: string }
	/** `hops` lists the hosts that jump through each other, up to the one that was there already. */
	| { readonly kind: 'jumpLoop'; readonly host: string; readonly hops: readonly string[] }
	| { readonly kind: 'unsupportedSshSetting'; readonly host: string; readonly setting: string }
	| { readonly kind: 'notConnected'; readonly cluster: string }
	| { readonly kind: 'connectionLost'; readonly host: string; readonly detail: string }
	| {
			readonly kind: 'channelRefused';
			readonly host: string;
			readonly detail: string;
			/** How many sessions the server allows on one connection, as far as it is known. */
			readonly limit?: number;
	  }
	| {
			readonly kind: 'forwardRefused';
			readonly host: string;
			/** Where the connection was to lead, as `gcn3:8888`. */
			readonly target: string;
			/** The server forwards nothing, or it could not reach the target. */
			readonly reason: 'forbidden' | 'unreachable';
			readonly detail: string;
	  }
	| { readonly kind: 'timedOut'; readonly host: string; readonly command: string; readonly seconds: number }
	/** The site's profile says that its users may not run this, so it was not tried. */
	| { readonly kind: 'deniedBySite'; readonly host: string; readonly command: string }
	| {
			readonly kind: 'commandMissing';
			readonly host: string;
			readonly command: string;
			readonly detail: string;
	  }
	| {
			readonly kind: 'commandFailed';
			readonly host: string;
			readonly command: string;
			/** Null when the program ended without one, such as by a signal or a dead link. */
			readonly exitCode: number | null;
			readonly detail: string;
	  }
	| { readonly kind: 'outputNotUnderstood'; readonly command: string; readonly detail: string }
	| {
			readonly kind: 'slurmDown';
			readonly host: string;
			readonly daemon: 'slurmctld' | 'slurmdbd';
			readonly detail: string;
	  }
	| { readonly kind: 'submitRefused'; readonly script: string; readonly detail: string }
	| {
			readonly kind: 'submitUnknown';
			readonly script: string;
			readonly host: string;
			/** Of the submission, to ask again by. */
			readonly token: string;
			/** What was found out afterwards: `notDone` is certain. */
			readonly found: 'notDone' | 'unknown';
			readonly detail: string;
	  }
	/** slurmctld limits how often each user may ask it. */
	| { readonly kind: 'slurmBusy'; readonly host: string; readonly detail: string }
	| {
			readonly kind: 'actionRefused';
			readonly action: JobActionKind;
			readonly jobs: readonly string[];
			readonly detail: string;
	  }
	/** The answer was lost, and what the queue says afterwards leaves it open or shows that nothing came of it. */
	| {
			readonly kind: 'actionUnknown';
			readonly action: JobActionKind;
			readonly jobs: readonly string[];
			readonly host: string;
			readonly found: 'notDone' | 'unknown';
			readonly detail: string;
	  }
	| {
			readonly kind: 'noBatchScript';
			readonly jobId: string;
			readonly why: 'interactive' | 'notKept';
	  }
	| { readonly kind: 'noScript'; readonly path: string }
	/** The first mistake of a job file. */
	| {
			readonly kind: 'badJobFile';
			readonly file: string;
			readonly line: number;
			readonly column: number;
			readonly mistakes: number;
			readonly detail: string;
	  }
	/** The site keeps no accounting of jobs. */
	| { readonly kind: 'noAccounting'; readonly host: string }
	| { readonly kind: 'noOutputYet'; readonly jobId: string; readonly name: string }
	| {
			readonly kind: 'remoteFile';
			readonly host: string;
			readonly path: string;
			readonly trouble: FileTrouble;
			readonly detail: string;
	  };

/** True for the error that carries a problem of that kind. */
export function isProblem<Kind extends Problem['kind']>(
	error: unknown,
	kind: Kind,
): error is ProblemError & { readonly problem: Problem & { readonly kind: Kind } } {
	return error instanceof ProblemError && error.problem.kind === kind;
}

/** Carries a Problem through `throw`. The message is for logs; people read what `explain` makes of the problem. */
export class ProblemError extends Error {
	readonly problem: Problem;

	constructor(problem: Problem, options?: ErrorOptions) {
		super(`${problem.kind}${'detail' in problem ? `: ${problem.detail}` : ''}`, options);
		this.name = 'ProblemError';
		this.problem = problem;
	}
}
