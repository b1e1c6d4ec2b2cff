import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import { explainActionRefusal, explainLostAnswer } from './explainActionRefusal.ts';
import { explainCertificateTrouble } from './explainCertificateTrouble.ts';
import { explainSubmitRefusal } from './explainSubmitRefusal.ts';
import type { ProbableBan, Problem } from './problem.ts';

/** What a person can do about a problem with one click. */
export type Remedy =
	| 'connect'
	| 'showLog'
	| 'openSettings'
	| 'openSshConfig'
	/** Opens the `file` of the problem at its `line`. */
	| 'openKnownHosts'
	/** As that, of a file that the person wrote. */
	| 'openFile'
	/** Opens the profile that is the `file` of the problem at its line and column. */
	| 'openProfile'
	| 'refreshJobs'
	| 'renewCertificate';

/** A problem in words that a first-year student understands. */
export interface Explanation {
	/** What happened, as one sentence. */
	readonly what: string;
	/** Why, as far as it is known. */
	readonly why: string;
	/** What to do next. */
	readonly next: string;
	readonly remedies: readonly Remedy[];
	/** The raw text of the program that failed; empty when there is none. */
	readonly raw: string;
}

/** The only place where problems get their words. */
export function explain(problem: Problem): Explanation {
	const raw = 'detail' in problem ? problem.detail : '';
	const words = wordsFor(problem);
	return { ...words, raw };
}

