import * as l10n from '@vscode/l10n';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import { shortPath } from '../localPaths.ts';
import type { SshSettings } from '../sshSettings.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { type HeldKey, heldKeys } from './heldKeys.ts';
import { type KeyFile, readKeyFile, readPublicKeyFile } from './keyFile.ts';
import { KeyFileError } from './keyFileError.ts';

/** A person's certificate, and where it was found. */
export interface FoundCertificate {
	readonly certificate: Certificate;
	/** Its file, or what the agent calls it. */
	readonly source: string;
	/** Where the agent holds it. */
	readonly held?: HeldKey;
}

/** Everything that could sign in to a host, as far as can be told without a question. */
export interface KeyRing {
	/** The key files that the configuration lists and that are of use. */
	readonly files: readonly KeyFile[];
	/** Of files in the configuration's order, then those of the agent. Some may have expired. */
	readonly certificates: readonly FoundCertificate[];
	/** All that the agent holds, whether or not the configuration lists it. */
	readonly held: readonly HeldKey[];
	/** What is of no use and why, in words. */
	readonly unusable: readonly string[];
}

/**
 * Reads the key files and certificates that the settings list, and asks the agent what it holds. As with OpenSSH,
 * `<key>-cert.pub` beside a key counts only where no CertificateFile is named, and the agent's own certificates do not with
 * IdentitiesOnly. Throws ProblemError `keyUnreadable` for a file that the person named.
 */
export async function readKeyRing(settings: SshSettings, log: Logger, signal: AbortSignal): Promise<KeyRing> {
	const unusable: string[] = [];
	const skip = (label: string, why: string) => {
		log.warn(`The ${label} is of no use: ${why}`);
		unusable.push(l10n.t('{0} (not readable: {1})', label, why));
	};
	const files: KeyFile[] = [];
	const certificates: FoundCertificate[] = [];
	for (const path of settings.certificateFiles) {
		const found = await readCertificate(path);
		if (typeof found === 'string') skip(l10n.t('certificate {0}', shortPath(path)), found);
		else certificates.push(found);
	}
	for (const path of settings.identityFiles) {
		const file = await readListed(path, settings, (why) => skip(l10n.t('key {0}', shortPath(path)), why));
		if (!file) continue;
		const isBare = settings.certificateFiles.length > 0;
		const beside = isBare ? undefined : await readCertificate(`${path}-cert.pub`);
		if (typeof beside !== 'object') files.push(file);
		else {
			certificates.push(beside);
			files.push({ publicKey: beside.certificate.certifiedKey, ...file });
		}
	}
	const held = await heldKeys(settings.identityAgent, log, signal);
	if (!settings.identitiesOnly) certificates.push(...held.flatMap(certificateHeld));
	return { files, certificates: certificates.filter(isUsers), held, unusable };
}

/** Servers let no person in with a host's certificate. */
const isUsers = ({ certificate }: FoundCertificate) => certificate.kind === 'user';

function certificateHeld(held: HeldKey): FoundCertificate[] {
	const certificate = parseCertificate(held.publicKey);
	return certificate ? [{ certificate, source: held.comment, held }] : [];
}

/** The certificate, or in words why there is none. */
async function readCertificate(path: string): Promise<FoundCertificate | string> {
	try {
		const publicKey = await readPublicKeyFile(path);
		if (!publicKey) return 'there is no such file';
		const certificate = parseCertificate(publicKey);
		return certificate ? { certificate, source: path } : 'not a certificate';
	} catch (error) {
		if (error instanceof KeyFileError) return error.message;
		throw error;
	}
}

/** A file that the person chose for this host in our own settings is worth stopping for; others may be there for other hosts. */
async function readListed(
	path: string,
	settings: SshSettings,
	skip: (why: string) => void,
): Promise<KeyFile | undefined> {
	const isChosen = path === settings.namedIdentityFile;
	try {
		const file = await readKeyFile(path);
		if (!file && isChosen) throw new KeyFileError('there is no such file');
		return file;
	} catch (error) {
		if (!(error instanceof KeyFileError)) throw error;
		if (isChosen)
			throw new ProblemError({ kind: 'keyUnreadable', file: path, detail: error.message }, { cause: error });
		skip(error.message);
		return undefined;
	}
}
