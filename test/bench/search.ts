/** Finding a file and searching text in a tree of 100,000 files, beside the same commands by `ssh` over an open connection. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { main } from '../../scripts/lib/main.mjs';
import { run } from '../../src/remote/run.ts';
import { LIST_LIMITS, listFiles } from '../../src/storage/search/listFiles.ts';
import { parsePathQuery } from '../../src/storage/search/pathQuery.ts';
import { bestPaths } from '../../src/storage/search/rankPaths.ts';
import { SEARCH_LIMITS, searchFiles } from '../../src/storage/search/searchFiles.ts';
import { checkQuery } from '../../src/storage/search/searchTool.ts';
import { forever } from '../support/practice.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from './support/loginNode.ts';
import { printTable } from './support/table.ts';

const FOLDERS = 500;
const FILES_EACH = 200;
const MAKE = `for d in $(seq ${FOLDERS}); do mkdir -p run-$d/checkpoints && cd run-$d/checkpoints && for f in $(seq ${FILES_EACH}); do echo "loss of run $d step $f" >step-$f.log; done; cd ../..; done; echo needle >>run-${FOLDERS}/checkpoints/step-7.log`;
const ROUNDS = 5;
const QUERY = {
	...{ isRegex: false, isCaseSensitive: false, isWholeWord: false },
	...{ include: [], exclude: [], withSkipped: false },
};

const sh = promisify(execFile);
const rows: string[][] = [];

await main(async () => {
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, (node) => measure(node, roundTripMs));
	}
	const header = ['', 'round trip', 'first', 'all', 'ssh, all'];
	const note = `Medians in ms of ${ROUNDS} rounds, with ${FOLDERS * FILES_EACH} files in the page cache.`;
	printTable('Search', header, rows, note);
});

async function measure(node: LoginNode, roundTripMs: number): Promise<void> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const place = `${node.home}/bench-${process.pid}`;
	const ssh = async (command: string) => {
		await sh('ssh', ['-F', node.configFile, '-S', socket, 'bench', `cd ${place} && ${command}`], {
			maxBuffer: 1e8,
		});
	};
	await host.exec(`mkdir ${place} && cd ${place} && ${MAKE}`, forever);
	try {
		let paths: readonly string[] = [];
		const list = () => listFiles(host, { folder: place, withSkipped: false }, LIST_LIMITS, forever);
		const listing = await timed(
			list,
			(pieces) => (paths = pieces.flat()),
			() => ssh('find . -type f'),
		);
		rows.push([`list ${paths.length} files`, `${roundTripMs} ms`, ...listing]);
		for (const text of ['needle', 'run 250 step 7']) {
			const query = { ...QUERY, text };
			const { tool } = await run(host, checkQuery(query), forever);
			const search = () => searchFiles(host, { folder: place, query, tool }, SEARCH_LIMITS, forever);
			const searching = await timed(
				search,
				() => {},
				() => ssh(`grep -rnIi '${text}' .`),
			);
			rows.push([`find "${text}" by ${tool.kind}`, `${roundTripMs} ms`, ...searching]);
		}
		if (roundTripMs === 0) {
			for (const typed of ['s', 'run-250 step-7', 'r2s7l']) {
				const query = parsePathQuery(typed);
				const ms = await median(() => Promise.resolve(bestPaths(query, paths, 200)));
				rows.push([`rank them for "${typed}"`, 'here', '', ms, '']);
			}
		}
	} finally {
		await host.exec(`rm -rf ${place}`, forever);
		await host.dispose();
	}
}

/** Medians of the time to the first piece, to the end, and of the other way. */
async function timed<T>(
	pieces: () => AsyncIterable<T>,
	seen: (all: readonly T[]) => void,
	other: () => Promise<unknown>,
): Promise<readonly string[]> {
	const firsts: number[] = [];
	const all = await median(async () => {
		const start = performance.now();
		const found: T[] = [];
		for await (const piece of pieces()) {
			if (found.length === 0) firsts.push(performance.now() - start);
			found.push(piece);
		}
		seen(found);
	});
	return [middle(firsts), all, await median(other)];
}

async function median(work: () => Promise<unknown>): Promise<string> {
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const start = performance.now();
		await work();
		times.push(performance.now() - start);
	}
	return middle(times);
}

function middle(times: readonly number[]): string {
	return (times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN).toFixed(0);
}
