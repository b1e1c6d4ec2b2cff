import type { Finding } from '../finding.ts';
import { type Directive, lastSettings, nameOf, type Script, type Setting } from '../readScript.ts';
import type { ScriptFacts } from '../scriptFacts.ts';
import { inLines, inStep } from '../span.ts';
import { checkExpansion } from './expansionChecks.ts';
import { checkFile, checkMarkers, checkMissed, checkWords } from './fileChecks.ts';
import { checkSetting } from './settingChecks.ts';
import { checkStray } from './strayChecks.ts';

/** What was found in a directive, with all that it depends on. */
interface Checked {
	readonly line: number;
	readonly directive: Directive;
	readonly facts: ScriptFacts | undefined;
	/** Whether each of its settings is set once more further down. */
	readonly overridden: readonly boolean[];
	readonly findings: readonly Finding[];
}

/** What can be judged from the text alone, as each version of Slurm reads it. */
export class FormChecks {
	#checked: readonly Checked[] = [];

	/** Judges no directive a second time that is still the same: of a long script one line changes with each key. */
	of(script: Script, facts: ScriptFacts | undefined): readonly Finding[] {
		const last = lastSettings(script.settings);
		const isOverridden = (setting: Setting) =>
			setting.option !== undefined && last.get(setting.component)?.get(nameOf(setting.option)) !== setting;
		const known = inStep(this.#checked);
		this.#checked = script.directives.map((directive) => {
			const old = known(directive.line);
			const isSame =
				old?.directive === directive &&
				old.facts === facts &&
				directive.settings.every((each, index) => old.overridden[index] === isOverridden(each));
			if (isSame) return old;
			const overridden = directive.settings.map(isOverridden);
			const findings = checkDirective(directive, overridden, facts);
			return { line: directive.line, directive, facts, overridden, findings };
		});
		return [
			...checkFile(script),
			...checkMissed(script),
			...this.#checked.flatMap(({ findings }) => findings),
		];
	}
}

function checkDirective(
	{ marked, settings, stray }: Directive,
	overridden: readonly boolean[],
	facts: ScriptFacts | undefined,
): readonly Finding[] {
	const findings = [...checkMarkers(marked), ...checkWords(marked, facts?.version), ...stray.map(checkStray)];
	for (const [index, setting] of settings.entries()) {
		for (const finding of checkSetting(setting, overridden[index] === true, facts)) findings.push(finding);
	}
	for (const finding of checkExpansion(settings)) findings.push(finding);
	return findings.length > 1 ? findings.sort((a, b) => inLines(a.span, b.span)) : findings;
}
