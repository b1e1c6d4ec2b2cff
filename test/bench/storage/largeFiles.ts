import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forever } from '../../support/practice.ts';
import { compareAll } from '../support/compare.ts';
import type { LoginNode } from '../support/loginNode.ts';
import { comparisonRow } from '../support/table.ts';
import { move } from './moving.ts';

/** A whole GiB where it takes seconds; at a distance less of it shows the same rate. */
const MIB_AT: Readonly<Record<number, number>> = { 0: 1024, 20: 128, 100: 128 };

const sh = promisify(execFile);

/** A large file both ways, beside `sftp`. */
export async function measureLargeFiles(node: LoginNode, roundTripMs: number): Promise<string[][]> {
	const size = MIB_AT[roundTripMs] ?? 128;
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const remote = `${node.home}/bench-large-${process.pid}`;
	const local = join(node.folder, 'large');
	const sftp = `sftp -q -F ${node.configFile} -o ControlPath=${socket}`;
	const run = (line: string) => sh('sh', ['-c', line], { cwd: local });
	await mkdir(local, { recursive: true });
	await host.exec(`mkdir ${remote}`, forever);
	await run(`head -c ${size}M /dev/urandom >file`);
	const there = async () => {
		await host.exec(`rm -f ${remote}/*`, forever);
	};
	const here = () => rm(join(local, 'file'), { force: true });
	const ours = (direction: 'up' | 'down', undo: () => Promise<void>) => async () => {
		await move(host, direction, { remote, local, name: 'file' });
		return undo;
	};
	const theirs = (line: string, undo: () => Promise<void>) => async () => {
		await run(line);
		return undo;
	};
	try {
		const [up] = await compareAll(
			ours('up', there),
			theirs(`echo 'put file ${remote}/file' | ${sftp} -b - bench`, there),
		);
		await move(host, 'up', { remote, local, name: 'file' });
		await here();
		const [down] = await compareAll(ours('down', here), theirs(`${sftp} bench:${remote}/file file`, here));
		return [
			comparisonRow(`send a file of ${size} MiB, beside sftp`, roundTripMs, up),
			comparisonRow(`fetch a file of ${size} MiB, beside sftp`, roundTripMs, down),
		];
	} finally {
		await host.exec(`rm -rf ${remote}`, forever);
		await rm(local, { recursive: true, force: true });
		await host.dispose();
	}
}
