import { readFile } from 'node:fs/promises';
import { ProblemError } from '../../problems/problem.ts';
import { type PublicKey, parsePublicKeyLine } from '../keys/publicKey.ts';
import { certifiedKey, isCertificateName } from './hostCertificate.ts';
import { isRevokedBy } from './krl.ts';
import { isWholeKey } from './plainKey.ts';
import type { ShownHostKey } from './shownHostKey.ts';

/** Where a key is revoked. */
export interface Revocation {
	readonly file: string;
	/** Absent where the file is no text. */
	readonly line?: number;
	readonly key: PublicKey;
}

/** What a binary revocation list begins with; see PROTOCOL.krl of OpenSSH. */
const KRL_MAGIC = Buffer.from('SSHKRL\n\0');

/**
 * Looks for what a host showed in the files of RevokedHostKeys: its key, and the authority that certified it. Throws
 * ProblemError `revokedKeysUnreadable`, as OpenSSH refuses to connect then, or `unsupportedSshSetting` for a binary list
 * where there is no OpenSSH to ask.
 */
export async function findRevocation(
	files: readonly string[],
	shown: ShownHostKey,
	host: string,
	signal: AbortSignal,
): Promise<Revocation | undefined> {
	for (const file of files) {
		const bytes = await readFile(file).catch((error: Error) => {
			throw unreadable(host, file, error);
		});
		if (bytes.subarray(0, KRL_MAGIC.length).equals(KRL_MAGIC)) {
			if (await isRevokedBy(file, shown.sent, host, signal)) return { file, key: shown.key };
			continue;
		}
		const keys = [shown.key, ...(shown.certificate ? [shown.certificate.authority] : [])];
		const found = findInList(bytes.toString('latin1'), keys, (line) =>
			unreadable(host, file, new Error(`line ${line} is no public key`)),
		);
		if (found) return { file, ...found };
	}
	return undefined;
}

/** In a list of public keys, one a line. A line that is none would be one that nobody heeds: it stops everything. */
function findInList(
	text: string,
	keys: readonly PublicKey[],
	complaint: (line: number) => Error,
): { readonly line: number; readonly key: PublicKey } | undefined {
	for (const [index, row] of text.split('\n').entries()) {
		if (/^\s*(#|$)/.test(row)) continue;
		const listed = plain(parsePublicKeyLine(row));
		if (!listed) throw complaint(index + 1);
		const key = keys.find(({ blob }) => blob.equals(listed.blob));
		if (key) return { line: index + 1, key };
	}
	return undefined;
}

function plain(key: PublicKey | undefined): PublicKey | undefined {
	if (key && isCertificateName(key.type)) return certifiedKey(key.blob);
	return key && isWholeKey(key) ? key : undefined;
}

function unreadable(host: string, file: string, cause: Error): ProblemError {
	return new ProblemError({ kind: 'revokedKeysUnreadable', host, file, detail: cause.message }, { cause });
}
