import * as l10n from '@vscode/l10n';
import { shownName } from '../base/shownName.ts';
import type { Job } from '../slurm/job.ts';
import type { JobStep } from '../slurm/steps.ts';
import { clockTime } from './clockTime.ts';
import { resourceTexts } from './jobWords.ts';
import { markdownText, type Row } from './row.ts';
import { spanText } from './spanText.ts';

/** What is known of a job without asking anew, as rows below its own. */
export function factRows(id: string, job: Job, now: Date): readonly Row[] {
	const facts = [
		fact('resources', 'circuit-board', l10n.t('Resources'), resourceTexts(job).join(' · ')),
		fact('nodes', 'server', l10n.t('Nodes'), nodesText(job)),
		fact('queue', 'list-tree', l10n.t('Partition'), queueText(job)),
		fact('times', 'history', l10n.t('Times'), timesText(job, now)),
		fact('folder', 'folder', l10n.t('Folder'), shownName(job.workDir)),
		fact('output', 'output', l10n.t('Output'), shownName(outputText(job))),
	];
	return facts
		.filter(({ text }) => text !== '')
		.map(({ key, icon, label, text }) => ({
			id: `${id}/${key}`,
			label,
			description: text,
			icon,
			contextValue: `fact ${key}`,
			spoken: l10n.t('{0}: {1}', label, text),
			tooltip: markdownText(`${label}: ${key === 'output' ? (job.outputPath ?? '') : text}`),
			...(key === 'output' && { command: 'aiFactory.showOutput' }),
		}));
}

function fact(key: string, icon: string, label: string, text: string) {
	return { key, icon, label, text };
}

function nodesText({ nodes, nodeCount }: Job): string {
	if (nodes === '') return nodeCount > 1 ? l10n.t('{0} asked for', nodeCount) : '';
	return nodeCount > 1 ? l10n.t('{0} ({1} nodes)', nodes, nodeCount) : nodes;
}

function queueText({ partition, account, qos }: Job): string {
	return [
		partition,
		account === '' ? '' : l10n.t('account {0}', account),
		qos === '' ? '' : l10n.t('QOS {0}', qos),
	]
		.filter((text) => text !== '')
		.join(' · ');
}

function timesText({ phase, submitted, started, ended }: Job, now: Date): string {
	const time = (moment: Date | undefined, words: (time: string) => string) =>
		moment ? [words(clockTime(moment, now))] : [];
	return [
		...time(submitted, (text) => l10n.t('submitted {0}', text)),
		...(phase === 'pending' ? [] : time(started, (text) => l10n.t('started {0}', text))),
		...(phase === 'finished' ? time(ended, (text) => l10n.t('ended {0}', text)) : []),
		...(phase === 'running' ? time(ended, (text) => l10n.t('ends by {0}', text)) : []),
	].join(' · ');
}

/** Below the job's folder the path from there, which is what the person wrote. */
function outputText({ outputPath = '', workDir, phase }: Job): string {
	// Before the start nothing is written, and the node's name in a pattern is not known.
	if (phase === 'pending') return '';
	const folder = `${workDir.replace(/\/$/, '')}/`;
	return outputPath.startsWith(folder) ? outputPath.slice(folder.length) : outputPath;
}

/** The steps of a running job; what Slurm starts for itself is left out. */
export function stepRows(id: string, steps: readonly JobStep[]): readonly Row[] {
	return steps
		.filter(({ step }) => step !== 'batch' && step !== 'extern')
		.map(({ step, name, elapsed, nodes, taskCount }) => {
			const label = shownName(name);
			const tasks = taskCount === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', taskCount);
			const facts = [l10n.t('step {0}', step), tasks, spanText(elapsed), nodes].filter((text) => text !== '');
			return {
				id: `${id}/step-${step}`,
				label,
				description: facts.join(' · '),
				icon: 'debug-line-by-line',
				contextValue: 'step',
				spoken: [l10n.t('{0}, step of the job', label), ...facts].join(', '),
				tooltip: markdownText([label, ...facts].join(' · ')),
			};
		});
}
