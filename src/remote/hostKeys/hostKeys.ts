import { cancelled } from '../../base/abort.ts';
import type { Ask } from '../../base/ask.ts';
import type { Logger } from '../../base/log.ts';
import { explainCertificateTrouble } from '../../problems/explainCertificateTrouble.ts';
import { type CertificateTrouble, ProblemError } from '../../problems/problem.ts';
import { fingerprintOf, type PublicKey } from '../keys/publicKey.ts';
import { shortPath } from '../localPaths.ts';
import type { SshSettings } from '../sshSettings.ts';
import { judgeCertificate } from './certificateVerdict.ts';
import { describeCertificate, type HostCertificate } from './hostCertificate.ts';
import { hostKeyAlgorithms } from './hostKeyAlgorithms.ts';
import { hostKeyQuestion } from './hostKeyQuestion.ts';
import { type HostLines, hasAuthority, hostKeyName, judge, knownTypes, linesAbout } from './knownHosts.ts';
import { addKnownHost, readKnownHosts } from './knownHostsFile.ts';
import { judgePublished, publishedTypes } from './publishedHostKeys.ts';
import { findRevocation, type Revocation } from './revokedKeys.ts';
import { readShownHostKey } from './shownHostKey.ts';

export interface HostKeysOptions {
	readonly ask: Ask;
	readonly log: Logger;
	/** Fingerprints that the site publishes for this host; see `judgePublished`. */
	readonly publishedHostKeys?: readonly string[];
}

/** Decides about the host keys of one connection, by the known_hosts files and by asking. */
export class HostKeys {
	readonly #settings: SshSettings;
	readonly #name: string;
	readonly #lines: HostLines;
	readonly #ask: Ask;
	readonly #log: Logger;
	readonly #published: readonly string[];
	/** What was accepted, as it was sent. */
	#trusted: Buffer | undefined;
	#toKeep: PublicKey | undefined;

