import { checkScript } from './checkScript.ts';
import { FormChecks } from './checks/formChecks.ts';
import type { Finding } from './finding.ts';
import { type ReadingPlace, readScript, type Script } from './readScript.ts';
import type { ScriptFacts } from './scriptFacts.ts';

/** A script while it is typed: with each key only what changed is read and checked again. */
export class LiveScript {
	readonly #form = new FormChecks();
	#script: Script | undefined;

	/** Says the same as `readScript`. */
	read(text: string, place: ReadingPlace | undefined): Script {
		this.#script = readScript(text, place, this.#script);
		return this.#script;
	}

	/** Finds the same as `checkScript`. @param now ms since the epoch */
	check(script: Script, facts: ScriptFacts | undefined, now: number): readonly Finding[] {
		return checkScript(script, facts, now, this.#form);
	}
}
