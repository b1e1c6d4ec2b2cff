import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { forever } from '../../support/practice.ts';
import { compare, type Work } from '../support/compare.ts';
import { atDistance, type LoginNode, ROUND_TRIPS_MS } from '../support/loginNode.ts';
import { COMPARISON_HEADER, COMPARISON_NOTE, comparisonRow, printTable } from '../support/table.ts';

const COMMANDS = 20;
/** sshd allows ten sessions a connection, and frees the place of one that ended a little later. */
const AT_ONCE = 8;
/** The one that our library agrees on with such a server. */
const SAME_KEY_EXCHANGE = '-oKexAlgorithms=curve25519-sha256';

const sh = promisify(execFile);

/** Connecting and short commands, from near and far. */
export async function measureWaits(): Promise<void> {
	const rows = new Map<string, string[][]>();
	for (const roundTripMs of ROUND_TRIPS_MS) {
		await atDistance(roundTripMs, (node) =>
			measure(node, async (what, ours, theirs) => {
				const row = comparisonRow(what, roundTripMs, await compare(ours, theirs));
				rows.set(what, [...(rows.get(what) ?? []), row]);
			}),
		);
	}
	printTable(
		'Waits',
		COMPARISON_HEADER,
		[...rows.values()].flat(),
		COMPARISON_NOTE,
		'Ready is `connect()` resolved; for OpenSSH, `ssh -M -N -f` returned, which it does when signed in.',
		'OpenSSH by itself chooses a key exchange that withstands quantum computers, which takes it longer than ours;',
		'"by the same" is with curve25519 for both, the only row where OpenSSH gets an option for comparison.',
		'OpenSSH runs commands over its own open connection (ControlMaster) where ours is open too, in parallel',
		`${AT_ONCE} at a time. Its times hold the start of a program each, as a person or a script would start it.`,
	);
}

async function measure(
	node: LoginNode,
	comparing: (what: string, ours: Work, theirs: Work) => Promise<void>,
): Promise<void> {
	for (const [what, options] of [
		['dial to ready', []],
		['… by the same key exchange', [SAME_KEY_EXCHANGE]],
	] as const) {
		await comparing(
			what,
			async () => {
				const host = await node.connect();
				return () => host.dispose();
			},
			async () => {
				const master = await node.openMaster(...options);
				return () => master.close();
			},
		);
	}
	for (const [what, alias] of [
		['dial to the first answer', 'bench'],
		['… through a jump host', 'bench-inner'],
	] as const) {
		await comparing(
			what,
			async () => {
				const host = await node.connect(alias);
				await host.exec('true', forever);
				return () => host.dispose();
			},
			() => node.ssh(alias, 'true'),
		);
	}

	const host = await node.connect();
	const { socket } = await node.openMaster();
	const over = `ssh -F ${node.configFile} -S ${socket} bench true`;
	const inShell = (script: string) => sh('sh', ['-c', script]);
	const one = () => host.exec('true', forever);
	await comparing('a command, connected', one, () => node.ssh('-S', socket, 'bench', 'true'));
	await comparing(
		`${COMMANDS} commands in a row`,
		async () => {
			for (let count = 0; count < COMMANDS; count += 1) await one();
		},
		() => inShell(`for count in $(seq ${COMMANDS}); do ${over} </dev/null || exit 1; done`),
	);
	await comparing(
		`${COMMANDS} commands in parallel`,
		() => Promise.all(Array.from({ length: COMMANDS }, one)),
		() => inShell(`seq ${COMMANDS} | xargs -P ${AT_ONCE} -I @ ${over}`),
	);
	await host.dispose();
}
