import { type Finding, type Fix, replaceWith, type Severity } from '../finding.ts';
import { likelyOption, lookUp } from '../lookup.ts';
import { isKnownTo, type SbatchOption } from '../options.ts';
import { nameOf, type Setting } from '../readScript.ts';
import type { ScriptFacts } from '../scriptFacts.ts';
import type { Span } from '../span.ts';
import { valueFault } from '../values/valueFault.ts';
import { writeWord } from '../words.ts';

/**
 * One option by itself: its name, and the form of its value.
 * @param isOverridden it is set once more further down
 */
export function* checkSetting(
	setting: Setting,
	isOverridden: boolean,
	facts: ScriptFacts | undefined,
): Iterable<Finding> {
	const { option, lookup, name, nameSpan, isLong } = setting;
	const found = (
		trouble: Finding['trouble'],
		severity: Severity,
		span: Span,
		fixes: readonly Fix[] = [],
	): Finding => ({
		...{ trouble, severity, span, fixes },
	});
	if (lookup.kind === 'unknown' && isLong) {
		if (facts?.addedOptions?.includes(name)) return;
		const likely = likelyOption(name)?.name;
		// Without the site's own list it may be an option of a plug-in.
		const severity = facts?.addedOptions === undefined ? 'warning' : 'error';
		const fixes = likely === undefined ? [] : [replaceWith(nameSpan, `--${likely}`)];
		yield found({ kind: 'unknownOption', name: `--${name}`, likely }, severity, nameSpan, fixes);
		return;
	}
	if (lookup.kind === 'unknown') {
		yield found({ kind: 'unknownOption', name: `-${name}`, likely: undefined }, 'error', nameSpan);
		return;
	}
	if (lookup.kind === 'ambiguous') {
		const options = lookup.options.map((each) => `--${each.name}`);
		const likely = likelyOption(name)?.name;
		const best = likely !== undefined && options.includes(`--${likely}`) ? likely : undefined;
		const fixes = (
			best === undefined ? options : [`--${best}`, ...options.filter((each) => each !== `--${best}`)]
		)
			.slice(0, 5)
			.map((each, index) => replaceWith(nameSpan, each, best !== undefined && index === 0));
		const severity = lookup.isSure ? 'error' : 'warning';
		yield found(
			{ kind: 'ambiguousOption', name: `--${name}`, options, likely: best },
			severity,
			nameSpan,
			fixes,
		);
		return;
	}
	if (!option) return;
	yield* checkName(setting, option, facts);
	const dashes = setting.isLong ? undefined : singleDash(setting, option);
	if (dashes) yield dashes;
	else yield* checkValue(setting, option, facts?.version);
	if (isOverridden && !['verbose', 'quiet'].includes(option.name))
		yield found({ kind: 'repeated', name: `--${nameOf(option)}` }, 'warning', setting.span, [
			{
				kind: 'remove',
				changes: [{ span: setting.span, text: '' }],
				isPreferred: true,
				shown: `--${option.name}`,
			},
		]);
}

