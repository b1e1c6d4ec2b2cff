import * as l10n from '@vscode/l10n';
import { cancelled } from '../base/abort.ts';
import type { Ask } from '../base/ask.ts';
import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import { hostKeyAlgorithms } from './hostKeyAlgorithms.ts';
import { hostKeyName, judge, type KnownHostLine, knownTypes } from './knownHosts.ts';
import { addKnownHost, readKnownHosts } from './knownHostsFile.ts';
import { shortPath } from './localPaths.ts';
import { fingerprintOf, type PublicKey, publicKeyOfBlob } from './publicKey.ts';
import type { SshSettings } from './sshSettings.ts';

/** Decides about the host keys of one connection, by the known_hosts files and by asking. */
export class HostKeys {
	readonly #settings: SshSettings;
	readonly #name: string;
	readonly #lines: readonly KnownHostLine[];
	readonly #ask: Ask;
	readonly #log: Logger;
	#trusted: PublicKey | undefined;
	#isToBeKept = false;

	/** Reads the files that the settings name. */
	static async read(settings: SshSettings, ask: Ask, log: Logger): Promise<HostKeys> {
		const files = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
		return new HostKeys(settings, await readKnownHosts(files), ask, log);
	}

	private constructor(settings: SshSettings, lines: readonly KnownHostLine[], ask: Ask, log: Logger) {
		this.#settings = settings;
		this.#name = settings.hostKeyAlias?.toLowerCase() ?? hostKeyName(settings.address, settings.port);
		this.#lines = lines;
		this.#ask = ask;
		this.#log = log;
	}

	/** For ssh2's `algorithms.serverHostKey`. */
	get algorithms(): ReturnType<typeof hostKeyAlgorithms> {
		return hostKeyAlgorithms(knownTypes(this.#lines, this.#name));
	}

	/**
	 * Resolves when the key is trusted. Runs again at every rekey, when the answer comes from memory. Throws ProblemError
	 * `hostKeyChanged`, `hostKeyRevoked` or `hostKeyUnknown`, or `cancelled()` when the person does not trust the key.
	 */
	async verify(blob: Uint8Array, signal: AbortSignal): Promise<void> {
		const key = publicKeyOfBlob(blob);
		if (this.#trusted?.blob.equals(key.blob)) return;
		const verdict = judge(this.#lines, this.#name, key);
		const facts = { host: this.#settings.alias, fingerprint: fingerprintOf(key) };
		if (verdict.kind === 'revoked') {
			throw new ProblemError({ kind: 'hostKeyRevoked', ...facts, file: verdict.file, line: verdict.line });
		}
		if (verdict.kind === 'changed') {
			const { file, line } = verdict;
			throw new ProblemError({ kind: 'hostKeyChanged', ...facts, file, line, keyType: key.type });
		}
		if (verdict.kind === 'unknown') {
			await this.#welcome(key, signal);
			this.#isToBeKept = true;
		}
		this.#trusted = key;
	}

	/** Writes an accepted key down. To be called when the host has proved that it holds the private half. */
	async keep(): Promise<void> {
		const [file] = this.#settings.userKnownHostsFiles;
		if (!this.#isToBeKept || !this.#trusted) return;
		this.#isToBeKept = false;
		if (!file) return this.#log.warn(`No UserKnownHostsFile: the host key of ${this.#name} is not kept.`);
		try {
			await addKnownHost(file, this.#name, this.#trusted, this.#settings.hashKnownHosts);
			this.#log.info(`Added the host key of ${this.#name} to ${shortPath(file)}.`);
		} catch (error) {
			this.#log.warn(`The host key of ${this.#name} is not kept: ${(error as Error).message}`);
		}
	}

	async #welcome(key: PublicKey, signal: AbortSignal): Promise<void> {
		const { alias, unknownHostKey } = this.#settings;
		const fingerprint = fingerprintOf(key);
		if (unknownHostKey === 'refuse') {
			throw new ProblemError({ kind: 'hostKeyUnknown', host: alias, keyType: key.type, fingerprint });
		}
		if (unknownHostKey === 'accept') {
			return this.#log.info(
				`${this.#name} is unknown; its key ${key.type} ${fingerprint} is accepted as configured.`,
			);
		}
		const title = l10n.t('Do you trust {0}?', this.#name);
		const detail = l10n.t(
			'You have not connected to this host before, so its identity cannot be checked. Its {0} key has the fingerprint\n\n{1}\n\nCompare it with the one that the site publishes. It is remembered when you go on.',
			key.type,
			fingerprint,
		);
		const yes = l10n.t('Trust and Connect');
		if (!(await this.#ask.confirm({ title, detail, yes }, signal))) throw cancelled();
	}
}
