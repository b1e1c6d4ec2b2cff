import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../problems/problem.ts';
import type { PublicKey } from '../keys/publicKey.ts';

const DEADLINE_MS = 15_000;

/**
 * True when a binary key revocation list holds a key or certificate, by OpenSSH's own `ssh-keygen -Q`. Throws ProblemError
 * `revokedKeysUnreadable` when that cannot read the list, and `unsupportedSshSetting` when it is not installed.
 */
export async function isRevokedBy(
	krl: string,
	key: PublicKey,
	host: string,
	signal: AbortSignal,
): Promise<boolean> {
	const folder = await mkdtemp(join(tmpdir(), 'ai-factory-'));
	try {
		const file = join(folder, 'key.pub');
		await writeFile(file, `${key.type} ${key.blob.toString('base64')}\n`);
		return await query(krl, file, host, signal);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** It prints `<file> (<comment>): REVOKED` and exits with 1, or `…: ok` and exits with 0; anything else is a failure. */
function query(krl: string, keyFile: string, host: string, signal: AbortSignal): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const done = (error: Error | null, stdout: string, stderr: string) => {
			const said = stdout.trim();
			if (!error && said.endsWith(': ok')) return resolve(false);
			if (error && 'code' in error && error.code === 1 && said.endsWith(': REVOKED')) return resolve(true);
			if (signal.aborted) return reject(signal.reason);
			if (error && 'code' in error && error.code === 'ENOENT') {
				const setting = 'RevokedHostKeys (KRL)';
				return reject(new ProblemError({ kind: 'unsupportedSshSetting', host, setting }, { cause: error }));
			}
			const detail = stderr.trim() || error?.message || said;
			reject(new ProblemError({ kind: 'revokedKeysUnreadable', host, file: krl, detail }, { cause: error }));
		};
		const options = { timeout: DEADLINE_MS, signal, encoding: 'utf8' } as const;
		execFile('ssh-keygen', ['-Q', '-f', krl, keyFile], options, done);
	});
}
