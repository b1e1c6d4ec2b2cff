import type { Finding } from '../finding.ts';
import type { Script } from '../readScript.ts';
import type { ScriptFacts } from '../scriptFacts.ts';
import { checkFile, checkMarkers, checkWords } from './fileChecks.ts';
import { checkSetting } from './settingChecks.ts';
import { checkStray } from './strayChecks.ts';

/** What can be judged from the text alone, as each version of Slurm reads it. */
export function* checkForm(script: Script, facts: ScriptFacts | undefined): Iterable<Finding> {
	yield* checkFile(script);
	yield* checkMarkers(script);
	yield* checkWords(script, facts?.version);
	for (const stray of script.stray) yield checkStray(stray);
	for (const setting of script.settings) yield* checkSetting(script, setting, facts);
}
