import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../templates');

/** All templates by their names, which their folders have after a number. */
export const templateNames: readonly string[] = readdirSync(FOLDER)
	.sort()
	.map((folder) => folder.replace(/^\d-/, ''));

/** The files of a template, by their names. */
export function filesOfTemplate(name: string): ReadonlyMap<string, string> {
	const folder = join(FOLDER, readdirSync(FOLDER).find((one) => one.replace(/^\d-/, '') === name) ?? name);
	return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}
