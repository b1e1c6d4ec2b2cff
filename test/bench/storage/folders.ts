import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { forever } from '../../support/practice.ts';
import { compare } from '../support/compare.ts';
import type { LoginNode } from '../support/loginNode.ts';
import { comparisonRow } from '../support/table.ts';

const FEW = 2_000;
const MANY = 100_000;
const MAKE = `mkdir few many && seq -f few/file-%06g ${FEW} | xargs touch && seq -f many/file-%06g ${MANY} | xargs touch`;

const sh = promisify(execFile);

/** How long until a person sees a folder, or the beginning of a long one. */
export async function measureFolders(node: LoginNode, roundTripMs: number): Promise<string[][]> {
	const host = await node.connect();
	const { socket } = await node.openMaster();
	const place = `${node.home}/bench-folders-${process.pid}`;
	const sftp = `sftp -q -F ${node.configFile} -o ControlPath=${socket} -b - bench`;
	const many = { maxBuffer: 1e9 };
	await host.exec(`mkdir ${place} && cd ${place} && ${MAKE}`, forever);
	try {
		const list = () => host.files.list(`${place}/few`, forever);
		await list();
		const listing = await compare(list, () => sh('sh', ['-c', `echo 'ls -l ${place}/few' | ${sftp}`], many));
		const firstScreen = async () => {
			for await (const _ of host.files.listInPieces(`${place}/many`, forever)) break;
		};
		const ls = (options: string) => () =>
			sh('ssh', ['-F', node.configFile, '-S', socket, 'bench', `ls ${options} ${place}/many`], many);
		const first = await compare(firstScreen, ls(''));
		const all = await compare(() => host.files.list(`${place}/many`, forever), ls('-l'));
		return [
			comparisonRow(`list ${FEW} files, beside sftp`, roundTripMs, listing),
			comparisonRow(`first screen of ${MANY} files, beside ls of all`, roundTripMs, first),
			comparisonRow(`all of ${MANY} files, beside ls -l`, roundTripMs, all),
		];
	} finally {
		await host.exec(`rm -rf ${place}`, forever);
		await host.dispose();
	}
}
