import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SlurmClient } from '../../../src/slurm/slurmClient.ts';
import { forever } from '../../support/practice.ts';
import { compare } from '../support/compare.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from '../support/loginNode.ts';
import { COMPARISON_HEADER, COMPARISON_NOTE, comparisonRow, printTable } from '../support/table.ts';

const NAME = `bench-${process.pid}`;
const OPTIONS = ['--hold', '--partition=cpu', '--output=/dev/null', `--job-name=${NAME}`];
const TEXT = `#!/bin/bash\n#SBATCH --time=1\n${"echo 'one of many lines'\n".repeat(40)}`;

const sh = promisify(execFile);

/** From the button to the job's id, exactly once, beside what a person types who has a connection open already. */
export async function measureSubmission(): Promise<void> {
	const rows: string[][] = [];
	for (const roundTripMs of ROUND_TRIPS_MS)
		await atDistance(roundTripMs, (node) => measure(node, roundTripMs, rows));
	printTable(
		'From the button to the job id',
		COMPARISON_HEADER,
		rows,
		COMPARISON_NOTE,
		'OpenSSH: `ssh host sbatch`, after `scp` where the script is on this side, over a connection that is open.',
	);
}

async function measure(node: LoginNode, roundTripMs: number, rows: string[][]): Promise<void> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const slurm = new SlurmClient(host);
	const local = join(node.folder, 'job.sh');
	const remote = `${node.home}/${NAME}.sh`;
	const how = { workDir: node.home, options: OPTIONS, arguments: [] };
	writeFileSync(local, TEXT);
	await host.files.write(remote, new TextEncoder().encode(TEXT), forever);
	const sbatch = () => node.ssh('-S', socket, 'bench', `sbatch --parsable ${OPTIONS.join(' ')} ${remote}`);
	const scp = () =>
		sh('scp', ['-q', '-F', node.configFile, '-o', `ControlPath=${socket}`, local, `bench:${remote}`]);
	try {
		const there = await compare(
			() => slurm.submit({ kind: 'remote', path: remote }, how, forever).then(() => undefined),
			sbatch,
		);
		rows.push(comparisonRow('a script on the cluster', roundTripMs, there));
		const here = await compare(
			() => slurm.submit({ kind: 'local', name: 'job.sh', text: TEXT }, how, forever).then(() => undefined),
			async () => {
				await scp();
				await sbatch();
			},
		);
		rows.push(comparisonRow('a script on this side', roundTripMs, here));
	} finally {
		await host.exec(`scancel --user="$USER" --name=${NAME}; rm -f ${remote}`, forever);
		await host.dispose();
	}
}
