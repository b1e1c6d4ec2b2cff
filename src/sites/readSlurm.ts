import { isScalar, type Node, type YAMLMap } from 'yaml';
import { offsetOf, type ProfileReader } from './profileReader.ts';
import type { CostRate, SiteCost, SiteSlurm } from './site.ts';

const NOTHING: SiteSlurm = {
	denied: [],
	commands: {},
	requires: [],
	gpuRequest: undefined,
	cpusPerGpu: undefined,
	cost: undefined,
};

const REQUIRABLE = ['account', 'partition', 'qos', 'time', 'gpus'] as const;
/** What replaces a program is a program: a name or a path, never a line for a shell. */
const PROGRAM = /^[\w./+-]+$/;
const SLURM_PROGRAMS = [
	'sbatch',
	'squeue',
	'scancel',
	'sinfo',
	'sacct',
	'scontrol',
	'srun',
	'sshare',
	'sstat',
];

export function readSlurm(read: ProfileReader, root: YAMLMap): SiteSlurm {
	const node = root.get('slurm', true) as Node | undefined;
	if (!node) return NOTHING;
	const slurm = read.map(node, '"slurm"');
	read.onlyKeys(slurm, ['denied', 'commands', 'requires', 'gpuRequest', 'cpusPerGpu', 'cost']);
	const gpuRequest = read.optionalText(slurm, 'gpuRequest');
	if (gpuRequest !== undefined && !/^--[a-z-]+=[\w:,.{}-]*\{count\}[\w:,.{}-]*$/.test(gpuRequest))
		read.fail(
			'"gpuRequest" is an option with "{count}", such as "--gres=gpu:{count}".',
			read.at(slurm, 'gpuRequest'),
		);
	return {
		denied: read.texts(slurm, 'denied'),
		commands: readCommands(read, slurm),
		requires: read.list(slurm, 'requires').map((item) => read.word(item, 'requires', REQUIRABLE)),
		gpuRequest,
		cpusPerGpu: read.positive(slurm, 'cpusPerGpu'),
		cost: readCost(read, slurm),
	};
}

function readCommands(read: ProfileReader, slurm: YAMLMap): Readonly<Record<string, string>> {
	const node = slurm.get('commands', true) as Node | undefined;
	if (!node) return {};
	const commands = read.map(node, '"commands"');
	read.onlyKeys(commands, SLURM_PROGRAMS);
	return Object.fromEntries(
		commands.items.map(({ key, value }) => {
			const program = read.scalarText(value, 'commands');
			if (!PROGRAM.test(program)) read.fail(`"${program}" is no program.`, offsetOf(value));
			return [isScalar(key) ? String(key.value) : '', program];
		}),
	);
}

function readCost(read: ProfileReader, slurm: YAMLMap): SiteCost | undefined {
	const node = slurm.get('cost', true) as Node | undefined;
	if (!node) return undefined;
	const cost = read.map(node, '"cost"');
	read.onlyKeys(cost, ['unit', 'rates']);
	return {
		unit: read.text(cost, 'unit'),
		rates: read.list(cost, 'rates').map((rate) => readRate(read, rate)),
	};
}

function readRate(read: ProfileReader, node: Node): CostRate {
	const rate = read.map(node, 'A rate');
	read.onlyKeys(rate, ['partitions', 'perGpu', 'perCore', 'perNode', 'atLeast']);
	const found = {
		partitions: read.texts(rate, 'partitions'),
		perGpu: read.positive(rate, 'perGpu'),
		perCore: read.positive(rate, 'perCore'),
		perNode: read.positive(rate, 'perNode'),
		atLeast: read.positive(rate, 'atLeast'),
	};
	if ([found.perGpu, found.perCore, found.perNode].filter((price) => price !== undefined).length !== 1)
		read.fail('A rate has one of "perGpu", "perCore" and "perNode".', offsetOf(node));
	return found;
}
