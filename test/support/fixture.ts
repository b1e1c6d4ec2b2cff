import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'fixtures');

/** The Slurm versions whose output is recorded. */
export const SLURM_VERSIONS: readonly string[] = readdirSync(join(FOLDER, 'slurm'));

/** A recorded output as text; bytes that are no UTF-8 become replacement characters, as they do on the wire. */
export function slurmFixture(version: string, name: string): string {
	return readFileSync(join(FOLDER, 'slurm', version, `${name}.txt`), 'utf8');
}

/** The separators with which the output was recorded. */
export const RECORDED = { field: '\x1f', record: '\x1e' };
