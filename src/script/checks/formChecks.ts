import { type Finding, type Fix, replaceWith, type Severity, type StrayReason } from '../finding.ts';
import { likelyOption, lookUp } from '../lookup.ts';
import { isKnownTo, optionOf, type SbatchOption } from '../options.ts';
import {
	lastSetting,
	type MarkedLine,
	nameOf,
	type Script,
	type Setting,
	type StrayWord,
} from '../readScript.ts';
import type { ScriptFacts } from '../scriptFacts.ts';
import type { Span } from '../span.ts';
import { valueFault } from '../values/valueFault.ts';
import { writeWord } from '../words.ts';

/** What can be judged from the text alone, as each version of Slurm reads it. */
export function* checkForm(script: Script, facts: ScriptFacts | undefined): Iterable<Finding> {
	yield* checkFile(script);
	yield* checkMarkers(script);
	yield* checkWords(script, facts?.version);
	for (const stray of script.stray) yield checkStray(stray);
	for (const setting of script.settings) yield* checkSetting(script, setting, facts);
}

function* checkFile({ lines, marked, hasDosLineEnds }: Script): Iterable<Finding> {
	if (marked.length === 0) return;
	const first = lines[0] ?? '';
	const top: Span = { line: 0, start: 0, end: first.trimEnd().length };
	if (first.startsWith('\ufeff'))
		yield {
			...{ trouble: { kind: 'byteOrderMark' }, severity: 'error', span: top },
			fixes: [
				{
					kind: 'remove',
					changes: [{ span: { line: 0, start: 0, end: 1 }, text: '' }],
					isPreferred: true,
					shown: '',
				},
			],
		};
	else if (!first.startsWith('#!'))
		yield { trouble: { kind: 'noShebang' }, severity: 'error', span: top, fixes: [{ kind: 'addShebang' }] };
	if (hasDosLineEnds)
		yield {
			trouble: { kind: 'dosLineEnds' },
			severity: 'error',
			span: top,
			fixes: [{ kind: 'unixLineEnds' }],
		};
	const nul = lines.findIndex((line) => line.includes('\0'));
	if (nul >= 0) {
		const at = lines[nul]?.indexOf('\0') ?? 0;
		const span = { line: nul, start: at, end: at + 1 };
		yield { trouble: { kind: 'nulCharacter' }, severity: 'error', span, fixes: [] };
	}
}

function* checkMarkers({ marked, missed, firstCommand }: Script): Iterable<Finding> {
	for (const { kind, marker } of missed) {
		const isLate = kind === 'afterCommand' && firstCommand !== undefined;
		const fixes: Fix[] = isLate
			? [{ kind: 'moveUp', line: marker.line }]
			: [replaceWith({ ...marker, start: 0 }, '#SBATCH')];
		const severity = kind === 'spaced' ? 'hint' : 'warning';
		yield { trouble: { kind: 'missed', why: kind }, severity, span: marker, fixes };
	}
	for (const { marker, separator } of marked) {
		if (marker.end === 6)
			yield {
				trouble: { kind: 'oldMarker' },
				severity: 'warning',
				span: marker,
				fixes: [replaceWith(marker, '#SBATCH')],
			};
		if (separator && /^pack/i.test(separator.raw))
			yield {
				...{ trouble: { kind: 'oldSeparator' }, severity: 'hint', span: separator.span },
				fixes: [replaceWith(separator.span, 'hetjob')],
			};
	}
}

function* checkWords({ faults, lines }: Script, version: string | undefined): Iterable<Finding> {
	for (const fault of faults) {
		const { span } = fault;
		switch (fault.kind) {
			case 'unmatchedQuote':
				yield { trouble: { kind: 'unmatchedQuote', quote: fault.quote }, severity: 'error', span, fixes: [] };
				break;
			case 'strayColon':
				yield { trouble: { kind: 'strayColon' }, severity: 'error', span, fixes: [] };
				break;
			case 'escapedBlank':
				if (version === undefined || Number.parseFloat(version) < 24.05)
					yield { trouble: { kind: 'escapedBlank' }, severity: 'warning', span, fixes: [] };
				break;
			case 'cutByComment': {
				const { word } = fault;
				const whole = line(word.span.line, word.span.start, span.end);
				const text = lines[whole.line]?.slice(whole.start, whole.end) ?? '';
				const [glued = ''] = text.split(/\s/);
				const fixes = [
					replaceWith({ ...whole, end: whole.start + glued.length }, quoted(glued), false),
					replaceWith({ ...span, end: span.start }, ' ', false, `${word.text} #`),
				];
				yield { trouble: { kind: 'cutByComment', read: word.text }, severity: 'warning', span, fixes };
				break;
			}
		}
	}
}

function line(number: number, start: number, end: number): Span {
	return { line: number, start, end };
}

/** `--name=a#b` in quotes, so that the sign is part of it. */
function quoted(word: string): string {
	const at = word.startsWith('--') ? word.indexOf('=') + 1 : 0;
	return `${word.slice(0, at)}${writeWord(word.slice(at))}`;
}

function checkStray({ word, after }: StrayWord): Finding {
	const { text, span } = word;
	const stray = (why: StrayReason, fixes: readonly Fix[] = []): Finding => ({
		...{ trouble: { kind: 'strayWord', word: text, why }, severity: 'error', span, fixes },
	});
	if (/^[\u2010-\u2015\u2212]/.test(text)) {
		const rest = text.replace(/^[\u2010-\u2015\u2212]+-?/, '');
		return stray('otherDash', [replaceWith(span, `${rest.length === 1 ? '-' : '--'}${rest}`)]);
	}
	if (/^(?:\/\/|;|--)/.test(text))
		return stray('commentMark', [
			{
				kind: 'replace',
				changes: [{ span: { ...span, end: span.start }, text: '# ' }],
				isPreferred: true,
				shown: `# ${text}`,
			},
		]);
	const name = text.split('=')[0] ?? '';
	const option = name === '' ? undefined : optionOf(name);
	if (option && (text.includes('=') || option.takes === 'nothing'))
		return stray('noDashes', [replaceWith(span, `--${text}`)]);
	if (after?.option?.takes === 'maybe' && after.value === undefined)
		return stray('valueApart', [
			{
				kind: 'replace',
				changes: [{ span: { ...span, start: after.nameSpan.end }, text: `=${word.raw}` }],
				isPreferred: true,
				shown: `--${after.option.name}=${word.raw}`,
			},
		]);
	const { value, valueSpan } = after ?? {};
	if (value !== undefined && valueSpan && valueSpan.line === span.line) {
		const joined = writeWord(`${value} ${text}`);
		return stray('blankInValue', [
			replaceWith({ ...span, start: valueSpan.start }, joined, false),
			{
				kind: 'remove',
				changes: [{ span: { ...span, start: valueSpan.end }, text: '' }],
				isPreferred: false,
				shown: text,
			},
		]);
	}
	return stray('plain', [{ kind: 'remove', changes: [{ span, text: '' }], isPreferred: false, shown: text }]);
}

function* checkSetting(script: Script, setting: Setting, facts: ScriptFacts | undefined): Iterable<Finding> {
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
	const repeated = lastSetting(script.settings, nameOf(option), setting.component);
	if (repeated !== setting && !['verbose', 'quiet'].includes(option.name))
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

/** Where a directive that is moved up goes: behind the last one that is read. */
export function lineBehindDirectives(marked: readonly MarkedLine[], lines: readonly string[]): number {
	const last = marked.at(-1);
	if (last) return last.line + 1;
	return (lines[0] ?? '').startsWith('#!') ? 1 : 0;
}
