import { nameOf, type Script, type Setting } from './readScript.ts';
import type { Span } from './span.ts';

const SIZES = ['nodes', 'ntasks', 'ntasks-per-node', 'cpus-per-task', 'cpus-per-gpu', 'mincpus'];
const GPUS = ['gpus', 'gpus-per-node', 'gpus-per-task', 'gpus-per-socket', 'gres'];
const MEMORY = ['mem', 'mem-per-cpu', 'mem-per-gpu'];

/**
 * Parts of what sbatch writes (Slurm 20.11 to 26.05), most telling first, with the options that cause it: all lists
 * whose options stand in the script are tried in turn.
 */
const CAUSES: readonly (readonly [RegExp, readonly (readonly string[])[]])[] = [
	[/Invalid account or account\/partition/, [['account'], ['partition']]],
	[/Invalid qos specification/, [['qos']]],
	[/Invalid partition name|invalid partition specified/i, [['partition']]],
	[/Requested time limit is invalid/, [['time'], ['partition']]],
	[/QOSMaxWall|MaxWall/, [['time'], ['qos']]],
	[/Max(?:Gres|GRES|GPU)/i, [GPUS, ['qos']]],
	[/MaxMem/i, [MEMORY, ['qos']]],
	[/MaxNode/i, [['nodes'], ['qos']]],
	[/MaxCpu/i, [SIZES, ['qos']]],
	[/(?:MaxSubmit|MaxJobs)/i, [['array'], ['qos']]],
	[/Job violates accounting\/QOS policy/, [['qos'], ['account'], ['time']]],
	[/More processors requested|CPU count per node/, [SIZES, ['partition']]],
	[/Memory specification can not be satisfied/, [MEMORY]],
	[/Requested node configuration is not available/, [[...GPUS, 'constraint'], SIZES, MEMORY, ['partition']]],
	[/Invalid generic resource/, [['gres', ...GPUS]]],
	[/Invalid feature specification/, [['constraint', 'prefer']]],
	[/Invalid node name/, [['nodelist', 'exclude']]],
	[/reservation is invalid/i, [['reservation']]],
	[/Job dependency problem/, [['dependency']]],
	[/Invalid job array/, [['array']]],
	[/Invalid license/, [['licenses']]],
	[/Invalid time specification/, [['begin', 'deadline']]],
];

/** The places of a script that made sbatch refuse it; its first line where none can be named. */
export function blame(script: Script, said: string): readonly Span[] {
	const named = namedIn(script, said);
	if (named.length > 0) return named;
	for (const [pattern, causes] of CAUSES) {
		if (!pattern.test(said)) continue;
		for (const names of causes) {
			const found = effective(script).filter(({ option }) => option && names.includes(nameOf(option)));
			if (found.length > 0) return found.map(({ span }) => span);
		}
	}
	return [{ line: 0, start: 0, end: script.lines[0]?.replace(/\r$/, '').length ?? 0 }];
}

/** Options that sbatch itself names: `--foo`, `foo=1`, `--time specification`. */
function namedIn({ settings }: Script, said: string): readonly Span[] {
	const [, long] =
		/(?:unrecognized option|option|ambiguous(?:.*?)) '--([\w-]+)/.exec(said) ??
		/Invalid --?([\w-]+) specification/.exec(said) ??
		[];
	const [, letter] = /invalid option -- '(.)'/.exec(said) ?? [];
	const isIt = ({ name, isLong, option }: Setting) =>
		(isLong && name === long) || (option && nameOf(option) === long) || (!isLong && name === letter);
	return settings.filter(isIt).map(({ span }) => span);
}

/** The last setting of each option, which is the one that counts. */
function effective({ settings }: Script): readonly Setting[] {
	return settings.filter(
		(setting, index) =>
			!settings.some(
				(later, at) => at > index && later.option === setting.option && later.component === setting.component,
			),
	);
}
