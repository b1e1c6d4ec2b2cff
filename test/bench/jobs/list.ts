import { GroupedJobs, groupJobs } from '../../../src/presenters/jobGroups.ts';
import { jobRows } from '../../../src/presenters/jobRows.ts';
import { RowTree } from '../../../src/presenters/rowTree.ts';
import type { OpenRows } from '../../../src/presenters/unitRow.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { listMyJobs } from '../../../src/slurm/squeue.ts';
import { printTable } from '../support/table.ts';
import { queueText } from './queueText.ts';

const COUNTS = [10, 1_000, 10_000, 50_000];
const ROUNDS = 9;
const NOTHING_OPEN: OpenRows = {
	isOpen: () => false,
	limitOf: (_id, page) => page,
	detailsOf: () => undefined,
};
const CHOICE = { filter: '', order: 'newest', pinned: new Set<string>() } as const;

/** What a list of so many jobs of one person costs: bytes over the link, and time on the thread that the editor's extensions share. */
export function measureList(): void {
	const separators = createSeparators();
	const squeue = listMyJobs(separators);
	const rows = COUNTS.map((count) => {
		const text = queueText(count, separators);
		const jobs = squeue.parse(text);
		const shown = drawn(jobs, new GroupedJobs());
		const later = new GroupedJobs();
		later.of('bench', jobs, CHOICE);
		const times = [
			median(() => squeue.parse(text)),
			median(() => drawn(jobs, new GroupedJobs())),
			median(() => drawn(jobs, later).changesSince(shown)),
			median(() => groupJobs(jobs, { ...CHOICE, filter: 'sweep gcn3' })),
		];
		const size = Buffer.byteLength(text) / 1024;
		return [`${count.toLocaleString('en')} jobs`, size.toFixed(0), ...times.map((ms) => ms.toFixed(1))];
	});
	printTable(
		'A list of jobs on the main thread',
		['', 'KiB', 'read', 'group and draw', 'draw again', 'filter'],
		rows,
		`Medians in ms of the thread's own time, of ${ROUNDS} rounds. "draw again" is what the clock of running jobs costs every 5 s.`,
	);
}

function drawn(jobs: readonly Job[], grouped: GroupedJobs): RowTree {
	const now = new Date();
	const entry = {
		cluster: 'bench',
		snapshot: { kind: 'loaded', jobs, at: now },
		groups: grouped.of('bench', jobs, CHOICE),
		filter: '',
	} as const;
	return new RowTree(jobRows([entry], NOTHING_OPEN, now));
}

function median(work: () => unknown): number {
	const times = Array.from({ length: ROUNDS }, () => {
		const { user, system } = process.threadCpuUsage();
		work();
		const after = process.threadCpuUsage();
		return (after.user + after.system - user - system) / 1000;
	});
	return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}
