/** Folders and files through AI Factory, beside `sftp` over a connection that is open too. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { main } from '../../scripts/lib/main.mjs';
import { forever } from '../support/practice.ts';
import { compare } from './support/compare.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from './support/loginNode.ts';
import { COMPARISON_HEADER, COMPARISON_NOTE, comparisonRow, printTable } from './support/table.ts';

const FILES = 2000;
const LARGE_FILE_MIB = 20;
const MAKE = `mkdir many && seq -f many/file-%g ${FILES} | xargs touch && head -c ${LARGE_FILE_MIB}M /dev/urandom >large`;

const sh = promisify(execFile);
const rows: string[][] = [];

await main(async () => {
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, (node) => measure(node, roundTripMs));
	}
	printTable('Storage', COMPARISON_HEADER, rows, COMPARISON_NOTE);
});

async function measure(node: LoginNode, roundTripMs: number): Promise<void> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const place = `${node.home}/bench-${process.pid}`;
	const sftp = `sftp -q -F ${node.configFile} -o ControlPath=${socket}`;
	await host.exec(`mkdir ${place} && cd ${place} && ${MAKE}`, forever);
	try {
		const listing = await compare(
			() => host.files.list(`${place}/many`, forever),
			() => sh('sh', ['-c', `echo 'ls -l ${place}/many' | ${sftp} -b - bench`], { maxBuffer: 1e8 }),
		);
		rows.push(comparisonRow(`list a folder of ${FILES} files`, roundTripMs, listing));
		const reading = await compare(
			() => host.files.read(`${place}/large`, forever),
			() => sh('sh', ['-c', `${sftp} bench:${place}/large ${join(node.folder, 'large')}`]),
		);
		rows.push(comparisonRow(`read a file of ${LARGE_FILE_MIB} MiB`, roundTripMs, reading));
	} finally {
		await host.exec(`rm -rf ${place}`, forever);
		await host.dispose();
	}
}
