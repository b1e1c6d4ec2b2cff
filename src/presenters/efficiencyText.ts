import * as l10n from '@vscode/l10n';
import type { Cost } from '../verdict/cost.ts';
import type { Efficiency } from '../verdict/efficiency.ts';
import type { Suggestion } from '../verdict/rightSizing.ts';
import { optionText } from '../verdict/scriptEdit.ts';
import { budgetAmountText } from './budgetText.ts';
import { formatBytes } from './formatBytes.ts';
import { exactSpanText } from './spanText.ts';

/** One thing that a job used, as a bar. */
export interface UseText {
	readonly kind: 'cpu' | 'memory' | 'gpu' | 'gpuMemory';
	readonly name: string;
	/** 0 to 1; undefined where there is nothing to compare with. */
	readonly fraction: number | undefined;
	readonly text: string;
}

/** What was measured, in the order in which it matters. */
export function useTexts({ gpu, memory, cpu }: Efficiency): readonly UseText[] {
	const uses: UseText[] = [];
	if (gpu) {
		uses.push({
			kind: 'gpu',
			name: l10n.t('GPU'),
			fraction: gpu.utilisation / 100,
			text:
				gpu.kind === 'highest'
					? l10n.t('busy at the most')
					: gpu.idleCount
						? l10n.t('busy on average, {0} of {1} never used', gpu.idleCount, gpu.count)
						: l10n.t('busy on average'),
		});
		if (gpu.memoryBytes !== undefined) {
			uses.push({
				kind: 'gpuMemory',
				name: l10n.t('GPU memory'),
				fraction: gpu.memoryTotalBytes ? gpu.memoryBytes / gpu.memoryTotalBytes : undefined,
				text: ofBytes(gpu.memoryBytes, gpu.memoryTotalBytes),
			});
		}
	}
	if (memory) {
		uses.push({
			kind: 'memory',
			name: l10n.t('Memory'),
			fraction: memory.fraction,
			text: ofBytes(memory.peakBytes, memory.askedBytes),
		});
	}
	if (cpu) {
		const busy = Number(cpu.busyCount.toFixed(cpu.busyCount < 10 ? 1 : 0)).toLocaleString();
		uses.push({
			kind: 'cpu',
			name: l10n.t('CPU'),
			fraction: cpu.fraction,
			text: cpu.cpuCount === 1 ? l10n.t('of 1 CPU') : l10n.t('{0} of {1} CPUs busy', busy, cpu.cpuCount),
		});
	}
	return uses;
}

function ofBytes(used: number, total: number | undefined): string {
	return total === undefined
		? l10n.t('{0} at the most', formatBytes(used))
		: l10n.t('{0} of {1} at the most', formatBytes(used), formatBytes(total));
}

const LEAST_MINUTES = 0.6;

/** `2.5 GPU-h, 80 billing-h`; empty where it cost nothing. */
export function costText(cost: readonly Cost[]): string {
	return cost
		.map(({ resource, minutes }) =>
			// two digits are all that is shown
			minutes < LEAST_MINUTES
				? l10n.t('less than {0}', hoursText(resource, LEAST_MINUTES))
				: hoursText(resource, minutes),
		)
		.join(', ');
}

/** What to ask for, and why. */
export interface SuggestionText {
	/** `--mem=16G`; empty for advice without an option. */
	readonly option: string;
	/** A sentence. */
	readonly why: string;
}

export function suggestionText(suggestion: Suggestion): SuggestionText {
	return { option: optionText(suggestion), why: whyOf(suggestion) };
}

function whyOf(suggestion: Suggestion): string {
	switch (suggestion.kind) {
		case 'memory': {
			const { isMore, askedBytes, peakBytes, runCount } = suggestion;
			const asked = formatBytes(askedBytes);
			if (isMore) return l10n.t('{0} of memory was not enough.', asked);
			const peak = formatBytes(peakBytes ?? 0);
			return runCount === 1
				? l10n.t('Peak memory of the last run: {0} of {1}.', peak, asked)
				: l10n.t('Peak memory of the last {0} runs: {1} of {2}.', runCount, peak, asked);
		}
		case 'time': {
			const { isMore, limit, longest, runCount } = suggestion;
			const asked = exactSpanText(limit);
			if (isMore) return l10n.t('{0} was not enough time.', asked);
			return runCount === 1
				? l10n.t('The last run took {0} of {1}. Shorter jobs start sooner.', exactSpanText(longest), asked)
				: l10n.t(
						'The longest of the last {0} runs took {1} of {2}. Shorter jobs start sooner.',
						runCount,
						exactSpanText(longest),
						asked,
					);
		}
		case 'cpus': {
			const busy = Number(suggestion.busyPerTask.toFixed(1)).toLocaleString();
			return l10n.t('On average {0} of {1} CPUs were busy.', busy, suggestion.askedPerTask);
		}
		case 'gpus':
			return l10n.t(
				'{0} of {1} GPUs were never used: ask for fewer, or let the program use them.',
				suggestion.idleCount,
				suggestion.count,
			);
	}
}

function hoursText(resource: string, minutes: number): string {
	return budgetAmountText({ resource, unit: undefined }, minutes / 60);
}
