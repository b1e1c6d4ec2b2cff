import type { Memento, Uri } from 'vscode';
import { Emitter } from '../../base/event.ts';

/** What goes with a script each time it is submitted. */
export interface ScriptHabits {
	/** For sbatch, before the script. */
	readonly options: readonly string[];
	/** For the script. */
	readonly arguments: readonly string[];
}

const NONE: ScriptHabits = { options: [], arguments: [] };

const LAST_CLUSTER = 'submitTo';

/** Keeps the habits of each script with the workspace folder. */
export class SubmitMemory {
	readonly #memory: Memento;
	readonly #clusterChanged = new Emitter<void>();

	/** Fires when scripts may be for another cluster than before. */
	readonly onDidChangeCluster = this.#clusterChanged.event;

	constructor(memory: Memento) {
		this.#memory = memory;
	}

	of(script: Uri): ScriptHabits {
		const kept = this.#memory.get<Partial<ScriptHabits>>(keyOf(script));
		return kept && isWords(kept.options) && isWords(kept.arguments)
			? { options: kept.options, arguments: kept.arguments }
			: NONE;
	}

	async remember(script: Uri, habits: ScriptHabits): Promise<void> {
		const isNone = habits.options.length === 0 && habits.arguments.length === 0;
		await this.#memory.update(keyOf(script), isNone ? undefined : habits);
	}

	/** Where a script was submitted to last, or else any of the workspace. */
	clusterOf(script: Uri): string | undefined {
		return this.#memory.get<string>(clusterKeyOf(script)) ?? this.#memory.get<string>(LAST_CLUSTER);
	}

	async rememberCluster(script: Uri, cluster: string): Promise<void> {
		await this.#memory.update(clusterKeyOf(script), cluster);
		await this.#memory.update(LAST_CLUSTER, cluster);
		this.#clusterChanged.fire();
	}
}

function keyOf(script: Uri): string {
	return `submitWith:${script.toString()}`;
}

function clusterKeyOf(script: Uri): string {
	return `submitTo:${script.toString()}`;
}

function isWords(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((word) => typeof word === 'string');
}
