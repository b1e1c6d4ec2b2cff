import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseTres } from '../../slurm/tres.ts';
import { type BudgetLine, budgetLine } from '../budget.ts';

/** A QOS that carries a budget, as accounting defines it. */
export interface QosBudget {
	readonly name: string;
	/** Its use never counts less, whatever the cluster's decay (flag NoDecay). */
	readonly neverDecays: boolean;
}

/** The QOS that limit TRES-minutes. Loads slurmdbd, not slurmctld. */
export const listQosBudgets: RemoteCommand<readonly QosBudget[]> = {
	argv: ['sacctmgr', '--noheader', '--parsable2', 'show', 'qos', 'format=Name,Flags,GrpTRESMins'],
	parse: (stdout) =>
		stdout
			.split('\n')
			.filter((line) => line.trim() !== '')
			.flatMap((line) => {
				const [name, flags, limits, ...others] = line.split('|');
				if (name === undefined || flags === undefined || limits === undefined || others.length > 0)
					throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacctmgr', detail: line });
				return limits === '' ? [] : [{ name, neverDecays: flags.split(',').includes('NoDecay') }];
			}),
};

/** What a user's association allows: which QOS jobs may name, and the one they get. */
export interface AllowedQos {
	readonly account: string;
	/** Empty where the cluster's own default counts. */
	readonly standard: string;
	readonly allowed: readonly string[];
}

export function listAllowedQos(user: string): RemoteCommand<readonly AllowedQos[]> {
	return {
		argv: [
			...['sacctmgr', '--noheader', '--parsable2', 'show', 'assoc', 'where', `user=${user}`],
			'format=Account,DefaultQOS,QOS',
		],
		parse: (stdout) =>
			stdout
				.split('\n')
				.filter((line) => line.trim() !== '')
				.map((line) => {
					const [account, standard, allowed, ...others] = line.split('|');
					if (account === undefined || standard === undefined || allowed === undefined || others.length > 0)
						throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacctmgr', detail: line });
					return { account, standard, allowed: allowed.split(',').filter((name) => name !== '') };
				}),
	};
}

/** Limit and use of each QOS, from slurmctld's memory: what it enforces. */
export function readQosUse(
	names: readonly string[],
): RemoteCommand<ReadonlyMap<string, readonly BudgetLine[]>> {
	return {
		argv: ['scontrol', 'show', 'assoc_mgr', 'flags=qos', `qos=${names.join(',')}`],
		parse: parseQosUse,
	};
}

function parseQosUse(stdout: string): ReadonlyMap<string, readonly BudgetLine[]> {
	const found = new Map<string, readonly BudgetLine[]>();
	for (const record of stdout
		.split(/^(?=[ \t]*QOS=)/m)
		.filter((part) => part.trimStart().startsWith('QOS='))) {
		const name = /^\s*QOS=(.*?)\(\d+\)/.exec(record)?.[1];
		const minutes = /^\s*GrpTRESMins=(.*)$/m.exec(record)?.[1];
		const running = /^\s*GrpTRESRunMins=(.*)$/m.exec(record)?.[1];
		if (name === undefined || minutes === undefined || running === undefined)
			throw new ProblemError({ kind: 'outputNotUnderstood', command: 'scontrol', detail: record });
		const limits = parseTres(minutes);
		const used = usesIn(minutes);
		const committed = usesIn(running);
		found.set(
			name,
			[...limits].map(([resource, limitMinutes]) =>
				budgetLine({
					resource,
					granted: limitMinutes / 60,
					used: (used.get(resource) ?? 0) / 60,
					committed: (committed.get(resource) ?? 0) / 60,
					limitedBy: name,
					onlyIn: name,
				}),
			),
		);
	}
	return found;
}

/** The use in `cpu=N(144),billing=600000(3460)`, in minutes: limits stand before the brackets, `N` for none. */
function usesIn(text: string): ReadonlyMap<string, number> {
	return new Map(
		[...text.matchAll(/([^=,]+)=[^,(]*\((\d+)\)/g)].map(([, name = '', used]) => [name, Number(used)]),
	);
}