	/** Reads the files that the settings name. Throws ProblemError `unsupportedSshSetting` when no algorithm is left. */
	static async read(settings: SshSettings, options: HostKeysOptions): Promise<HostKeys> {
		const files = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
		const lines = await readKnownHosts(files, options.log);
		const name = settings.hostKeyAlias?.toLowerCase() ?? hostKeyName(settings.address, settings.port);
		const keys = new HostKeys(settings, name, linesAbout(lines, name), options);
		if (keys.algorithms.length > 0) return keys;
		const setting = `HostKeyAlgorithms ${settings.algorithms.hostKey?.join(',')}`;
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: settings.alias, setting });
	}

	private constructor(settings: SshSettings, name: string, lines: HostLines, options: HostKeysOptions) {
		this.#settings = settings;
		this.#name = name;
		this.#lines = lines;
		this.#ask = options.ask;
		this.#log = options.log;
		this.#published = options.publishedHostKeys ?? [];
	}

	/** For `useHostKeyAlgorithms`. */
	get algorithms(): readonly string[] {
		const known = knownTypes(this.#lines);
		const types = known.length > 0 ? known : publishedTypes(this.#published);
		const facts = { types, hasAuthority: hasAuthority(this.#lines) };
		return hostKeyAlgorithms(facts, this.#settings.algorithms.hostKey);
	}

	/**
	 * Resolves when the key or certificate is trusted. Runs again at every rekey, when the answer comes from memory. Throws
	 * ProblemError `hostKeyChanged`, `hostKeyRevoked`, `hostKeyUnknown`, `hostKeyNotPublished`, `hostCertificateRefused`
	 * or those of `findRevocation`, or `cancelled()` when the person does not trust the key.
	 */
	async verify(blob: Uint8Array, signal: AbortSignal): Promise<void> {
		if (this.#trusted?.equals(blob)) return;
		const { alias, revokedHostKeysFiles } = this.#settings;
		const shown = readShownHostKey(blob);
		if (!shown) throw this.#certificateRefused({ kind: 'malformed' });
		const revoked = await findRevocation(revokedHostKeysFiles, shown, alias, signal);
		if (revoked) throw this.#revoked(revoked.key, revoked);
		const { key, certificate } = shown;
		const trouble = certificate && this.#troubleWith(certificate);
		if (!certificate || trouble) await this.#verifyPlain(key, trouble, signal);
		this.#trusted = shown.sent.blob;
	}

	/** Writes an accepted key down. To be called when the host has proved that it holds the private half. */
	async keep(): Promise<void> {
		const key = this.#toKeep;
		const [file] = this.#settings.userKnownHostsFiles;
		if (!key) return;
		this.#toKeep = undefined;
		if (!file) return this.#log.warn(`No UserKnownHostsFile: the host key of ${this.#name} is not kept.`);
		try {
			await addKnownHost(file, this.#name, key, this.#settings.hashKnownHosts);
			this.#log.info(`Added the host key of ${this.#name} to ${shortPath(file)}.`);
		} catch (error) {
			this.#log.warn(`The host key of ${this.#name} is not kept: ${(error as Error).message}`);
		}
	}

	/** Why a certificate is worthless, so that its plain key counts, as with OpenSSH; undefined when it is trusted. */
	#troubleWith(certificate: HostCertificate): CertificateTrouble | undefined {
		const { hostKeyAlias, address } = this.#settings;
		const name = (hostKeyAlias ?? address).toLowerCase();
		const verdict = judgeCertificate(this.#lines, name, certificate, new Date());
		if (verdict.kind === 'forged') throw this.#certificateRefused({ kind: 'badSignature' });
		if (verdict.kind === 'revoked') throw this.#revoked(verdict.key, verdict.by);
		const shown = `${this.#name} shows the certificate ${describeCertificate(certificate)}`;
		if (verdict.kind === 'trusted') {
			const { file, line } = verdict.by;
			this.#log.info(`${shown}, as ${shortPath(file)} line ${line} wants it.`);
			return undefined;
		}
		const { trouble } = verdict;
		this.#log.warn(`${shown}, which does not count. ${explainCertificateTrouble(trouble)}`);
		return trouble;
	}

	async #verifyPlain(
		key: PublicKey,
		certificate: CertificateTrouble | undefined,
		signal: AbortSignal,
	): Promise<void> {
		const verdict = judge(this.#lines, key);
		if (verdict.kind === 'known') return;
		if (verdict.kind === 'revoked') throw this.#revoked(key, verdict.by);
		const facts = { host: this.#settings.alias, keyType: key.type, fingerprint: fingerprintOf(key) };
		if (verdict.kind === 'changed') {
			const { file, line, key: other } = verdict.by;
			const known = { keyType: other.type, fingerprint: fingerprintOf(other) };
			throw new ProblemError({ kind: 'hostKeyChanged', ...facts, file, line, known });
		}
		const published = judgePublished(this.#published, key);
		if (published === 'contradicted') {
			throw new ProblemError({ kind: 'hostKeyNotPublished', ...facts, published: this.#published });
		}
		const { unknownHostKey } = this.#settings;
		if (unknownHostKey === 'refuse') {
			throw new ProblemError({ kind: 'hostKeyUnknown', ...facts, ...(certificate && { certificate }) });
		}
		if (unknownHostKey === 'accept') {
			const shown = `${key.type} ${facts.fingerprint}`;
			this.#log.info(`${this.#name} is unknown; its key ${shown} is accepted as configured.`);
		} else {
			const question = hostKeyQuestion(this.#name, key, published === 'published', certificate);
			if (!(await this.#ask.confirm(question, signal))) throw cancelled();
		}
		this.#toKeep = key;
	}

	#revoked(key: PublicKey, { file, line }: Pick<Revocation, 'file' | 'line'>): ProblemError {
		const facts = { host: this.#settings.alias, fingerprint: fingerprintOf(key), file };
		return new ProblemError({ kind: 'hostKeyRevoked', ...facts, ...(line !== undefined && { line }) });
	}

	#certificateRefused(trouble: CertificateTrouble): ProblemError {
		return new ProblemError({ kind: 'hostCertificateRefused', host: this.#settings.alias, trouble });
	}
}