function* checkName(
	setting: Setting,
	option: SbatchOption,
	facts: ScriptFacts | undefined,
): Iterable<Finding> {
	const { nameSpan, name, lookup, span, value } = setting;
	const { since, until, instead } = option;
	const renamed = instead === undefined ? [] : [replaceWith(nameSpan, `--${instead}`)];
	const known = isKnownTo(facts?.version, option);
	if (since !== undefined && known === false)
		yield {
			trouble: { kind: 'tooNewOption', name: `--${option.name}`, since, version: facts?.version },
			severity: 'error',
			span: nameSpan,
			fixes: [],
		};
	else if (until !== undefined && known !== true)
		yield {
			trouble: { kind: 'removedOption', name: `--${option.name}`, until, instead },
			severity: known === false ? 'error' : 'hint',
			...{ span: nameSpan, fixes: renamed },
		};
	else if (instead !== undefined)
		yield {
			trouble: { kind: 'oldName', name: `--${option.name}`, instead: `--${instead}` },
			severity: 'hint',
			span: nameSpan,
			fixes: renamed,
		};
	if (lookup.kind === 'abbreviated')
		yield {
			trouble: { kind: 'abbreviatedOption', name: `--${name}`, full: `--${option.name}` },
			...{ severity: 'hint', span: nameSpan, fixes: [replaceWith(nameSpan, `--${option.name}`)] },
		};
	const taken: Fix = {
		kind: 'remove',
		changes: [{ span, text: '' }],
		isPreferred: true,
		shown: `--${option.name}`,
	};
	if (option.isIdle)
		yield {
			trouble: { kind: 'idleOption', name: `--${option.name}` },
			severity: 'warning',
			span: nameSpan,
			fixes: [taken],
		};
	if (option.isForRoot)
		yield {
			trouble: { kind: 'rootOption', name: `--${option.name}` },
			severity: 'error',
			span: nameSpan,
			fixes: [taken],
		};
	if (option.name === 'wait' && value === undefined)
		yield { trouble: { kind: 'waits' }, severity: 'hint', span: nameSpan, fixes: [taken] };
}

/** `-time=5`, which sbatch reads as `-t ime=5`. */
function singleDash(setting: Setting, option: SbatchOption): Finding | undefined {
	const { nameSpan, valueSpan, name, value = '' } = setting;
	if (!valueSpan || valueSpan.start !== nameSpan.end || valueSpan.line !== nameSpan.line) return undefined;
	const [meant = ''] = `${name}${value}`.split('=');
	if (meant.length < 3 || lookUp(meant, undefined).kind !== 'exact') return undefined;
	const isFault = valueFault(option, value, undefined) !== undefined;
	return {
		trouble: { kind: 'singleDash', written: `-${name}${value}`, option: `--${meant}` },
		severity: isFault ? 'error' : 'warning',
		span: { ...nameSpan, end: valueSpan.end },
		fixes: [replaceWith({ ...nameSpan, end: nameSpan.start }, '-', true, `--${name}${value}`)],
	};
}

function* checkValue(setting: Setting, option: SbatchOption, version: string | undefined): Iterable<Finding> {
	const { name, isLong, nameSpan, value, valueSpan, span, isJoined } = setting;
	const shown = `--${option.name}`;
	if (value === undefined) {
		if (option.takes === 'value')
			yield {
				trouble: { kind: 'missingValue', name: isLong ? shown : `-${name}`, example: option.example },
				...{ severity: 'error', span: nameSpan, fixes: [] },
			};
		return;
	}
	if (option.takes === 'nothing') {
		if (isJoined)
			yield {
				trouble: { kind: 'valueNotTaken', name: shown },
				severity: 'error',
				span,
				fixes: [replaceWith(span, shown)],
			};
		return;
	}
	if (!valueSpan) return;
	if (!isLong && valueSpan.start === nameSpan.end && value.startsWith('=')) {
		const isFault = valueFault(option, value, version) !== undefined;
		yield {
			trouble: { kind: 'valueWithEquals', name: `-${name}`, value },
			severity: isFault ? 'error' : 'warning',
			span: valueSpan,
			fixes: [
				replaceWith({ ...valueSpan, end: valueSpan.start + 1 }, ' ', true, `-${name} ${value.slice(1)}`),
			],
		};
		return;
	}
	const fault = valueFault(option, value, version);
	if (!fault) return;
	// `--time` without a value took the option on the next line for one.
	if (valueSpan.line !== nameSpan.line) {
		yield {
			trouble: { kind: 'missingValue', name: isLong ? shown : `-${name}`, example: option.example },
			...{ severity: fault.isTaken ? 'warning' : 'error', span: nameSpan, fixes: [] },
		};
		return;
	}
	yield {
		trouble: { kind: 'badValue', option, value, fault },
		severity: fault.isTaken ? 'warning' : 'error',
		span: valueSpan.end > valueSpan.start ? valueSpan : nameSpan,
		fixes: fault.likely === undefined ? [] : [replaceWith(valueSpan, writeWord(fault.likely))],
	};
}
