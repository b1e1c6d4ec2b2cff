import { isBefore, type SbatchOption } from '../options.ts';
import type { ValueFault } from './fault.ts';
import {
	arrayFault,
	coresFault,
	countFault,
	dependencyFault,
	distributionFault,
	mailTypeFault,
	momentFault,
	nodesFault,
	signalFault,
	switchesFault,
} from './forms.ts';
import { gpusFault, gresFault } from './gpus.ts';
import { memoryFault } from './memory.ts';
import { timeFault } from './time.ts';

/** What is wrong with the form of a value; undefined when it is one that sbatch reads, or one that only a cluster can judge. */
export function valueFault(
	option: SbatchOption,
	text: string,
	version: string | undefined,
): ValueFault | undefined {
	switch (option.form) {
		case 'time':
			return timeFault(text);
		case 'memory':
			return memoryFault(text);
		case 'count':
			return countFault(text, 1);
		case 'countOrZero':
			return countFault(text, 0);
		case 'nodes':
			return nodesFault(text, version === undefined || !isBefore(version, '23.02'));
		case 'array':
			return arrayFault(text);
		case 'gpus':
			return gpusFault(text);
		case 'gres':
			return gresFault(text);
		case 'dependency':
			return dependencyFault(text);
		case 'signal':
			return signalFault(text);
		case 'mailTypes':
			return mailTypeFault(text);
		case 'moment':
			return momentFault(text);
		case 'distribution':
			return distributionFault(text);
		case 'switches':
			return switchesFault(text);
		case 'cores':
			return coresFault(text);
		case 'choice':
			return choiceFault(option, [text], version);
		case 'words':
			return choiceFault(option, text.split(','), version);
		default:
			return option.name === 'open-mode' && !/^[at]/i.test(text) ? { reason: 'openMode' } : undefined;
	}
}

/** Words that are right beside those that are offered. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
	exclusive: ['exclusive', 'allocation', 'oversubscribe'],
	'no-kill': ['set', 'no'],
};

function choiceFault(
	option: SbatchOption,
	words: readonly string[],
	version: string | undefined,
): ValueFault | undefined {
	const allowed = [...(option.choices ?? []), ...(ALSO[option.name] ?? [])].filter(
		(word) => word !== 'topo' || version === undefined || !isBefore(version, '24.05'),
	);
	const strange = words.find((word) => !allowed.includes(word.toLowerCase()));
	if (strange === undefined) return undefined;
	const likely = allowed.find((word) => strange !== '' && word.startsWith(strange.toLowerCase()));
	return { reason: 'choice', part: strange, ...(likely !== undefined && words.length === 1 && { likely }) };
}