function wordsFor(problem: Problem): Omit<Explanation, 'raw'> {
	switch (problem.kind) {
		case 'badSetting':
			return {
				what: l10n.t('The setting "{0}" cannot be used.', problem.setting),
				why: problem.detail,
				next: l10n.t('Correct it in the settings and try again.'),
				remedies: ['openSettings'],
			};
		case 'badProfile':
			return {
				what: l10n.t('The site profile {0} has a mistake.', problem.file),
				why: l10n.t('Line {0}, column {1}: {2}', problem.line, problem.column, problem.detail),
				next: l10n.t('Correct that line, or choose another profile in the settings.'),
				remedies: ['openProfile', 'openSettings'],
			};
		case 'badJobFile':
			return {
				what:
					problem.mistakes > 1
						? l10n.t('The job file {0} has {1} mistakes.', problem.file, problem.mistakes)
						: l10n.t('The job file {0} has a mistake.', problem.file),
				why: l10n.t('Line {0}, column {1}: {2}', problem.line, problem.column, problem.detail),
				next: l10n.t('Correct it and run the job again. Nothing was submitted.'),
				remedies: ['openFile'],
			};
		case 'cannotReach':
			return {
				what: l10n.t('{0} could not be reached.', problem.host),
				...(problem.blocked ? wordsForBan(problem.blocked) : wordsForUnreachable(problem)),
				remedies: ['connect', 'openSshConfig', 'showLog'],
			};
		case 'authenticationRefused':
			return {
				what: l10n.t('{0} refused the sign-in of "{1}".', problem.host, problem.user),
				why:
					problem.tried.length > 0
						? l10n.t('It did not accept: {0}.', problem.tried.join(', '))
						: l10n.t('There was no key to offer; it asks for: {0}.', problem.accepted.join(', ') || '?'),
				next: l10n.t(
					'Check the user name and that your public key is registered with the site. Several failed sign-ins can block your address for a day, so find the cause first.',
				),
				remedies: ['connect', 'openSshConfig', 'showLog'],
			};
		case 'signInNeeded':
			return {
				what: l10n.t('{0} needs you to sign in again.', problem.host),
				why: l10n.t(
					'The connection was lost, and only you can give what the sign-in of "{0}" asks for. Nothing was tried without you.',
					problem.user,
				),
				next: l10n.t('Connect when you are ready. Your jobs run on.'),
				remedies: ['connect'],
			};
		case 'signInCutOff':
			return {
				what: l10n.t('The sign-in to {0} was cut off.', problem.host),
				why: l10n.t(
					'The login node closed the connection in the middle of the sign-in, or stopped answering. The account may be closed or not allowed on this host, the site in maintenance, or a confirmation came too late.',
				),
				next: l10n.t(
					'Nothing is tried again without you, because the site may count this as a failed sign-in. Look at its status page, then connect again.',
				),
				remedies: ['connect', 'showLog'],
			};
		case 'signInTooSlow':
			return {
				what: l10n.t('{0} did not wait any longer for your answer.', problem.host),
				why: l10n.t(
					'The login node closes a sign-in that takes too long; this one took {0} seconds.',
					problem.seconds,
				),
				next: l10n.t('Have your password or code at hand and connect again.'),
				remedies: ['connect', 'showLog'],
			};
		case 'noShell':
			return {
				what: l10n.t('{0} let you in but gave you no shell.', problem.host),
				why: l10n.t('It said: {0}', shorten(firstLine(problem.detail))),
				next: l10n.t(
					'The site may be in maintenance, or your account may be for file transfer only. Look at its status page.',
				),
				remedies: ['connect', 'showLog'],
			};
		case 'noSftp':
			return {
				what: l10n.t('{0} gives no access to files.', problem.host),
				why: l10n.t(
					'Its file transfer service (SFTP) did not start: {0}',
					shorten(firstLine(problem.detail)),
				),
				next: l10n.t(
					'If a start-up file of your account prints something, let it do so only in terminals. Else ask the site whether SFTP is allowed here.',
				),
				remedies: ['connect', 'showLog'],
			};
		case 'keyUnreadable':
			return {
				what: l10n.t('The key file {0} could not be read.', problem.file),
				why: l10n.t(
					'It may be damaged, protected with another passphrase, or written in a format that is not supported.',
				),
				next: l10n.t(
					'Test it with "ssh-keygen -y -f {0}" in a terminal, or name another key in your SSH configuration.',
					problem.file,
				),
				remedies: ['openSshConfig', 'showLog'],
			};
		case 'certificateExpired':
			return {
				what: l10n.t('Your certificate for {0} has expired, so no sign-in was tried.', problem.host),
				why: l10n.t('{0} was valid until {1}.', problem.file, momentOf(problem.validBefore)),
				next: l10n.t(
					'Renew it and connect again. If this host takes your key without a certificate, move the expired one away.',
				),
				remedies: ['renewCertificate', 'openSshConfig', 'showLog'],
			};
		case 'hostKeyChanged':
			return {
				what: l10n.t('The identity of {0} has changed, so nothing was sent to it.', problem.host),
				why: l10n.t(
					'It shows the {0} key {1}, but {2} line {3} holds the {4} key {5}. Either the site replaced its key, or somebody is answering in its place.',
					problem.keyType,
					problem.fingerprint,
					problem.file,
					problem.line,
					problem.known.keyType,
					problem.known.fingerprint,
				),
				next: l10n.t(
					'Ask the site whether the new key is theirs. Only then remove that line and connect again.',
				),
				remedies: ['openKnownHosts', 'showLog'],
			};
		case 'hostKeyRevoked':
			return {
				what: l10n.t('{0} shows a key that is marked as revoked, so nothing was sent to it.', problem.host),
				why:
					problem.line === undefined
						? l10n.t('{0} revokes the key with the fingerprint {1}.', problem.file, problem.fingerprint)
						: l10n.t(
								'Line {0} of {1} revokes the key with the fingerprint {2}.',
								problem.line,
								problem.file,
								problem.fingerprint,
							),
				next: l10n.t('Do not connect. Ask the site which key is right.'),
				remedies: problem.line === undefined ? ['showLog'] : ['openKnownHosts', 'showLog'],
			};
		case 'hostKeyUnknown':
			return {
				what: l10n.t('{0} is not known yet, so nothing was sent to it.', problem.host),
				why: [
					l10n.t(
						'It shows a {0} key with the fingerprint {1}, and your SSH configuration (StrictHostKeyChecking) refuses hosts that are not in known_hosts.',
						problem.keyType,
						problem.fingerprint,
					),
					...(problem.certificate ? [explainCertificateTrouble(problem.certificate)] : []),
				].join(' '),
				next: l10n.t(
					'Ask the site for its key and add it to known_hosts, or set StrictHostKeyChecking to "ask".',
				),
				remedies: ['openSshConfig', 'showLog'],
			};
		case 'hostKeyNotPublished':
			return {
				what: l10n.t(
					'The identity of {0} does not match what the site publishes, so nothing was sent to it.',
					problem.host,
				),
				why: l10n.t(
					'Its {0} key has the fingerprint {1}, but the site publishes {2}. Either the site has a new key and the list is out of date, or somebody is answering in its place.',
					problem.keyType,
					problem.fingerprint,
					problem.published.join(', '),
				),
				next: l10n.t(
					'Ask the site whether {0} is theirs. Only then add the key to your known_hosts file by hand and connect again.',
					problem.fingerprint,
				),
				remedies: ['showLog'],
			};
		case 'hostCertificateRefused':
			return {
				what: l10n.t('The certificate of {0} cannot be accepted, so nothing was sent to it.', problem.host),
				why: explainCertificateTrouble(problem.trouble),
				next: l10n.t('Ask the site for its current host certificate authority.'),
				remedies: ['showLog'],
			};
		case 'revokedKeysUnreadable':
			return {
				what: l10n.t(
					'The list of revoked keys {0} could not be read, so nothing was sent to {1}.',
					problem.file,
					problem.host,
				),
				why: l10n.t(
					'Your SSH configuration (RevokedHostKeys) says that no key in it may be accepted, and any key may be in it: {0}',
					firstLine(problem.detail),
				),
				next: l10n.t('Make it readable, or take it out of your SSH configuration.'),
				remedies: ['openSshConfig', 'showLog'],
			};
		case 'badSshConfig':
			return {
				what: l10n.t('The SSH configuration {0} could not be read.', problem.file),
				why: firstLine(problem.detail),
				next: l10n.t('Correct it and connect again.'),
				remedies: ['openSshConfig', 'showLog'],
			};
		case 'jumpLoop':
			return {
				what: l10n.t('{0} cannot be reached the way your SSH configuration says.', problem.host),
				why: l10n.t('Its jump hosts lead back to themselves: {0}.', problem.hops.join(' → ')),
				next: l10n.t('Correct ProxyJump of one of them, or give it "ProxyJump none".'),
				remedies: ['openSshConfig'],
			};
		case 'unsupportedSshSetting':
			return {
				what: l10n.t('{0} cannot be reached the way your SSH configuration says.', problem.host),
				why: l10n.t('"{0}" is not supported.', shorten(problem.setting)),
				next: l10n.t('Change it in your SSH configuration for this host and connect again.'),
				remedies: ['openSshConfig'],
			};
		case 'notConnected':
			return {
				what: l10n.t('{0} is not connected.', problem.cluster),
				why: l10n.t('This needs an open connection to the login node.'),
				next: l10n.t('Connect and try again. Text that you have not saved is kept.'),
				remedies: ['connect'],
			};
		case 'connectionLost':
			return {
				what: l10n.t('The connection to {0} was lost.', problem.host),
				why: l10n.t(
					'The network changed or went away, or the login node closed the connection. Your jobs run on.',
				),
				next: l10n.t('Connect again when the network is back.'),
				remedies: ['connect', 'showLog'],
			};
		case 'channelRefused':
			return {
				what: l10n.t('{0} did not open another session.', problem.host),
				...wordsForSessions(problem.limit),
				remedies: ['showLog'],
			};
		case 'forwardRefused':
			return {
				what: l10n.t('{0} did not connect to {1}.', problem.host, problem.target),
				...(problem.reason === 'forbidden'
					? {
							why: l10n.t('The login node does not allow connections to be forwarded.'),
							next: l10n.t('Ask the site whether there is another way, such as their web portal.'),
						}
					: {
							why: l10n.t('Nothing answers there, or it cannot be reached from the login node.'),
							next: l10n.t('Check that the program has started and listens on that port.'),
						}),
				remedies: ['showLog'],
			};
		case 'timedOut':
			return {
				what: l10n.t('{0} gave no answer in {1} seconds.', problem.host, problem.seconds),
				why: l10n.t(
					'The login node or Slurm is busy, or the network is slow. It was asked "{0}".',
					shorten(problem.command),
				),
				next: l10n.t('Try again in a minute.'),
				remedies: ['showLog'],
			};
		case 'deniedBySite':
			return {
				what: l10n.t('"{0}" was not run on {1}.', problem.command, problem.host),
				why: l10n.t('The site profile says that this site denies it to its users.'),
				next: l10n.t('If that is not true any more, choose another profile in the settings.'),
				remedies: ['openSettings'],
			};
		case 'commandMissing':
			return {
				what: l10n.t('{0} has no command "{1}".', problem.host, firstWord(problem.command)),
				why: SLURM_PROGRAMS.has(firstWord(problem.command))
					? l10n.t('This host may not be a Slurm login node, or Slurm is only found after loading a module.')
					: l10n.t('It is not installed there, or not where programs are looked for.'),
				next: l10n.t('Check that "{0}" works in a terminal on that host.', firstWord(problem.command)),
				remedies: ['showLog', 'openSettings'],
			};
		case 'commandFailed':
			return {
				what: l10n.t('"{0}" failed on {1}.', firstWord(problem.command), problem.host),
				why:
					lastLine(problem.detail) ||
					l10n.t('It ended with exit code {0} and said nothing.', problem.exitCode ?? '?'),
				next: l10n.t('The log shows the whole command and its answer.'),
				remedies: ['showLog'],
			};
		case 'outputNotUnderstood':
			return {
				what: l10n.t('The answer of "{0}" could not be understood.', problem.command),
				why: l10n.t('This version of it may write in a form that AI Factory does not know.'),
				next: l10n.t('Please report it with the text in the log, so that it can be added.'),
				remedies: ['showLog'],
			};
		case 'slurmDown':
			return problem.daemon === 'slurmctld'
				? {
						what: l10n.t('Slurm on {0} does not answer.', problem.host),
						why: l10n.t('Its controller (slurmctld) is down or being restarted. Running jobs go on.'),
						next: l10n.t('Wait a few minutes and refresh. If it lasts, look at the status page of the site.'),
						remedies: ['refreshJobs', 'showLog'],
					}
				: {
						what: l10n.t('The accounting of Slurm on {0} does not answer.', problem.host),
						why: l10n.t('Its database (slurmdbd) is down. Jobs can still be submitted and watched.'),
						next: l10n.t('Finished jobs and allocation figures come back with it.'),
						remedies: ['refreshJobs', 'showLog'],
					};
		case 'submitRefused':
			return {
				what: l10n.t('Slurm did not accept {0}.', problem.script),
				...explainSubmitRefusal(problem.detail),
				remedies: ['showLog'],
			};
		case 'submitUnknown':
			return problem.found === 'notDone'
				? {
						what: l10n.t('{0} was not submitted.', problem.script),
						why: l10n.t(
							'The connection to {0} was lost before Slurm heard of it, and what was sent cannot be submitted late.',
							problem.host,
						),
						next: l10n.t('Submit it again.'),
						remedies: ['showLog'],
					}
				: {
						what: l10n.t('It is not known yet whether {0} was submitted.', problem.script),
						why: l10n.t(
							"The connection to {0} ended before Slurm's answer arrived, and did not come back in time. Nothing was sent a second time.",
							problem.host,
						),
						next: l10n.t('Connect again and look at the Jobs view before you submit once more.'),
						remedies: ['connect', 'refreshJobs'],
					};
		case 'slurmBusy':
			return {
				what: l10n.t('Slurm on {0} is asked too often and lets you wait.', problem.host),
				why: l10n.t(
					'Its administrators limit how often each user may ask; your other tools and scripts count too.',
				),
				next: l10n.t('AI Factory asks less often for a while. Look for loops that call "squeue".'),
				remedies: ['showLog'],
			};
		case 'actionRefused':
			return { ...explainActionRefusal(problem), remedies: ['refreshJobs', 'showLog'] };
		case 'actionUnknown':
			return { ...explainLostAnswer(problem), remedies: ['refreshJobs', 'showLog'] };
		case 'noBatchScript':
			return {
				what: l10n.t('The script of job {0} cannot be shown.', problem.jobId),
				...(problem.why === 'interactive'
					? {
							why: l10n.t('It has none: it was started with "salloc" or "srun".'),
							next: l10n.t('Open its working directory to see what it works with.'),
						}
					: {
							why: l10n.t(
								'Slurm forgets scripts some minutes after a job has ended, and the accounting of this site keeps none.',
							),
							next: l10n.t(
								'Open its working directory and look for the script there; it may have changed since.',
							),
						}),
				remedies: [],
			};
		case 'noScript':
			return {
				what: l10n.t('There is no batch script at {0}.', problem.path),
				why: l10n.t('The file was moved or deleted, or it is empty.'),
				next: l10n.t('Open the script that you want to submit and try again.'),
				remedies: [],
			};
		case 'noAccounting':
			return {
				what: l10n.t('Slurm on {0} keeps no record of past jobs.', problem.host),
				why: l10n.t('Its accounting is switched off by the site.'),
				next: l10n.t('Jobs are shown while they wait and run, and for some minutes after their end.'),
				remedies: [],
			};
		case 'noOutputYet':
			return {
				what: l10n.t('The output of {0} ({1}) cannot be found.', problem.name, problem.jobId),
				why: l10n.t('Slurm no longer says where this job wrote its output.'),
				next: l10n.t(
					'Look for it in the Storage view; unless the script says otherwise it is called slurm-{0}.out.',
					problem.jobId,
				),
				remedies: [],
			};
		case 'remoteFile':
			return { ...wordsForFile(problem), remedies: ['showLog'] };
	}
}

