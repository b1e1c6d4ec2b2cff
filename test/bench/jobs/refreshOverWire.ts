import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd } from '../../../scripts/lib/main.mjs';
import type { RemoteCommand } from '../../../src/remote/remoteCommand.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import type { Job } from '../../../src/slurm/job.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { listMyJobs } from '../../../src/slurm/squeue.ts';
import { forever } from '../../support/practice.ts';
import { compare, type Work } from '../support/compare.ts';
import { atDistance, type LoginNode } from '../support/loginNode.ts';
import { printTable } from '../support/table.ts';
import { queueText } from './queueText.ts';

const ROUND_TRIPS_MS = [20, 100];
const JOB = 'bench-queue';
const HELD = `sbatch -A aif001 -p cpu -t 10 -J ${JOB} -o /dev/null --hold`;
/** Of 1,000 tasks, as many as Slurm lets an array have unless a site says otherwise. */
const ARRAYS = 50;
const RECORDS = 50_000;

/** What is in the queue, and how it comes there on top of what was there before. */
const QUEUES = [
	['10 jobs', `for i in $(seq 10); do ${HELD} --wrap true; done`],
	['1,000 jobs', `seq 990 | xargs -P 4 -I{} ${HELD} --wrap true`],
	[
		`1,000 jobs and 50,000 tasks in ${ARRAYS} arrays`,
		`for i in $(seq ${ARRAYS}); do ${HELD} --array=0-999%4 --wrap true; done`,
	],
] as const;

/** A refresh of the job list over an open connection, up to the jobs as values, beside `squeue` through OpenSSH's. */
export async function measureRefreshOverWire(): Promise<void> {
	const rows: string[][] = [];
	await atDistance(0, async (near) => {
		const text = join(near.home, `bench-queue-${process.pid}`);
		const clean = () => near.ssh('bench', `rm -f ${text}; scancel --me --name=${JOB}`).catch(() => undefined);
		atEnd(clean);
		try {
			for (const [what, fill] of QUEUES) {
				await near.ssh('bench', `(${fill}) >/dev/null`);
				await fromEverywhere(async (node, roundTripMs) => {
					const squeue = listMyJobs(createSeparators());
					rows.push([what, ...(await measured(node, roundTripMs, squeue, 'squeue --me --states=all -h'))]);
				});
			}
			const separators = createSeparators();
			writeFileSync(text, queueText(RECORDS, separators), { mode: 0o644 });
			await fromEverywhere(async (node, roundTripMs) => {
				const cat = { argv: ['cat', text], parse: listMyJobs(separators).parse };
				rows.push([
					`${RECORDS.toLocaleString('en')} jobs, by cat`,
					...(await measured(node, roundTripMs, cat, `cat ${text}`)),
				]);
			});
		} finally {
			await clean();
		}
	});
	printTable(
		'A refresh of the job list over the link',
		['', 'round trip', 'rows', 'AI Factory', 'OpenSSH', 'ratio', 'KiB', 'KiB', 'rounds'],
		rows,
		'Medians in ms of alternating rounds, and KiB both ways on the wire of one of each. OpenSSH: `squeue --me` in its own short',
		'format, through a connection that is open. Tasks that wait are one row of their array. "by cat": as many rows as if each',
		'job were its own, in the text that squeue would print; the same bytes for both, without what slurmctld would need.',
	);
}

async function fromEverywhere(work: (node: LoginNode, roundTripMs: number) => Promise<void>): Promise<void> {
	for (const roundTripMs of ROUND_TRIPS_MS) await atDistance(roundTripMs, (node) => work(node, roundTripMs));
}

async function measured(
	node: LoginNode,
	roundTripMs: number,
	command: RemoteCommand<readonly Job[]>,
	theirCommand: string,
): Promise<string[]> {
	const host: RemoteHost = await node.connect();
	const { socket } = await node.openMaster();
	const ours = () => run(host, command, forever);
	const theirs = () => node.ssh('-S', socket, 'bench', theirCommand);
	const count = (await ours()).length;
	const { oursMs, theirsMs, rounds } = await compare(ours, theirs);
	const sizes = [await kibibytes(node, ours), await kibibytes(node, theirs)];
	await host.dispose();
	return [
		`${roundTripMs} ms`,
		count.toLocaleString('en'),
		oursMs.toFixed(1),
		theirsMs.toFixed(1),
		(oursMs / theirsMs).toFixed(2),
		...sizes.map((size) => size.toFixed(1)),
		String(rounds),
	];
}

async function kibibytes(node: LoginNode, work: Work): Promise<number> {
	const before = await node.passedBytes();
	await work();
	return ((await node.passedBytes()) - before) / 1024;
}
