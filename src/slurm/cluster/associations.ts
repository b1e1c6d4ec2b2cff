import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';

/** One of the accounts that a person's jobs can be charged to, with what may be used there. */
export interface Association {
	readonly account: string;
	/** Empty for all partitions. */
	readonly partition: string;
	/** Names of the QOS that its jobs may have. */
	readonly qos: readonly string[];
	/** What a job has that names none; empty where the site leaves it open. */
	readonly defaultQos: string;
}

const FIELDS = ['Account', 'Partition', 'DefaultQOS', 'QOS'] as const;

/** The person's own associations, from slurmdbd. */
export function listAssociations(user: string): RemoteCommand<readonly Association[]> {
	return {
		argv: [
			...['sacctmgr', '--noheader', '--parsable2', 'show', 'associations', 'where', `user=${user}`],
			`format=${FIELDS.join(',')}`,
		],
		parse: (stdout) =>
			stdout
				.split('\n')
				.filter((line) => line !== '')
				.map(parseLine),
	};
}

function parseLine(line: string): Association {
	const [account, partition, defaultQos, qos, ...more] = line.split('|');
	if (account === undefined || partition === undefined || qos === undefined || more.length > 0)
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacctmgr', detail: line });
	return {
		account,
		partition,
		defaultQos: defaultQos ?? '',
		qos: qos.split(',').filter((name) => name !== ''),
	};
}
