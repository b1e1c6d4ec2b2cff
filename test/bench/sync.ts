/** A workspace kept alike on the cluster, beside `rsync -a` over a connection that is open too. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { main } from '../../scripts/lib/main.mjs';
import type { RemoteHost, SteadyHost } from '../../src/remote/remoteHost.ts';
import { SyncMemories } from '../../src/storage/sync/syncMemory.ts';
import { planSync, runSync, type SyncRequest } from '../../src/storage/sync/syncUp.ts';
import { forever } from '../support/practice.ts';
import { compare } from './support/compare.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from './support/loginNode.ts';
import { COMPARISON_NOTE, comparisonRow, printTable } from './support/table.ts';

const FOLDERS = 100;
const FILES_EACH = 100;
/** One of a hundred. */
const CHANGED = 100;
const SILENT = { moved: () => {}, done: () => {}, current: () => {} };
const NOTHING = { overwrite: new Set<string>(), delete: new Set<string>() };

const sh = promisify(execFile);
const rows: string[][] = [];
/** Of the text in the files. */
let version = 0;

await main(async () => {
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, (node) => measure(node, roundTripMs));
	}
	printTable(
		`Sync of a workspace of ${FOLDERS * FILES_EACH} files`,
		['', 'round trip', 'AI Factory', 'rsync', 'ratio', 'rounds'],
		rows,
		COMPARISON_NOTE,
	);
});

async function measure(node: LoginNode, roundTripMs: number): Promise<void> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const place = `${node.home}/bench-sync-${process.pid}`;
	const local = join(node.folder, 'workspace');
	makeWorkspace(local);
	const request: SyncRequest = {
		host: { files: host.files, shell: steadyOf(host) },
		pair: { cluster: 'bench', remote: `${place}/ours`, local },
		...{ exclude: [], delete: 'ask' },
		memories: new SyncMemories(join(node.folder, 'memory')),
	};
	const ours = async () => {
		const plan = await planSync(request, () => undefined, forever);
		const { failures } = await runSync(plan, NOTHING, SILENT, forever);
		if (failures.length > 0 || plan.overwrites.length > 0) throw new Error('The sync was not clean.');
	};
	const ssh = `ssh -F ${node.configFile} -S ${socket}`;
	const theirs = () => sh('rsync', ['-a', '-e', ssh, `${local}/`, `bench:${place}/theirs/`]);
	// The change is a part of both, and a small one: some milliseconds.
	const afterChange = (work: () => Promise<unknown>) => async () => {
		change(local);
		await work();
	};
	await host.exec(`mkdir -p ${place}`, forever);
	try {
		const first = await compare(
			async () => {
				await ours();
				return () => forget(host, request, `${place}/ours`);
			},
			async () => {
				await theirs();
				return () => host.exec(`rm -rf ${place}/theirs`, forever);
			},
		);
		rows.push(comparisonRow('the first time', roundTripMs, first));
		await ours();
		await theirs();
		rows.push(comparisonRow('nothing changed', roundTripMs, await compare(ours, theirs)));
		const changed = await compare(afterChange(ours), afterChange(theirs));
		rows.push(comparisonRow(`${CHANGED} of them changed`, roundTripMs, changed));
	} finally {
		await host.exec(`rm -rf ${place}`, forever);
		await host.dispose();
	}
}

/** As if it were the first time. */
async function forget(host: RemoteHost, { memories, pair }: SyncRequest, folder: string): Promise<void> {
	await host.exec(`rm -rf ${folder}`, forever);
	await memories.write(pair, { entries: new Map(), pending: new Map() });
}

function steadyOf(host: RemoteHost): SteadyHost {
	return Object.assign(host, { whenUp: async () => {} });
}

function makeWorkspace(folder: string): void {
	for (let at = 0; at < FOLDERS; at++) {
		mkdirSync(join(folder, `package-${at}`), { recursive: true });
		for (let file = 0; file < FILES_EACH; file++)
			writeFileSync(join(folder, `package-${at}`, `module-${file}.py`), textOf(at, file));
	}
}

/** One of a hundred files gets another text. */
function change(folder: string): void {
	version += 1;
	for (let at = 0; at < CHANGED; at++)
		writeFileSync(
			join(folder, `package-${at % FOLDERS}`, `module-${version % FILES_EACH}.py`),
			textOf(at, version),
		);
}

/** Some kilobytes, as sources have. */
function textOf(at: number, file: number): string {
	return `# ${version} ${at} ${file}\n`.repeat(150 + ((at * 37 + file * 11) % 300));
}
