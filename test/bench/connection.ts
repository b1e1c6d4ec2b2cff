import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '../../src/remote/run.ts';
import { connect } from '../../src/remote/sshConnection.ts';
import { createSeparators } from '../../src/slurm/separators.ts';
import { listMyJobs } from '../../src/slurm/squeue.ts';
import { answering } from '../support/answering.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { forever, privateConfig, readFactory } from '../support/practice.ts';
import { startProxy } from '../support/proxy.ts';

/** Enough for a steady median, few enough for a minute. */
const ROUNDS = 9;
const ROUND_TRIPS_MS = [0, 20, 100];
const FILES = 2000;
const LARGE_FILE_MIB = 20;

const sh = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'aif-bench-'));
const table: string[][] = [['what', 'round trip', 'AI Factory', 'OpenSSH', 'ratio']];

try {
	for (const roundTripMs of ROUND_TRIPS_MS) await measure(roundTripMs);
} finally {
	rmSync(folder, { recursive: true, force: true });
}
const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
console.log(
	`\nMedians of ${ROUNDS} alternating rounds, in ms. A ratio below 1 means that AI Factory is faster.`,
);

async function measure(roundTripMs: number): Promise<void> {
	const { address, port, user, identityFile } = readFactory().aliases['practice'] ?? fail();
	const proxy = await startProxy(address, port, roundTripMs);
	const configFile = privateConfig();
	appendFileSync(
		configFile,
		[
			'',
			'Host bench',
			'HostName 127.0.0.1',
			`Port ${proxy.port}`,
			`User ${user}`,
			`IdentityFile ${identityFile}`,
			'IdentitiesOnly yes',
			`HostKeyAlias [${address}]:${port}`,
			`UserKnownHostsFile ${readFactory().knownHosts}`,
			'',
		].join('\n'),
	);
	const open = () =>
		connect(
			{ name: 'bench', host: 'bench', configFile },
			{ ask: answering(), log: new MemoryLog() },
			forever,
		);
	const ssh = (...args: readonly string[]) => sh('ssh', ['-F', configFile, ...args]);

	await compare(
		'connect and run the first command',
		roundTripMs,
		async () => {
			const host = await open();
			await host.exec('true', forever);
			return () => host.dispose();
		},
		() => ssh('bench', 'true'),
	);

	const host = await open();
	const master = join(folder, `master-${roundTripMs}`);
	await ssh('-M', '-S', master, '-f', '-N', 'bench');
	const home = readFactory().users[user]?.home ?? fail();
	const place = `${home}/bench-${process.pid}`;
	await host.exec(
		`mkdir ${place} && cd ${place} && mkdir many && seq -f many/file-%g ${FILES} | xargs touch && head -c ${LARGE_FILE_MIB}M /dev/urandom >large`,
		forever,
	);
	try {
		const squeue = listMyJobs(createSeparators());
		await compare(
			'squeue over the open connection',
			roundTripMs,
			() => run(host, squeue, forever),
			() => ssh('-S', master, 'bench', 'squeue --me --states=all -h'),
		);
		await compare(
			`list a folder of ${FILES} files`,
			roundTripMs,
			() => host.files.list(`${place}/many`, forever),
			() =>
				sh(
					'sh',
					['-c', `echo 'ls -l ${place}/many' | sftp -q -b - -F ${configFile} -o ControlPath=${master} bench`],
					{ maxBuffer: 1e8 },
				),
		);
		await compare(
			`read a file of ${LARGE_FILE_MIB} MiB`,
			roundTripMs,
			() => host.files.read(`${place}/large`, forever),
			() =>
				sh('sftp', [
					'-q',
					'-F',
					configFile,
					'-o',
					`ControlPath=${master}`,
					`bench:${place}/large`,
					join(folder, 'large'),
				]),
		);
	} finally {
		await host.exec(`rm -rf ${place}`, forever);
		await ssh('-S', master, '-O', 'exit', 'bench').catch(() => undefined);
		await host.dispose();
		await proxy.close();
		rmSync(join(configFile, '..'), { recursive: true, force: true });
	}
}

/** Work may answer with what is to be undone outside the time that counts. */
type Work = () => Promise<unknown>;

async function compare(what: string, roundTripMs: number, ours: Work, theirs: Work): Promise<void> {
	const times: [number[], number[]] = [[], []];
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const [index, work] of [ours, theirs].entries()) {
			const start = performance.now();
			const undo = await work();
			times[index]?.push(performance.now() - start);
			if (typeof undo === 'function') await undo();
		}
	}
	const [mine, other] = times.map(median) as [number, number];
	table.push([what, `${roundTripMs} ms`, mine.toFixed(1), other.toFixed(1), (mine / other).toFixed(2)]);
}

function median(times: readonly number[]): number {
	return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function fail(): never {
	throw new Error('The practice factory does not describe itself as expected.');
}
