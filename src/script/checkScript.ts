import { checkCluster } from './checks/clusterChecks.ts';
import { checkSharedOutput } from './checks/expansionChecks.ts';
import { FormChecks } from './checks/formChecks.ts';
import { checkTogether } from './checks/togetherChecks.ts';
import type { Finding } from './finding.ts';
import type { Script } from './readScript.ts';
import type { ScriptFacts } from './scriptFacts.ts';
import { inLines } from './span.ts';

/**
 * Everything that is wrong with a script, in the order of its lines.
 * @param facts of the cluster that it is for; undefined checks what holds everywhere
 * @param now ms since the epoch
 * @param form remembers what was found in the same script before
 */
export function checkScript(
	script: Script,
	facts: ScriptFacts | undefined,
	now: number,
	form = new FormChecks(),
): readonly Finding[] {
	const findings = [
		...form.of(script, facts),
		...checkTogether(script, facts),
		...checkSharedOutput(script),
		...(facts ? checkCluster(script, facts, now) : []),
	];
	return findings.sort((a, b) => inLines(a.span, b.span));
}
