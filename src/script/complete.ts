import { jobRequests } from './checks/jobRequest.ts';
import { isKnownTo, OPTIONS, type SbatchOption } from './options.ts';
import { PATTERN_LETTERS } from './pattern.ts';
import type { Script, Setting } from './readScript.ts';
import { lets, type NodeFacts, type PartitionFacts, type ScriptFacts } from './scriptFacts.ts';
import { holds, type Span } from './span.ts';
import { DEPENDENCY_KINDS, MAIL_TYPES } from './values/forms.ts';
import { writeTimeLimit } from './values/time.ts';

/** What can be written at a place, as data; words are in presenters/scriptHelp.ts. */
export type Offer =
	| { readonly kind: 'marker' }
	| { readonly kind: 'option'; readonly option: SbatchOption }
	| { readonly kind: 'partition'; readonly partition: PartitionFacts }
	| { readonly kind: 'account'; readonly name: string }
	| { readonly kind: 'qos'; readonly name: string; readonly maxTime: number | undefined }
	| { readonly kind: 'reservation'; readonly name: string }
	| { readonly kind: 'feature'; readonly name: string; readonly nodes: number }
	| {
			readonly kind: 'gpuType';
			readonly text: string;
			readonly type: string;
			readonly perNode: number;
			readonly nodes: number;
	  }
	| { readonly kind: 'time'; readonly text: string; readonly isLongest: boolean }
	| { readonly kind: 'place'; readonly letter: string }
	/** A word that speaks for itself. */
	| { readonly kind: 'word'; readonly text: string };

export interface Offers {
	/** What an accepted offer replaces. */
	readonly span: Span;
	readonly offers: readonly Offer[];
}

