import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SteadyHost } from '../../../src/remote/remoteHost.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { TailPlaces } from '../../../src/slurm/tailPlaces.ts';
import { forever } from '../../support/practice.ts';
import { atDistance } from '../support/loginNode.ts';
import { cpuSeconds, familyOf, listProcesses, memoryMiB } from '../support/processes.ts';
import { printTable } from '../support/table.ts';

const SECONDS = 10;

/** What following the outputs of several jobs costs the login node, while each of them writes a line a second. */
export async function measureManyOutputs(): Promise<void> {
	const rows: string[][] = [];
	await atDistance(0, async (node) => {
		for (const count of [0, 1, 4, 10]) {
			const host: SteadyHost = Object.assign(await node.connect(), { whenUp: async () => {} });
			const head = Number((await host.exec('echo $PPID', forever)).stdout);
			const paths = Array.from({ length: count }, (_, index) => join(node.home, `bench-many-${index}`));
			for (const path of paths) writeFileSync(path, 'begin\n');
			const places = new TailPlaces();
			const stop = new AbortController();
			for (const path of paths) void follow(host, path, places, stop.signal);
			await wait(3_000);
			const family = familyOf(head, await listProcesses());
			const before = await cpuSeconds(family);
			for (let second = 0; second < SECONDS; second += 1) {
				for (const path of paths) appendFileSync(path, 'a line\n');
				await wait(1_000);
			}
			const cpuMs = ((await cpuSeconds(family)) - before) * 1000;
			rows.push([
				String(count),
				String(family.length),
				(await memoryMiB(family)).toFixed(1),
				cpuMs.toFixed(0),
			]);
			stop.abort();
			if (count > 0) await host.exec(`rm ${paths.join(' ')}`, forever);
			await host.dispose();
		}
	});
	printTable(
		'Several outputs at once: what they cost the login node',
		['outputs followed', 'processes', 'memory, MiB', `CPU ms in ${SECONDS} s`],
		rows,
		'Each gets a line a second. Of the fifth and more no process is started; they are read over SFTP.',
	);
}

async function follow(
	host: SteadyHost,
	path: string,
	places: TailPlaces,
	signal: AbortSignal,
): Promise<void> {
	const file = { host, path, places, mostBehindBytes: undefined };
	try {
		for await (const _ of followOutput(file, forever, signal));
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}
