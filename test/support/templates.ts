import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../templates');

/** The ids of all templates. */
export const templateIds: readonly string[] = readdirSync(FOLDER);

/** The files of a template, by name. */
export function filesOfTemplate(id: string): ReadonlyMap<string, string> {
	const folder = join(FOLDER, id);
	return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
