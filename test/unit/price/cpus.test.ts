import assert from 'node:assert/strict';
import { billingOf } from '../../../src/price/billing.ts';
import { givenTo } from '../../../src/price/given.ts';
import { type JobRequest, jobRequests } from '../../../src/script/checks/jobRequest.ts';
import { readScript } from '../../../src/script/readScript.ts';
import { readConfiguration } from '../../../src/slurm/cluster/config.ts';
import { listPartitions } from '../../../src/slurm/cluster/partitions.ts';
import { parseTres } from '../../../src/slurm/tres.ts';
import { slurmFixture } from '../../support/fixture.ts';

const PARTITIONS = listPartitions.parse(
	[
		'PartitionName=cpu State=UP TotalNodes=2 DefMemPerCPU=4000 TRESBillingWeights=CPU=1.0,Mem=0.1G',
		'PartitionName=gpu State=UP TotalNodes=4 DefMemPerCPU=4000 TRESBillingWeights=CPU=1.0,Mem=0.1G,GRES/gpu=32',
	].join('\n'),
);
const layout = { sockets: 2, coresPerSocket: 4, threadsPerCore: 2 };

const RECORDED = slurmFixture('22.05.8', 'hardware_threads')
	.trim()
	.split('\n')
	.map((line) => {
		const [parameters = '', directives = '', given = ''] = line.split('|');
		const [request] = jobRequests(readScript(`#!/bin/sh\n#SBATCH ${directives}\ntrue\n`));
		assert.ok(request);
		return { parameters, directives, request, given: parseTres(given) };
	});

/** What we say that a job gets. */
function ours(parameters: string, request: JobRequest): ReadonlyMap<string, number> {
	const partition = PARTITIONS.find(({ name }) => name === request.partitions?.[0]) ?? assert.fail();
	const configuration = readConfiguration.parse(
		`SLURM_VERSION = 22.05.8\nSelectTypeParameters = ${parameters}\n`,
	);
	const shape = { cpus: 16, memory: 64_000, gpus: partition.name === 'gpu' ? 4 : 0, layout };
	const given = givenTo(request, partition, shape, configuration);
	return new Map([...given, ['billing', billingOf(given, partition, 'sum')]]);
}

/** Where CPUs of GPUs use one thread of cores that only one task may have, Slurm forgets the other one; we do not count on it. */
const isForgotten = ({ parameters, request }: (typeof RECORDED)[number]) =>
	parameters.includes('ONE_TASK') && request.usesOneThread && request.cpusPerGpu !== undefined;

const told = (directives: string, tres: ReadonlyMap<string, number>) =>
	`${directives}: cpu=${tres.get('cpu')},mem=${tres.get('mem')},billing=${tres.get('billing')}`;

describe('The CPUs of nodes with two threads a core', () => {
	for (const rule of ['CR_Core_Memory', 'CR_CPU_Memory', 'CR_Core_Memory,CR_ONE_TASK_PER_CORE']) {
		it(`are those that Slurm gave, with ${rule}`, () => {
			const compared = RECORDED.filter((each) => each.parameters === rule && !isForgotten(each)).map(
				({ directives, request, given }) => {
					const nodes = given.get('node') ?? 0;
					// On how many nodes a job lies depends on what is free; all else follows from that.
					const alike = ours(rule, { ...request, nodes: { least: nodes, most: nodes } });
					return [told(directives, alike), told(directives, given)] as const;
				},
			);
			assert.ok(compared.length > 50);
			assert.deepEqual(
				compared.map(([we]) => we),
				compared.map(([, slurm]) => slurm),
			);
		});
	}

	it('are never fewer than those that Slurm gave, also where it gives out whole sockets', () => {
		for (const { parameters, directives, request, given } of RECORDED) {
			const most = ours(parameters, request);
			for (const name of ['cpu', 'mem', 'billing'])
				assert.ok(
					(most.get(name) ?? 0) >= (given.get(name) ?? 0),
					`${parameters} ${directives}: ${name} ${most.get(name)} is less than ${given.get(name)}`,
				);
		}
	});
});
