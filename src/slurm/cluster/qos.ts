import { ProblemError } from '../../problems/problem.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseDuration, type Seconds } from '../duration.ts';
import { parseTres, type Tres } from '../tres.ts';

/** A quality of service: a class of jobs with a priority and limits of its own. */
export interface Qos {
	readonly name: string;
	/** A job of a higher one goes first, where the site counts it. */
	readonly priority: number;
	/** A job beyond its limits is refused at once instead of waiting. */
	readonly deniesOnLimit: boolean;
	/** Its use never counts less, whatever the cluster's decay (flag NoDecay). */
	readonly neverDecays: boolean;
	/** What using it costs beside the ordinary: 2 for twice, 0 for nothing. */
	readonly usageFactor: number;
	/** Undefined when unlimited. */
	readonly maxTime: Seconds | undefined;
	/** Undefined for no limit. */
	readonly maxJobsPerUser: number | undefined;
	readonly maxSubmittedPerUser: number | undefined;
	readonly maxTresPerJob: Tres;
	readonly maxTresPerUser: Tres;
	readonly minTresPerJob: Tres;
	/** What all its jobs may use together: resources times minutes. */
	readonly budgetMinutes: Tres;
}

const FIELDS = [
	'Name',
	'Priority',
	'Flags',
	'UsageFactor',
	'MaxWall',
	'MaxJobsPU',
	'MaxSubmitPU',
	'MaxTRES',
	'MaxTRESPU',
	'MinTRES',
	'GrpTRESMins',
] as const;

type Field = (typeof FIELDS)[number];

/** Every QOS of the cluster, whether the person may use it or not; from slurmdbd. */
export const listQos: RemoteCommand<readonly Qos[]> = {
	argv: ['sacctmgr', '--noheader', '--parsable2', 'show', 'qos', `format=${FIELDS.join(',')}`],
	parse: (stdout) =>
		stdout
			.split('\n')
			.filter((line) => line !== '')
			.map(parseLine),
};

function parseLine(line: string): Qos {
	const values = line.split('|');
	if (values.length !== FIELDS.length)
		throw new ProblemError({ kind: 'outputNotUnderstood', command: 'sacctmgr', detail: line });
	const field = (name: Field) => values[FIELDS.indexOf(name)] ?? '';
	const count = (name: Field) => (/^\d+$/.test(field(name)) ? Number(field(name)) : undefined);
	const flags = field('Flags').split(',');
	return {
		name: field('Name'),
		priority: count('Priority') ?? 0,
		deniesOnLimit: flags.includes('DenyOnLimit'),
		neverDecays: flags.includes('NoDecay'),
		usageFactor: Number(field('UsageFactor') || 1),
		maxTime: parseDuration(field('MaxWall')),
		maxJobsPerUser: count('MaxJobsPU'),
		maxSubmittedPerUser: count('MaxSubmitPU'),
		maxTresPerJob: parseTres(field('MaxTRES')),
		maxTresPerUser: parseTres(field('MaxTRESPU')),
		minTresPerJob: parseTres(field('MinTRES')),
		budgetMinutes: parseTres(field('GrpTRESMins')),
	};
}
