import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, type AppOptions } from '../../src/app.ts';
import type { ClusterSession } from '../../src/session/clusterSession.ts';
import { answering } from './answering.ts';
import { MemoryLog } from './memoryLog.ts';
import { memoryNotes } from './memoryNotes.ts';
import { forever, privateConfig } from './practice.ts';

const ROOT = join(import.meta.dirname, '../..');
export const PROFILES = join(ROOT, 'src/sites/profiles');

/** The whole core against the practice factory, as the extension wires it, without an editor. */
export function practiceApp(more: Partial<AppOptions> = {}): { readonly app: App; readonly log: MemoryLog } {
	const log = new MemoryLog();
	const configFile = privateConfig();
	const app = new App({
		ask: answering(),
		log,
		profilesFolder: PROFILES,
		configuredClusters: () => [{ name: 'practice', hosts: ['practice'] }],
		sshConfigFile: () => configFile,
		notes: memoryNotes(),
		now: () => new Date(),
		...more,
	});
	return { app, log };
}

export async function connected(app: App, name = 'practice'): Promise<ClusterSession> {
	const config = await app.cluster(name);
	if (!config) throw new Error(`no cluster ${name}`);
	return app.sessions.connect(config, forever);
}

/** Runs one of the practice factory's own commands, such as `slurm stop slurmctld`. */
export async function practice(command: string, ...options: readonly string[]): Promise<void> {
	await promisify(execFile)(join(ROOT, 'practice', command), [...options]);
}

/** A small batch script: the directives, then the lines. */
export function script(directives: string, ...lines: readonly string[]): string {
	return ['#!/bin/bash', `#SBATCH ${directives}`, ...lines, ''].join('\n');
}
