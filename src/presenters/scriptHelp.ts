import * as l10n from '@vscode/l10n';
import type { Offer } from '../script/complete.ts';
import type { SbatchOption } from '../script/options.ts';
import { lastSetting, nameOf, type Script, type Setting } from '../script/readScript.ts';
import type { NodeFacts, PartitionFacts, ScriptFacts } from '../script/scriptFacts.ts';
import { writeMemory } from '../script/values/memory.ts';
import { writeTimeLimit } from '../script/values/time.ts';
import { optionHelp, patternHelp } from './optionHelp.ts';

/** One entry of the list of suggestions. */
export interface Suggestion {
	readonly label: string;
	readonly insert: string;
	readonly kind: 'option' | 'value' | 'marker';
	/** Beside the label, in short. */
	readonly detail: string;
	/** Markdown. */
	readonly documentation: string;
	/** More is to be typed, so the next list opens at once. */
	readonly goesOn: boolean;
	/** Found also by these words. */
	readonly filter: string;
}

export function suggestion(offer: Offer): Suggestion {
	const plain = (label: string, detail = ''): Suggestion => ({
		...{
			label,
			insert: label,
			kind: 'value',
			detail,
			documentation: '',
			goesOn: /[:=]$/.test(label),
			filter: label,
		},
	});
	switch (offer.kind) {
		case 'marker':
			return {
				...plain('#SBATCH', l10n.t('what the job asks of Slurm')),
				...{ insert: '#SBATCH --', kind: 'marker', goesOn: true },
			};
		case 'option': {
			const { option } = offer;
			const insert = option.takes === 'value' ? `--${option.name}=` : `--${option.name}`;
			return {
				...plain(`--${option.name}`, option.short === undefined ? '' : `-${option.short}`),
				...{
					insert,
					kind: 'option',
					goesOn: option.takes === 'value',
					documentation: optionMarkdown(option),
				},
				filter: option.short === undefined ? `--${option.name}` : `--${option.name} -${option.short}`,
			};
		}
		case 'partition': {
			const { partition } = offer;
			return {
				...plain(partition.name, partitionParts(partition).slice(0, -1).join(' · ')),
				documentation: partitionText(partition),
			};
		}
		case 'account':
			return plain(offer.name);
		case 'qos':
			return plain(
				offer.name,
				offer.maxTime === undefined ? '' : l10n.t('at most {0}', writeTimeLimit(offer.maxTime)),
			);
		case 'reservation':
			return plain(offer.name);
		case 'feature':
			return plain(offer.name, l10n.t('{0} nodes', offer.nodes));
		case 'gpuType':
			return plain(offer.text, l10n.t('{0} on each of {1} nodes', offer.perNode, offer.nodes));
		case 'time':
			return plain(offer.text, offer.isLongest ? l10n.t('the longest here') : timeInWords(offer.text));
		case 'place':
			return { ...plain(`%${offer.letter}`, patternHelp(offer.letter)), goesOn: false };
		case 'word':
			return plain(offer.text);
	}
}

function timeInWords(text: string): string {
	if (text.startsWith('00:')) return l10n.t('{0} minutes', Number(text.split(':')[1]));
	const [days, rest = ''] = text.includes('-') ? text.split('-') : ['0', text];
	const hours = Number(days) * 24 + Number(rest.split(':')[0]);
	return hours === 1 ? l10n.t('1 hour') : l10n.t('{0} hours', hours);
}

/** What a partition offers, in a line: `default · 4 × h100 · 4 nodes · 16 CPUs and 62.5G each · at most 2-00:00:00`. */
function partitionText(partition: PartitionFacts): string {
	const largest = largestNode(partition);
	const size = largest ? [l10n.t('{0} CPUs and {1} each', largest.cpus, writeMemory(largest.memory))] : [];
	return [...partitionParts(partition).slice(0, -1), ...size, ...partitionParts(partition).slice(-1)]
		.filter((part) => part !== '')
		.join(' · ');
}

/** Its GPUs, its nodes and last its longest time. */
function partitionParts(partition: PartitionFacts): readonly string[] {
	const { nodes, maxTime, isDefault } = partition;
	const count = nodes.reduce((sum, node) => sum + node.count, 0);
	const gpus = (largestNode(partition)?.gpus ?? [])
		.map((gpu) => `${gpu.count} × ${gpu.type || 'GPU'}`)
		.join(', ');
	return [
		...(isDefault ? [l10n.t('default')] : []),
		...(gpus === '' ? [] : [gpus]),
		...(count === 0 ? [] : [l10n.t('{0} nodes', count)]),
		maxTime === undefined ? '' : l10n.t('at most {0}', writeTimeLimit(maxTime)),
	];
}

function largestNode({ nodes }: PartitionFacts): NodeFacts | undefined {
	return nodes.toSorted((a, b) => b.gpus.length - a.gpus.length || b.memory - a.memory)[0];
}

