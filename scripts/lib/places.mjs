import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone that these scripts belong to. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What is big and the same for every clone: Node, VS Code. Safe to delete at any time. */
export const cacheFolder =
	process.env['AIFACTORY_CACHE'] ||
	join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ai-factory-dev');

/** What runs leave behind to be looked at: screenshots, logs, reports. Not in git. */
export const artifactsFolder = join(projectFolder, 'artifacts');

/** @param {...string} path within the clone */
export const inProject = (...path) => join(projectFolder, ...path);
