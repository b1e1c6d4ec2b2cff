import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { forever } from '../../support/practice.ts';
import { compareAll, timed } from '../support/compare.ts';
import type { LoginNode } from '../support/loginNode.ts';
import { comparisonRow } from '../support/table.ts';
import { move } from './moving.ts';

const FILES = 10_000;
const FOLDERS = 100;
/** In folders of 100, of 4 KiB that do not compress. */
const MAKE = `mkdir tree && cd tree && head -c $((4096 * ${FILES})) /dev/urandom | split -b 4096 -a 4 -d - f && for i in $(seq -w 0 99); do mkdir d$i && mv f$i* d$i; done`;

/** scp waits for an answer to each file: it moves so many of the hundred folders, once, and its time is scaled. */
const SCP_FOLDERS_AT: Readonly<Record<number, number>> = { 0: 20, 20: 4, 100: 1 };

const sh = promisify(execFile);

/** Ten thousand small files both ways, beside what one would do for it in a terminal. */
export async function measureSmallFiles(node: LoginNode, roundTripMs: number): Promise<string[][]> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const remote = `${node.home}/bench-small-${process.pid}`;
	const local = join(node.folder, 'small');
	const options = `-q -F ${node.configFile} -o ControlPath=${socket}`;
	const run = (line: string) => sh('sh', ['-c', line], { cwd: local });
	await mkdir(local, { recursive: true });
	await host.exec(`mkdir ${remote}`, forever);
	await run(MAKE);
	const there = async () => {
		await host.exec(`rm -rf ${remote}/tree`, forever);
	};
	const here = () => rm(join(local, 'tree'), { recursive: true, force: true });
	const ours = (direction: 'up' | 'down', undo: () => Promise<void>) => async () => {
		await move(host, direction, { remote, local, name: 'tree' });
		return undo;
	};
	const theirs = (line: string, undo: () => Promise<void>) => async () => {
		await run(line);
		return undo;
	};
	const folders = SCP_FOLDERS_AT[roundTripMs] ?? 1;
	const part = Array.from({ length: folders }, (_, index) => `d${String(index).padStart(2, '0')}`);
	const scp = async (line: string, undo: () => Promise<unknown>) => {
		const ms = await timed(() => run(line));
		await undo();
		return ms * (FOLDERS / folders);
	};
	try {
		const [tarUp] = await compareAll(
			ours('up', there),
			theirs(`tar -cf - tree | ssh ${options} bench 'tar -xf - -C ${remote}'`, there),
		);
		const scpUp = await scp(
			`scp -r ${options} ${part.map((name) => `tree/${name}`).join(' ')} bench:${remote}/`,
			() => host.exec(`rm -rf ${remote}/*`, forever),
		);
		await move(host, 'up', { remote, local, name: 'tree' });
		await here();
		const [tarDown] = await compareAll(
			ours('down', here),
			theirs(`ssh ${options} bench 'tar -cf - -C ${remote} tree' | tar -xf -`, here),
		);
		const scpDown = await scp(
			`mkdir tree && scp -r ${options} ${part.map((name) => `bench:${remote}/tree/${name}`).join(' ')} tree/`,
			here,
		);
		const what = `${FILES} files of 4 KiB`;
		return [
			comparisonRow(`send ${what}, beside tar over ssh`, roundTripMs, tarUp),
			comparisonRow(`send ${what}, beside scp -r`, roundTripMs, { ...tarUp, theirsMs: scpUp }),
			comparisonRow(`fetch ${what}, beside tar over ssh`, roundTripMs, tarDown),
			comparisonRow(`fetch ${what}, beside scp -r`, roundTripMs, { ...tarDown, theirsMs: scpDown }),
		];
	} finally {
		await host.exec(`rm -rf ${remote}`, forever);
		await rm(local, { recursive: true, force: true });
		await host.dispose();
	}
}