/** What an option does, what happens without it, and an example; Markdown. */
function optionMarkdown(option: SbatchOption): string {
	const { example, variable, since, until, short, takes, choices } = option;
	const help = optionHelp(option.name);
	const heading = `\`--${option.name}${takes === 'value' ? '=…' : takes === 'maybe' ? '[=…]' : ''}\`${short === undefined ? '' : ` \`-${short}\``}`;
	return [
		heading,
		help?.does ?? '',
		...(help?.without === undefined ? [] : [l10n.t('Without it: {0}.', help.without)]),
		...(choices && choices.length > 0
			? [l10n.t('Values: {0}.', choices.map((choice) => `\`${choice}\``).join(', '))]
			: []),
		...(example === undefined ? [] : [l10n.t('Example: {0}', `\`#SBATCH --${option.name}=${example}\``)]),
		...(since === undefined ? [] : [l10n.t('Since Slurm {0}.', since)]),
		...(until === undefined ? [] : [l10n.t('Not any more since Slurm {0}.', until)]),
		...(variable === undefined
			? []
			: [l10n.t('{0} in the environment of sbatch goes before it.', `\`$${variable}\``)]),
	]
		.filter((line) => line !== '')
		.join('\n\n');
}

/** The hover of an option: its explanation, and what the cluster allows; Markdown. */
export function settingMarkdown(
	script: Script,
	setting: Setting,
	facts: ScriptFacts | undefined,
	age: string,
): string {
	const { option } = setting;
	if (!option) return '';
	const limit = facts ? clusterLimit(script, setting, option, facts) : '';
	const source = facts && limit !== '' ? `\n\n*${facts.cluster}${age === '' ? '' : `, ${age}`}*` : '';
	return `${optionMarkdown(option)}${limit === '' ? '' : `\n\n---\n\n${limit}${source}`}`;
}

function clusterLimit(
	script: Script,
	{ component }: Setting,
	option: SbatchOption,
	facts: ScriptFacts,
): string {
	const names = lastSetting(script.settings, 'partition', component)?.value?.split(',');
	const partitions = (facts.partitions ?? []).filter(({ name, isDefault }) =>
		names ? names.includes(name) : isDefault,
	);
	const nodes = partitions.flatMap((partition) => partition.nodes);
	const most = (values: readonly number[]) => (values.length === 0 ? undefined : Math.max(...values));
	const list = (values: readonly string[]) =>
		values.length === 0 ? '' : values.map((value) => `\`${value}\``).join(', ');
	const where = list(partitions.map(({ name }) => name));
	switch (nameOf(option)) {
		case 'time':
			return partitions
				.map(({ name, maxTime, defaultTime }) =>
					[
						maxTime === undefined
							? l10n.t('{0}: no limit.', `\`${name}\``)
							: l10n.t('{0}: at most {1}.', `\`${name}\``, writeTimeLimit(maxTime)),
						...(defaultTime === undefined ? [] : [l10n.t('Without it {0}.', writeTimeLimit(defaultTime))]),
					].join(' '),
				)
				.join('\n\n');
		case 'partition':
			return (facts.partitions ?? [])
				.map((partition) => `- \`${partition.name}\` ${partitionText(partition)}`)
				.join('\n');
		case 'account':
			return l10n.t('Yours: {0}.', list([...new Set((facts.accounts ?? []).map(({ name }) => name))]));
		case 'qos':
			return (facts.qos ?? [])
				.filter(({ name }) => facts.accounts?.some(({ qos }) => qos.includes(name)))
				.map(
					({ name, maxTime }) =>
						`- \`${name}\`${maxTime === undefined ? '' : ` ${l10n.t('at most {0}', writeTimeLimit(maxTime))}`}`,
				)
				.join('\n');
		case 'gpus':
		case 'gpus-per-node':
		case 'gpus-per-task':
		case 'gres': {
			const types = new Map(nodes.flatMap(({ gpus }) => gpus.map((gpu) => [gpu.type, gpu.count])));
			if (nodes.length === 0) return '';
			if (types.size === 0) return l10n.t('{0}: no GPUs.', where);
			const lines = [...types].map(([type, count]) => `${count} × ${type || 'GPU'}`);
			return l10n.t('A node of {0} has {1}.', where, lines.join(', '));
		}
		case 'mem':
		case 'mem-per-cpu':
		case 'mem-per-gpu': {
			const memory = most(nodes.map((node) => node.memory));
			return memory === undefined
				? ''
				: l10n.t('A node of {0} has {1} for jobs.', where, `${writeMemory(memory)}`);
		}
		case 'cpus-per-task':
		case 'ntasks-per-node':
		case 'mincpus': {
			const cpus = most(nodes.map((node) => node.cpus));
			return cpus === undefined ? '' : l10n.t('A node of {0} has {1} CPUs.', where, cpus);
		}
		case 'nodes': {
			const counts = partitions.map((partition) =>
				partition.nodes.reduce((sum, { count }) => sum + count, 0),
			);
			const count = most(counts);
			return count === undefined || count === 0 ? '' : l10n.t('{0}: {1} nodes.', where, count);
		}
		case 'constraint':
			return list([...new Set(nodes.flatMap(({ features }) => features))]);
		case 'array':
			return facts.maxArraySize === undefined
				? ''
				: l10n.t('The highest number is {0}.', facts.maxArraySize - 1);
		default:
			return '';
	}
}

/** A directive in the outline: `--time`, `10:00`. */
export function outlineText({ option, name, isLong, value }: Setting): {
	readonly name: string;
	readonly detail: string;
} {
	return { name: option ? `--${nameOf(option)}` : `${isLong ? '--' : '-'}${name}`, detail: value ?? '' };
}

/** How old kept facts are; empty for those of now. */
export function factsAge(at: number, isLive: boolean, now: number): string {
	if (isLive) return '';
	const hours = Math.floor((now - at) / 3_600_000);
	if (hours < 1) return l10n.t('as of less than an hour ago');
	if (hours < 48) return l10n.t('as of {0} hours ago', hours);
	return l10n.t('as of {0} days ago', Math.floor(hours / 24));
}
