import assert from 'node:assert/strict';
import { explain } from '../../../src/problems/explain.ts';
import { explainCertificateTrouble } from '../../../src/problems/explainCertificateTrouble.ts';
import { type CertificateTrouble, type Problem, ProblemError } from '../../../src/problems/problem.ts';
import { daemonDownIn, refineSlurmFailure } from '../../../src/slurm/slurmFailure.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';

const refused = (detail: string) => explain({ kind: 'submitRefused', script: 'train.sbatch', detail });

describe('Explanations', () => {
	it('say what happened, why, and what to do, as sentences', () => {
		const problems: readonly Problem[] = [
			{
				kind: 'cannotReach',
				host: 'practice',
				address: 'login.example',
				port: 22,
				reason: 'unknownHost',
				detail: 'ENOTFOUND',
			},
			{
				kind: 'authenticationRefused',
				address: 'login.example.org',
				host: 'practice',
				user: 'ada',
				tried: ['key ~/.ssh/id'],
				accepted: ['publickey'],
			},
			{
				kind: 'hostKeyChanged',
				host: 'practice',
				file: '~/.ssh/known_hosts',
				line: 3,
				keyType: 'ED25519',
				fingerprint: 'SHA256:x',
				known: { keyType: 'RSA', fingerprint: 'SHA256:y' },
			},
			{ kind: 'hostKeyRevoked', host: 'practice', file: '/etc/revoked', fingerprint: 'SHA256:x' },
			{
				kind: 'hostKeyUnknown',
				host: 'practice',
				keyType: 'ED25519',
				fingerprint: 'SHA256:x',
				certificate: { kind: 'expired', until: '2026-01-01 00:00 UTC' },
			},
			{
				kind: 'hostKeyNotPublished',
				host: 'practice',
				keyType: 'ED25519',
				fingerprint: 'SHA256:x',
				published: ['SHA256:y', 'SHA256:z'],
			},
			{ kind: 'hostCertificateRefused', host: 'practice', trouble: { kind: 'badSignature' } },
			{ kind: 'revokedKeysUnreadable', host: 'practice', file: '/etc/revoked', detail: 'EACCES.' },
			{
				kind: 'certificateExpired',
				host: 'practice',
				file: '/home/ada/.ssh/id-cert.pub',
				validBefore: '2026-02-03T04:05:06.000Z',
			},
			{ kind: 'signInCutOff', host: 'practice', address: 'login.example', detail: 'closed' },
			{ kind: 'jumpLoop', host: 'practice', hops: ['practice', 'gate', 'practice'] },
			...(['notSsh', 'proxyFailed', 'jumpFailed', 'jumpForbidden'] as const).map((reason) => ({
				kind: 'cannotReach' as const,
				...{ host: 'practice', address: 'practice', port: 22, reason, via: 'gate', detail: 'HTTP/1.1 400' },
			})),
			{ kind: 'noScript', path: '/x.sbatch' },
			{ kind: 'noAccounting', host: 'practice' },
			{ kind: 'slurmDown', host: 'practice', daemon: 'slurmctld', detail: 'connect failure' },
			{ kind: 'connectionLost', host: 'practice', detail: 'ECONNRESET' },
			{ kind: 'timedOut', host: 'practice', command: 'squeue --me', seconds: 30 },
			{ kind: 'remoteFile', host: 'practice', path: '/x', trouble: 'full', detail: 'Failure' },
		];
		for (const problem of problems) {
			const { what, why, next } = explain(problem);
			for (const sentence of [what, why, next])
				assert.match(sentence, /^(?:[A-Z"/]|practice ).*[.?]$/, `${problem.kind}: ${sentence}`);
		}
	});

	it('show where a configuration is wrong', () => {
		const detail =
			'/home/ada/.ssh/config: line 2: Bad configuration option: usr\r\nterminating, 1 bad option';
		const { what, why, remedies } = explain({ kind: 'badSshConfig', file: '~/.ssh/config', detail });
		assert.equal(what, 'The SSH configuration ~/.ssh/config could not be read.');
		assert.equal(why, '/home/ada/.ssh/config: line 2: Bad configuration option: usr');
		assert.deepEqual(remedies, ['openSshConfig', 'showLog']);
	});

	it('of a changed host key show both fingerprints, and no way around it but the file', () => {
		const { why, remedies } = explain({
			kind: 'hostKeyChanged',
			host: 'practice',
			file: '/home/ada/.ssh/known_hosts',
			line: 3,
			keyType: 'ssh-ed25519',
			fingerprint: 'SHA256:new',
			known: { keyType: 'ssh-rsa', fingerprint: 'SHA256:old' },
		});
		assert.match(why, /SHA256:new, but \/home\/ada\/\.ssh\/known_hosts line 3 holds .*SHA256:old\./);
		assert.deepEqual(remedies, ['openKnownHosts', 'showLog']);
	});

	it('say why a certificate does not count', () => {
		const troubles: readonly CertificateTrouble[] = [
			{ kind: 'malformed' },
			{ kind: 'badSignature' },
			{ kind: 'notForHosts' },
			{ kind: 'unsupported' },
			{ kind: 'notYetValid', from: '2090-01-01 00:00 UTC' },
			{ kind: 'expired', until: '2020-01-01 00:00 UTC' },
			{ kind: 'otherHost', name: 'login2', principals: ['login1', 'login3'] },
			{ kind: 'unknownAuthority', fingerprint: 'SHA256:x' },
		];
		const words = troubles.map(explainCertificateTrouble);
		for (const sentence of words) assert.match(sentence, /^Its certificate .*\.$/);
		assert.equal(new Set(words).size, troubles.length);
		assert.equal(words[6], 'Its certificate is not for "login2" but for "login1", "login3".');
	});

	it('offer to renew a certificate that has expired, and say until when it was good', () => {
		const validBefore = '2026-02-03T04:05:06.000Z';
		const { why, remedies } = explain({
			kind: 'certificateExpired',
			host: 'practice',
			file: 'id',
			validBefore,
		});
		assert.match(why, /^id was valid until .*2026/);
		assert.equal(remedies[0], 'renewCertificate');
	});

	it('keep the raw text for who wants it', () => {
		assert.equal(refused('sbatch: error: odd').raw, 'sbatch: error: odd');
	});

	// What sbatch of 20.11 to 26.05 prints for each mistake.
	for (const [said, why] of [
		[
			'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified',
			/account does not exist, is not yours/,
		],
		['sbatch: error: Batch job submission failed: Invalid qos specification', /QOS does not exist/],
		[
			'sbatch: error: invalid partition specified: nosuch\nsbatch: error: Batch job submission failed: Invalid partition name specified',
			/no partition of that name/,
		],
		[
			'sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)',
			/time limit is missing, or longer/,
		],
		['sbatch: error: Invalid --time specification', /value in the wrong form/],
		[
			'sbatch: unrecognized option \'--foo\'\nTry "sbatch --help" for more information',
			/does not know one of the options/,
		],
		[
			'sbatch: error: Batch job submission failed: Requested node configuration is not available',
			/No node of this partition/,
		],
		[
			'sbatch: error: Memory specification can not be satisfied\nsbatch: error: Batch job submission failed: Requested node configuration is not available',
			/that much memory/,
		],
		[
			'sbatch: error: Batch script contains DOS line breaks (\\r\\n)\nsbatch: error: instead of expected UNIX line breaks (\\n).',
			/Windows line ends/,
		],
		[
			'sbatch: error: This does not look like a batch script.  The first\nsbatch: error: line must start with #! followed by the path to an interpreter.',
			/does not name an interpreter/,
		],
		[
			"sbatch: error: QOSMaxCpuPerJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
			/over a limit of your account or QOS/,
		],
		['sbatch: error: Something entirely new', /^Something entirely new$/],
	] as const) {
		it(`of "${said.split('\n')[0]}" name the cause`, () => assert.match(refused(said).why, why));
	}

	for (const version of SLURM_VERSIONS) {
		it(`know from the words of Slurm ${version} which daemon is down`, () => {
			const [, database = '', controller = ''] = slurmFixture(version, 'daemons_down').split(/^## .*$/m);
			assert.equal(daemonDownIn(database), 'slurmdbd');
			assert.equal(daemonDownIn(controller), 'slurmctld');
		});
	}

	it('speak of Slurm only where a program of Slurm is missing', () => {
		const missing = (command: string) =>
			explain({ kind: 'commandMissing', host: 'practice', command, detail: '' }).why;
		assert.match(missing('squeue --me'), /Slurm/);
		assert.doesNotMatch(missing('find /scratch'), /Slurm/);
		assert.doesNotMatch(missing('tail -F train.out'), /Slurm/);
	});

	it('know that a site keeps no accounting', () => {
		const detail = 'Slurm accounting storage is disabled';
		const failed = {
			kind: 'commandFailed',
			host: 'practice',
			command: 'sacct',
			exitCode: 1,
			detail,
		} as const;
		const refined = refineSlurmFailure(new ProblemError(failed));
		assert.ok(refined instanceof ProblemError);
		assert.equal(refined.problem.kind, 'noAccounting');
	});
});
