import assert from 'node:assert/strict';
import { priceText } from '../../../src/presenters/priceText.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { JobPrices } from '../../../src/session/jobPrices.ts';
import type { Wanted } from '../../../src/slurm/cluster/clusterFacts.ts';
import { listPartitions } from '../../../src/slurm/cluster/partitions.ts';
import type { Seconds } from '../../../src/slurm/duration.ts';
import type { JobAccount } from '../../../src/slurm/jobAccount.ts';
import { anAccount } from '../../support/anAccount.ts';
import { factsWith } from '../../support/clusterFacts.ts';
import { forever } from '../../support/practice.ts';

const partitions = listPartitions.parse(
	'PartitionName=gpu Default=YES State=UP TotalNodes=4 MaxTime=1-00:00:00',
);

describe('The prices of a cluster', () => {
	let asked: string[];
	let runs: readonly JobAccount[];
	const session = {
		facts: {
			facts: factsWith({ partitions }),
			look: async ({ parts }: Wanted) => {
				asked.push(parts.includes('limits') ? 'limits' : 'cluster');
				return factsWith({ partitions });
			},
		},
		host: { user: 'ada' },
		allocation: {
			snapshot: { kind: 'loading' },
			refreshIfOlderThan: async () => asked.push('allocation'),
		},
		reports: {
			runsNamed: async (name: string, partition: string) => {
				asked.push(`${name} in ${partition}`);
				return runs;
			},
		},
		site: { slurm: { cost: undefined } },
		now: () => new Date(2026, 10, 23),
	};
	const script = readScript('#!/bin/sh\n#SBATCH --gpus=2 --time=60 -J train\ntrue\n');
	const run = (id: string, minutes: number, state = 'COMPLETED') =>
		anAccount({
			...{ id, state, partition: 'gpu' },
			...{ elapsed: (minutes * 60) as Seconds, given: 'gres/gpu=2' },
		});

	beforeEach(() => {
		asked = [];
		runs = [];
	});

	it('are told without asking, as often as a key is pressed', () => {
		const prices = new JobPrices(session as unknown as ClusterSession);
		for (let key = 0; key < 100; key += 1) prices.of(script, 'train.sbatch');
		assert.deepEqual(asked, []);
	});

	it('rest on what was asked when somebody looked, the cluster once in a while', async () => {
		const prices = new JobPrices(session as unknown as ClusterSession);
		await prices.look(script, 'train.sbatch', forever);
		await prices.look(script, 'train.sbatch', forever);
		assert.equal(asked.filter((what) => what === 'cluster').length, 1);
		assert.equal(asked.filter((what) => what === 'limits').length, 1);
		assert.ok(asked.includes('train in gpu'));
	});

	it('tell the middle of the runs that came to an end, an array as one', async () => {
		runs = [run('1', 30), run('2_0', 60), run('2_1', 60), run('3', 10), run('4', 500, 'CANCELLED')];
		const prices = new JobPrices(session as unknown as ClusterSession);
		await prices.look(script, 'train.sbatch', forever);
		const price = prices.of(script, 'train.sbatch');
		assert.deepEqual(price?.typical, { amount: 1, runs: 3 });
		assert.equal(priceText(price), 'at most 2 GPU-h · typically 1 GPU-h');
	});
});
