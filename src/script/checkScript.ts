import { checkCluster } from './checks/clusterChecks.ts';
import { checkExpansion } from './checks/expansionChecks.ts';
import { checkForm } from './checks/formChecks.ts';
import { checkTogether } from './checks/togetherChecks.ts';
import type { Finding } from './finding.ts';
import type { Script } from './readScript.ts';
import type { ScriptFacts } from './scriptFacts.ts';

/**
 * Everything that is wrong with a script, in the order of its lines.
 * @param facts of the cluster that it is for; undefined checks what holds everywhere
 * @param now ms since the epoch
 */
export function checkScript(script: Script, facts: ScriptFacts | undefined, now: number): readonly Finding[] {
	const findings = [
		...checkForm(script, facts),
		...checkTogether(script, facts),
		...checkExpansion(script),
		...(facts ? checkCluster(script, facts, now) : []),
	];
	return findings.sort((a, b) => a.span.line - b.span.line || a.span.start - b.span.start);
}