/** An address that was banned answers as if it were down. */
function wordsForBan({ failures, at, rule }: ProbableBan): { why: string; next: string } {
	const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
	const count =
		failures === 1
			? l10n.t('A sign-in from here failed at {0}, so it has probably blocked your address.', time)
			: l10n.t(
					'{0} sign-ins from here failed, the last at {1}, so it has probably blocked your address.',
					failures,
					time,
				);
	return {
		why: rule ? `${count} ${rule}` : count,
		next: l10n.t(
			'Wait until the block ends: further tries can make it longer. Meanwhile find out why the sign-in failed, and ask the site when in doubt.',
		),
	};
}

function wordsForUnreachable({
	reason,
	address,
	port,
	via = '',
	detail,
}: Extract<Problem, { kind: 'cannotReach' }>): { why: string; next: string } {
	switch (reason) {
		case 'unknownHost':
			return {
				why: l10n.t('No computer with the name "{0}" was found.', address),
				next: l10n.t('Check the spelling of the host name, and your network or VPN.'),
			};
		case 'refused':
			return {
				why: l10n.t('{0} answered, but no SSH server listens on port {1}.', address, port),
				next: l10n.t(
					'Check the port. If it worked before, the login node may be in maintenance, or your address may be blocked after failed sign-ins.',
				),
			};
		case 'timedOut':
			return {
				why: l10n.t('{0} gave no answer on port {1}.', address, port),
				next: l10n.t('Check your network. Some sites answer only from known networks or through a VPN.'),
			};
		case 'unreachable':
			return {
				why: l10n.t('There is no network path to {0}.', address),
				next: l10n.t('Check your network or VPN.'),
			};
		case 'closed':
			return {
				why: l10n.t('{0} closed the connection before the sign-in.', address),
				next: l10n.t(
					'The login node may be full or in maintenance, or your address may be blocked after failed sign-ins. Wait before you try again.',
				),
			};
		case 'noAgreement':
			return {
				why: l10n.t('{0} and this editor have no encryption method in common.', address),
				next: l10n.t('The log names the methods; the site has to support a current one.'),
			};
		case 'notSsh':
			return {
				why: l10n.t(
					'{0} answered on port {1}, but it is no SSH server. It began with "{2}".',
					address,
					port,
					shorten(firstLine(detail)),
				),
				next: l10n.t('Check the host name and the port.'),
			};
		case 'proxyFailed':
			return {
				why: l10n.t(
					'The ProxyCommand of your SSH configuration ended. It said "{0}".',
					shorten(firstLine(detail)),
				),
				next: l10n.t('Try the command in a terminal; the log has all that it said.'),
			};
		case 'jumpFailed':
			return {
				why: l10n.t('The jump host {0} could not connect to {1} on port {2}.', via, address, port),
				next: l10n.t(
					'Check the host name and the port; "{0}" is looked up on the jump host. The login node may be in maintenance.',
					address,
				),
			};
		case 'jumpForbidden':
			return {
				why: l10n.t('The jump host {0} does not pass connections on to {1}.', via, address),
				next: l10n.t('Ask the site which host to jump through.'),
			};
	}
}

