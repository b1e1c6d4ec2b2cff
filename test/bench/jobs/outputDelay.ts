import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atEnd } from '../../../scripts/lib/main.mjs';
import { linesOf } from '../../../src/base/lines.ts';
import type { SteadyHost } from '../../../src/remote/remoteHost.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { TailPlaces } from '../../../src/slurm/tailPlaces.ts';
import { forever } from '../../support/practice.ts';
import { median } from '../support/compare.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from '../support/loginNode.ts';
import { printTable } from '../support/table.ts';

const LINES = 60;
/** A job that writes a line now and then; no multiple of a time at which anybody looks. */
const EVERY_MS = 73;

/** From a line that a process on the cluster writes to its arrival here, beside `ssh host tail -F` of the same file. */
export async function measureOutputDelay(): Promise<void> {
	const rows: string[][] = [];
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, async (node) => {
			const path = join(node.home, `bench-output-${process.pid}`);
			writeFileSync(path, '');
			const written: number[] = [];
			const places = new TailPlaces();
			const readers = [
				['AI Factory', await ours(node, path, places)],
				['AI Factory, over SFTP (the fifth output and more)', await ours(node, path, new TailPlaces(0))],
				['ssh host tail -F', await theirs(node, path)],
			] as const;
			await wait(1_000 + 10 * roundTripMs);
			for (let line = 0; line < LINES; line += 1) {
				written.push(performance.now());
				appendFileSync(path, `${line}\n`);
				await wait(EVERY_MS);
			}
			await wait(1_000 + 10 * roundTripMs);
			for (const [who, { arrivals, end }] of readers) {
				const delays = written
					.map((at, line) => (arrivals.get(line) ?? Number.NaN) - at)
					.sort((a, b) => a - b);
				rows.push([who, `${roundTripMs} ms`, ...figures(delays), String(delays.length)]);
				await end();
			}
			await node.ssh('bench', 'rm', path);
		});
	}
	printTable(
		'Output of a job: from the line in its file to the line here',
		['', 'round trip', 'median', 'p95', 'longest', 'lines'],
		rows,
		'In ms; all follow the same file at the same time.',
	);
}

interface Reader {
	/** When each line was there, by its number. */
	readonly arrivals: ReadonlyMap<number, number>;
	end(): Promise<unknown>;
}

async function ours(node: LoginNode, path: string, places: TailPlaces): Promise<Reader> {
	const host: SteadyHost = Object.assign(await node.connect(), { whenUp: async () => {} });
	const stop = new AbortController();
	const file = { host, path, places, mostBehindBytes: undefined };
	async function* bytes() {
		for await (const event of followOutput(file, forever, stop.signal))
			if (event.kind === 'text') yield event.bytes;
	}
	const arrivals = collect(bytes());
	return {
		arrivals,
		async end() {
			stop.abort();
			await host.dispose();
		},
	};
}

export async function theirs(node: LoginNode, path: string): Promise<Reader> {
	const child: ChildProcess = spawn('ssh', ['-F', node.configFile, 'bench', `tail -F ${path}`], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	atEnd(() => child.kill());
	await once(child, 'spawn');
	if (!child.stdout) throw new Error('ssh has no output.');
	return {
		arrivals: collect(child.stdout),
		async end() {
			child.kill();
		},
	};
}

function collect(bytes: AsyncIterable<Uint8Array>): ReadonlyMap<number, number> {
	const arrivals = new Map<number, number>();
	const read = async () => {
		for await (const line of linesOf(bytes)) arrivals.set(Number(line), performance.now());
	};
	read().catch(() => undefined);
	return arrivals;
}

/** Median, 95th percentile and longest. @param delays from the shortest to the longest */
export function figures(delays: readonly number[]): string[] {
	const p95 = delays[Math.ceil(delays.length * 0.95) - 1] ?? Number.NaN;
	return [median(delays), p95, delays.at(-1) ?? Number.NaN].map((ms) => ms.toFixed(1));
}
