/** What Slurm's commands cost through AI Factory. */
import { main } from '../../scripts/lib/main.mjs';
import { run } from '../../src/remote/run.ts';
import { createSeparators } from '../../src/slurm/separators.ts';
import { listMyJobs } from '../../src/slurm/squeue.ts';
import { forever } from '../support/practice.ts';
import { measureList } from './jobs/list.ts';
import { measureManyOutputs } from './jobs/manyOutputs.ts';
import { measureOutputDelay } from './jobs/outputDelay.ts';
import { measureRefreshOverWire } from './jobs/refreshOverWire.ts';
import { measureShownDelay } from './jobs/shownDelay.ts';
import { compare } from './support/compare.ts';
import { workingDayRows } from './support/day.ts';
import { atDistance, ROUND_TRIPS_MS } from './support/loginNode.ts';
import { COMPARISON_HEADER, COMPARISON_NOTE, comparisonRow, printTable } from './support/table.ts';

await main(async () => {
	measureList();
	printTable(
		'Slurm programs in a working day',
		['what happens', 'programs in each hour'],
		await workingDayRows(),
		'By the real store and pace on a simulated clock; a working day of twelve hours in one window.',
	);
	const rows: string[][] = [];
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, async (node) => {
			const host = await node.connect();
			const { socket } = await node.openMaster();
			const squeue = listMyJobs(createSeparators());
			const comparison = await compare(
				() => run(host, squeue, forever),
				() => node.ssh('-S', socket, 'bench', 'squeue --me --states=all -h'),
			);
			rows.push(comparisonRow('squeue over the open connection', roundTripMs, comparison));
			await host.dispose();
		});
	}
	printTable('Jobs', COMPARISON_HEADER, rows, COMPARISON_NOTE);
	await measureRefreshOverWire();
	await measureOutputDelay();
	await measureShownDelay();
	await measureManyOutputs();
});