function wordsForSessions(limit: number | undefined): { why: string; next: string } {
	if (limit === 1) {
		return {
			why: l10n.t(
				'The login node allows one session at a time on a connection; files and commands share it.',
			),
			next: l10n.t('Ask the site to allow more (MaxSessions). Files, jobs and commands work without.'),
		};
	}
	return {
		why:
			limit === undefined
				? l10n.t('The login node limits how many sessions one connection may have, and they are in use.')
				: l10n.t('The login node allows {0} sessions on one connection, and they are in use.', limit),
		next: l10n.t('Close an output or a terminal that you no longer need, and try again.'),
	};
}

function wordsForFile({ trouble, path: bytes, host, detail }: Extract<Problem, { kind: 'remoteFile' }>): {
	what: string;
	why: string;
	next: string;
} {
	const path = shownName(bytes);
	const what = l10n.t('{0} on {1} could not be used.', path, host);
	switch (trouble) {
		case 'notFound':
			return {
				what,
				why: l10n.t('It does not exist.'),
				next: l10n.t('It may have been moved or purged. Refresh the Storage view.'),
			};
		case 'noPermission':
			return {
				what,
				why: l10n.t('You have no permission for this.'),
				next: l10n.t('Ask its owner, or save to a folder of your own.'),
			};
		case 'exists':
			return {
				what,
				why: l10n.t('A file or folder of that name exists already.'),
				next: l10n.t('Choose another name.'),
			};
		case 'notEmpty':
			return { what, why: l10n.t('The folder is not empty.'), next: l10n.t('Delete its content first.') };
		case 'isDirectory':
			return { what, why: l10n.t('It is a folder.'), next: l10n.t('Choose a file.') };
		case 'notDirectory':
			return { what, why: l10n.t('It is not a folder.'), next: l10n.t('Choose a folder.') };
		case 'changed':
			return {
				what: l10n.t('{0} was changed on {1} since you opened it.', path, host),
				why: l10n.t('Saving would overwrite that change.'),
				next: l10n.t('Compare the two and save again.'),
			};
		case 'full':
			return {
				what,
				why: l10n.t('The disk or your quota is full. The old content is intact.'),
				next: l10n.t('Free some space and save again.'),
			};
		case 'special':
			return {
				what,
				why: l10n.t('It is neither a file nor a folder, but a device, a socket or a pipe.'),
				next: l10n.t('Programs on the cluster use it; there is nothing to open.'),
			};
		case 'large':
			return {
				what,
				why: l10n.t('It is too large for an editor: {0}.', detail),
				next: l10n.t('Open its beginning or its end, or download it.'),
			};
		case 'other':
			return {
				what,
				why:
					detail === '' || detail === 'Failure'
						? l10n.t('The server gave no clear reason.')
						: l10n.t('The server said: "{0}".', shorten(firstLine(detail))),
				next: l10n.t('The log shows what it said.'),
			};
	}
}

/** In the person's own time zone. */
function momentOf(iso: string): string {
	return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Programs that come with Slurm, as far as any is asked. */
const SLURM_PROGRAMS = new Set(
	'sacct sacctmgr sbatch scancel scontrol sdiag sinfo sprio squeue sreport srun sshare sstat'.split(' '),
);

function firstWord(command: string): string {
	const words = command.split(/\s+/).filter((word) => word !== 'env' && !/^\w+=/.test(word));
	return words[0] ?? command;
}

function firstLine(text: string): string {
	return text.trimStart().split('\n')[0]?.trim() ?? '';
}

function lastLine(text: string): string {
	return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

function shorten(text: string): string {
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
