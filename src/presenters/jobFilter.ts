import type { Job } from '../slurm/job.ts';
import { holdsNode } from '../slurm/nodeList.ts';
import { gpuTexts, stateWords } from './jobWords.ts';

/**
 * Jobs that hold every word of the text in their name, id, state (in Slurm's word or ours), partition, account, QOS,
 * GPU types, reason or nodes. A node is found within `gcn[1-4]` too. All of them for an empty text.
 */
export function filtered(jobs: readonly Job[], text: string): readonly Job[] {
	const words = wordsOf(text);
	return words.length === 0 ? jobs : jobs.filter((job) => holdsAll(job, words));
}

function wordsOf(text: string): readonly string[] {
	return text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
}

function holdsAll(job: Job, words: readonly string[]): boolean {
	const { name, id, recordId, state, partition, account, qos, reason, nodes } = job;
	const texts = [name, id, recordId, state, stateWords(job), partition, account, qos, reason, nodes];
	const all = [...texts, ...gpuTexts(job)].join('\n').toLowerCase();
	return words.every((word) => all.includes(word) || holdsNode(nodes.toLowerCase(), word));
}