/** What is offered at a place in a script; undefined outside of directives. */
export function completeAt(
	script: Script,
	line: number,
	column: number,
	facts: ScriptFacts | undefined,
): Offers | undefined {
	const text = script.lines[line] ?? '';
	const before = text.slice(0, column);
	if (/^#[A-Z]*$/.test(before) && '#SBATCH'.startsWith(before) && (script.firstCommand ?? line + 1) > line)
		return { span: { line, start: 0, end: column }, offers: [{ kind: 'marker' }] };
	const marker = /^#SBATCH\s+/.exec(text)?.[0].length;
	if (marker === undefined || column < marker) return undefined;
	if (script.marked.some((each) => each.comment && each.line === line && each.comment.start < column))
		return undefined;
	const setting = script.settings.find(({ valueSpan }) => valueSpan && holds(valueSpan, line, column));
	if (setting?.option && setting.valueSpan) return completeValue(script, setting, column, facts);
	const [written = ''] = /\S*$/.exec(before) ?? [];
	const waiting = script.settings.find(
		({ option, value, span }) =>
			option?.takes === 'value' && value === undefined && span.line === line && span.end < column,
	);
	if (waiting?.option && written === '')
		return {
			span: { line, start: column, end: column },
			offers: valuesOf(waiting.option, script, waiting, facts),
		};
	if (written !== '' && !written.startsWith('-')) return undefined;
	const set = new Set(
		script.settings.filter(({ span }) => !holds(span, line, column)).map(({ option }) => option?.name),
	);
	const offers = OPTIONS.filter(
		(option) =>
			!option.isIdle &&
			!option.isForRoot &&
			option.instead === undefined &&
			isKnownTo(facts?.version, option) !== false &&
			!set.has(option.name),
	).map((option): Offer => ({ kind: 'option', option }));
	const end = column + (/^[\w-]*/.exec(text.slice(column))?.[0].length ?? 0);
	return { span: { line, start: column - written.length, end }, offers };
}

/** Behind the last separator of a list only its last part is replaced. */
function completeValue(
	script: Script,
	setting: Setting,
	column: number,
	facts: ScriptFacts | undefined,
): Offers | undefined {
	const { option, valueSpan } = setting;
	if (!option || !valueSpan) return undefined;
	const line = script.lines[valueSpan.line] ?? '';
	const written = line.slice(valueSpan.start, column);
	const separator = SEPARATORS[option.form] ?? /^["']/;
	const parts = [...written.matchAll(new RegExp(separator, 'g'))];
	const last = parts.at(-1);
	const start = last ? valueSpan.start + last.index + last[0].length : valueSpan.start;
	// Of a pattern only the sign before the cursor is part of the place.
	const rest =
		option.form === 'pattern' ? 0 : (/^[\w.%-]*/.exec(line.slice(column, valueSpan.end))?.[0].length ?? 0);
	const offers =
		option.form === 'pattern' && line[start - 1] !== '%' && !written.endsWith('%')
			? []
			: valuesOf(option, script, setting, facts);
	const from = option.form === 'pattern' ? column - (written.endsWith('%') ? 1 : 0) : start;
	return { span: { line: valueSpan.line, start: from, end: column + rest }, offers };
}

const SEPARATORS: Partial<Record<SbatchOption['form'], RegExp>> = {
	partitions: /["',]/,
	features: /["',&|[\]()]/,
	gpus: /["',]/,
	gres: /["',]/,
	mailTypes: /["',]/,
	words: /["',]/,
	dependency: /["',?]/,
	signal: /["':]/,
	distribution: /["':,]/,
	environment: /["',]/,
};

/** What is offered for the value of an option. */
export function valuesOf(
	option: SbatchOption,
	script: Script,
	{ component }: Pick<Setting, 'component'>,
	facts: ScriptFacts | undefined,
): readonly Offer[] {
	const request = jobRequests(script).find((each) => each.component === component);
	const partitions = facts?.partitions ?? [];
	const named = partitions.filter(({ name, isDefault }) =>
		request?.partitions ? request.partitions.includes(name) : isDefault,
	);
	// An unfinished name of a partition is no reason to offer nothing.
	const chosen = named.length > 0 ? named : partitions;
	switch (option.form) {
		case 'partitions':
			return partitions.map((partition) => ({ kind: 'partition', partition }));
		case 'account':
			return [...new Set((facts?.accounts ?? []).map(({ name }) => name))].map((name) => ({
				kind: 'account',
				name,
			}));
		case 'qos':
			return qosOffers(request?.account, named, facts);
		case 'reservation':
			return (facts?.reservations ?? [])
				.filter((each) => !each.isMaintenance)
				.map(({ name }) => ({ kind: 'reservation', name }));
		case 'features':
			return featureOffers(chosen);
		case 'gpus':
			return gpuOffers(chosen, '');
		case 'gres':
			return [...gpuOffers(chosen, 'gpu:'), ...(facts ? [] : [word('gpu:1')])];
		case 'clusters':
			return facts ? [word(facts.cluster)] : [];
		case 'time':
			return timeOffers(option, named);
		case 'pattern':
			return PATTERN_LETTERS.map((letter) => ({ kind: 'place', letter }));
		case 'mailTypes':
			return MAIL_TYPES.map(word);
		case 'dependency':
			return [...DEPENDENCY_KINDS.map((kind) => word(`${kind}:`)), word('singleton')];
		default:
			return (
				WORDS[option.form] ??
				option.choices ??
				CHOICES[option.name] ??
				(option.example ? [option.example] : [])
			).map(word);
	}
}

const WORDS: Partial<Record<SbatchOption['form'], readonly string[]>> = {
	signal: ['USR1@300', 'B:', 'B:USR1@300', 'TERM@60', 'INT@60'],
	distribution: ['block', 'cyclic', 'arbitrary', 'plane=', 'Pack', 'NoPack'],
	environment: ['ALL', 'NONE'],
	moment: ['now+1hour', 'now+30minutes', 'tomorrow', 'midnight', 'noon', '16:00'],
	memory: ['8G', '16G', '32G', '64G', '128G', '0'],
	array: ['0-9', '1-10', '0-99%10', '1,3,5'],
	nodes: ['1', '2', '2-4'],
	count: ['1', '2', '4', '8', '16', '32'],
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
	'open-mode': ['append', 'truncate'],
	'gpu-bind': ['closest', 'single:1', 'none', 'verbose,closest'],
	'mem-bind': ['local', 'none', 'verbose,local'],
	'gpu-freq': ['low', 'medium', 'high', 'highm1'],
	'cpu-freq': ['low', 'medium', 'high', 'highm1'],
	propagate: ['ALL', 'NONE', 'STACK', 'MEMLOCK', 'NOFILE'],
};

function word(text: string): Offer {
	return { kind: 'word', text };
}

function qosOffers(
	account: string | undefined,
	partitions: readonly PartitionFacts[],
	facts: ScriptFacts | undefined,
): readonly Offer[] {
	const accounts = (facts?.accounts ?? []).filter(
		({ name }) => account === undefined || name.toLowerCase() === account.toLowerCase(),
	);
	const mine = [...new Set(accounts.flatMap(({ qos }) => qos))];
	return mine
		.filter((name) => partitions.length === 0 || partitions.some(({ qos }) => lets(qos, name)))
		.map((name) => ({ kind: 'qos', name, maxTime: facts?.qos?.find((qos) => qos.name === name)?.maxTime }));
}

function featureOffers(partitions: readonly PartitionFacts[]): readonly Offer[] {
	const counts = new Map<string, number>();
	for (const { features, count } of nodesOf(partitions))
		for (const name of features) counts.set(name, (counts.get(name) ?? 0) + count);
	return [...counts].map(([name, nodes]) => ({ kind: 'feature', name, nodes }));
}

function gpuOffers(partitions: readonly PartitionFacts[], prefix: string): readonly Offer[] {
	const types = new Map<string, { perNode: number; nodes: number }>();
	for (const { gpus, count: nodes } of nodesOf(partitions)) {
		for (const { type, count } of gpus) {
			const known = types.get(type) ?? { perNode: 0, nodes: 0 };
			types.set(type, { perNode: Math.max(known.perNode, count), nodes: known.nodes + nodes });
		}
	}
	return [...types].flatMap(([type, known]) =>
		[...new Set([1, 2, known.perNode])]
			.filter((count) => count <= known.perNode)
			.map((count) => ({
				kind: 'gpuType' as const,
				text: `${prefix}${type === '' ? '' : `${type}:`}${count}`,
				type,
				...known,
			})),
	);
}

function nodesOf(partitions: readonly PartitionFacts[]): readonly NodeFacts[] {
	return partitions.flatMap(({ nodes }) => nodes);
}

function timeOffers({ name }: SbatchOption, partitions: readonly PartitionFacts[]): readonly Offer[] {
	if (name === 'delay-boot') return [word('10')];
	const longest = Math.min(...partitions.map(({ maxTime }) => maxTime ?? Number.POSITIVE_INFINITY));
	const times = [600, 3600, 4 * 3600, 12 * 3600, 86_400, 3 * 86_400].filter(
		(seconds) => partitions.length === 0 || seconds < longest,
	);
	return [
		...times.map((seconds): Offer => ({ kind: 'time', text: writeTimeLimit(seconds), isLongest: false })),
		...(partitions.length > 0 && Number.isFinite(longest)
			? [{ kind: 'time' as const, text: writeTimeLimit(longest), isLongest: true }]
			: []),
	];
}
