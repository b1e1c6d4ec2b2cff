import assert from 'node:assert/strict';
import { type KnownOfCluster, scriptFactsOf } from '../../../src/session/scriptFacts.ts';
import { listPartitionNames, listSbatchOptions } from '../../../src/slurm/sbatchOptions.ts';

/** Slurm 22.05, `sbatch --help`, in part; with a plug-in as sites have them. */
const HELP = `Usage: sbatch [OPTIONS(0)...] [ : [OPTIONS(N)...]] script(0) [args(0)...]

Parallel run options:
  -a, --array=indexes         job array index values
      --bb=<spec>             burst buffer specifications
                              --mem >= --mem-per-cpu if --mem is specified.
  -B  --extra-node-info=S[:C[:T]]  combine request of sockets per node,

Options provided by plugins:
      --container-image=[USER@][REGISTRY#]IMAGE[:TAG]
                              [pyxis] the image to use
`;

const ALL = { kind: 'all' } as const;
const at = new Date(1000);
const fact = <T>(value: T) => ({ value, at });
const nothing = { value: undefined, at: undefined };
const node = (partitions: readonly string[], gpus: number) => ({
	partitions,
	cpus: { total: 16 },
	memory: { total: 64_000 },
	gpus: gpus > 0 ? [{ type: 'h100', total: gpus }] : [],
	features: [],
});
const partition = (name: string, nodes: string) => ({
	...{
		name,
		nodes,
		isDefault: name === 'cpu',
		state: 'UP',
		maxTime: 3600,
		defaultTime: undefined,
		maxNodes: undefined,
	},
	...{ accounts: ALL, qos: ALL },
});

const KNOWN: KnownOfCluster = {
	partitions: fact([partition('cpu', 'tcn[1-2]'), partition('gpu', 'gcn[1-3]')]),
	nodes: fact([node(['cpu'], 0), node(['cpu'], 0), node(['gpu'], 4), node(['gpu'], 4), node(['gpu'], 2)]),
	reservations: fact([
		{
			name: 'm',
			start: at,
			end: at,
			nodes: 'gcn[1-3]',
			partition: '',
			flags: ['MAINT'],
			isMaintenance: true,
		},
		{
			name: 'all',
			start: at,
			end: at,
			nodes: 'gcn[1-3],tcn[1-2]',
			partition: '',
			flags: ['ALL_NODES'],
			isMaintenance: true,
		},
	]),
	configuration: fact({
		version: '22.05.8',
		enforced: ['qos'],
		enforcesPartitionLimits: true,
		maxArraySize: 1001,
	}),
	qos: nothing,
	associations: fact([{ account: 'aif001', partition: '', qos: ['normal'], defaultQos: 'normal' }]),
};

describe('scriptFactsOf', () => {
	const facts = scriptFactsOf(
		'practice',
		KNOWN,
		{
			sbatchOptions: listSbatchOptions.parse(HELP),
			allPartitions: listPartitionNames.parse('cpu\ngpu\ncpu\nhidden\n'),
			required: ['account'],
		},
		new Date(5000),
	);

	it('holds what the profile of the site wants of every job', () => {
		assert.deepEqual(facts.required, ['account']);
	});

	it('counts nodes that are alike', () => {
		const shapes = facts.partitions?.map(
			({ name, nodes }) =>
				`${name}: ${nodes.map(({ count, gpus }) => `${count} with ${gpus[0]?.count ?? 0}`).join(', ')}`,
		);
		assert.deepEqual(shapes, ['cpu: 2 with 0', 'gpu: 2 with 4, 1 with 2']);
	});

	it('knows which partitions a maintenance takes whole', () => {
		assert.deepEqual(
			facts.reservations?.map(({ fills }) => fills),
			[['gpu'], ['cpu', 'gpu']],
		);
	});

	it('knows the options that the site adds, and its hidden partitions', () => {
		assert.deepEqual(facts.addedOptions, ['container-image']);
		assert.deepEqual(facts.allPartitions, ['cpu', 'gpu', 'hidden']);
	});

	it('leaves open what the cluster did not tell, and is as old as its oldest part', () => {
		assert.equal(facts.qos, undefined);
		assert.equal(facts.at, 1000);
	});
});
