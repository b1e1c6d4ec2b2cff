import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Budget, budgetLine } from '../../../src/allocation/budget.ts';
import { priceText } from '../../../src/presenters/priceText.ts';
import type { Use } from '../../../src/price/amounts.ts';
import { arrayCount } from '../../../src/price/arrayCount.ts';
import { billingOf, billingRule } from '../../../src/price/billing.ts';
import { givenTo } from '../../../src/price/given.ts';
import { type Market, priceOf } from '../../../src/price/price.ts';
import { jobRequests } from '../../../src/script/checks/jobRequest.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { SiteCost } from '../../../src/sites/site.ts';
import { readConfiguration } from '../../../src/slurm/cluster/config.ts';
import { listPartitions, type Partition } from '../../../src/slurm/cluster/partitions.ts';
import { factsWith } from '../../support/clusterFacts.ts';

const PARTITIONS = listPartitions.parse(
	[
		'PartitionName=cpu Default=YES State=UP DefaultTime=01:00:00 MaxTime=2-00:00:00 TotalNodes=2 DefMemPerCPU=4000 TRESBillingWeights=CPU=1.0,Mem=0.1G',
		'PartitionName=gpu Default=NO State=UP DefaultTime=01:00:00 MaxTime=2-00:00:00 TotalNodes=4 DefMemPerCPU=4000 TRESBillingWeights=CPU=1.0,Mem=0.1G,GRES/gpu=32',
		'PartitionName=whole Default=NO State=UP DefaultTime=NONE MaxTime=UNLIMITED TotalNodes=4 OverSubscribe=EXCLUSIVE JobDefaults=DefCpuPerGPU=16,DefMemPerGPU=64000',
	].join('\n'),
);
const [cpu, gpu, whole] = PARTITIONS;

const budgetOf = (account: string, gpuHours: number, isDefault = true): Budget => ({
	account,
	isDefault,
	lines: [
		budgetLine({ resource: 'billing', limitedBy: account, granted: 10_000, used: 0 }),
		budgetLine({
			resource: 'gres/gpu',
			limitedBy: account,
			granted: 100,
			used: 100 - gpuHours,
			committed: 10,
		}),
	],
	usedHours: new Map(),
	isOwnUseOnly: false,
});

const market = (changes: Partial<Market> = {}): Market => ({
	facts: factsWith({ partitions: PARTITIONS }),
	budgets: [budgetOf('aif001', 50), budgetOf('aif002', 1, false)],
	cost: undefined,
	account: 'aif001',
	user: 'ada',
	...changes,
});

const shown = (directives: string, changes: Partial<Market> = {}, runs: readonly (readonly Use[])[] = []) => {
	const price = priceOf(readScript(`#!/bin/sh\n#SBATCH ${directives}\ntrue\n`), market(changes), runs);
	return price && priceText(price);
};

describe('The price of a script', () => {
	for (const [directives, words] of [
		['-p gpu --gpus=4 -t 2:00:00', 'at most 8 GPU-h (16 % of what is left)'],
		['-p gpu --gpus=4', 'at most 4 GPU-h (8 % of what is left)'],
		['-p gpu --gpus=1 -t 30 --array=0-9%2', 'at most 5 GPU-h (10 % of what is left)'],
		['-p gpu --gpus=1 -t 1', 'at most 0.02 GPU-h (less than 0.1 % of what is left)'],
		[
			'-p gpu --gpus=1 -t 45:00:00',
			'at most 45 GPU-h (90 % of what is left) · starts when running jobs have given back their share',
		],
		['-p gpu --gpus=4 -t 1-0', 'at most 96 GPU-h, but only 50 GPU-h are left'],
		['-p gpu --gpus=2 -t 1:00:00 -A aif002', 'at most 2 GPU-h, but only 1 GPU-h are left'],
		['-c 4 -t 10:00:00', 'at most 50 billing-h (0.5 % of what is left)'],
		['-p cpu,gpu -c 2 -t 60', 'at most 2 billing-h (less than 0.1 % of what is left)'],
		['-p whole --gpus=1', 'no time limit, so no price'],
	] as const) {
		it(`${directives} is ${words}`, () => assert.equal(shown(directives), words));
	}

	it('is told in the unit of the site, as the site charges', () => {
		const cost: SiteCost = {
			unit: 'SBU',
			rates: [
				{ partitions: ['gpu*'], perGpu: 128, perCore: undefined, perNode: undefined, atLeast: undefined },
				{ partitions: ['*'], perGpu: undefined, perCore: 1, perNode: undefined, atLeast: 16 },
			],
		};
		assert.equal(shown('-p gpu --gpus=2 -t 60', { cost, budgets: [] }), 'at most 256 SBU');
		assert.equal(shown('-p cpu -c 4 -t 60', { cost, budgets: [] }), 'at most 16 SBU');
		const line = budgetLine({ resource: 'gpu', unit: 'SBU', limitedBy: 'x', remaining: 1024 });
		const budgets = [{ ...budgetOf('aif001', 1), lines: [line] }];
		assert.equal(shown('-p gpu --gpus=2 -t 60', { cost, budgets }), 'at most 256 SBU (25 % of what is left)');
	});

	it('tells what runs of that name took, all tasks of an array together', () => {
		const run = (hours: number): Use => ({ partition: 'gpu', tres: new Map([['gres/gpu', 4]]), hours });
		assert.equal(
			shown('-p gpu --gpus=4 -t 2:00:00', {}, [[run(0.5)], [run(0.25), run(0.75)], [run(9)]]),
			'at most 8 GPU-h (16 % of what is left) · typically 4 GPU-h',
		);
	});

	it('never says that a short run cost nothing', () => {
		const run: Use = { partition: 'gpu', tres: new Map([['gres/gpu', 1]]), hours: 10 / 3600 };
		assert.match(shown('-p gpu --gpus=1 -t 60', {}, [[run]]) ?? '', /· typically less than 0\.01 GPU-h$/);
	});

	it('of several jobs in one is all of them together', () => {
		const het = '-p gpu --gpus=1 -t 60\n#SBATCH hetjob\n#SBATCH -p gpu --gpus=2 -t 60';
		assert.equal(shown(het), 'at most 3 GPU-h (6 % of what is left)');
	});

	it('counts what a QOS makes cheaper', () => {
		const qos = [
			{
				...{ name: 'half', priority: 0, deniesOnLimit: false, usageFactor: 0.5, maxTime: undefined },
				...{ maxJobsPerUser: undefined, maxSubmittedPerUser: undefined },
				...{ neverDecays: false, budgetMinutes: new Map() },
				...{ maxTresPerJob: new Map(), maxTresPerUser: new Map(), minTresPerJob: new Map() },
			},
		];
		const facts = factsWith({ partitions: PARTITIONS, qos });
		assert.equal(
			shown('-p gpu --gpus=4 -t 60 --qos=half', { facts }),
			'at most 2 GPU-h (4 % of what is left)',
		);
	});

	it('counts whole nodes, and what goes with each GPU, where a partition gives them', () => {
		const [named] = jobRequests(readScript('#!/bin/sh\n#SBATCH --gpus=2 -N 1\ntrue\n'));
		assert.ok(named && gpu && whole);
		const layout = { sockets: 2, coresPerSocket: 32, threadsPerCore: 1 };
		const shape = { cpus: 64, memory: 512_000, gpus: 4, layout };
		const given = (partition: Partition) => Object.fromEntries(givenTo(named, partition, shape, undefined));
		const all = { cpu: 64, mem: 256_000, node: 1, 'gres/gpu': 4 };
		assert.deepEqual(given(whole), all);
		assert.deepEqual(given({ ...whole, givesWholeNodes: false }), {
			...{ cpu: 32, mem: 128_000, node: 1, 'gres/gpu': 2 },
		});
		assert.deepEqual(given(gpu), { cpu: 1, mem: 4000, node: 1, 'gres/gpu': 2 });
	});

	it('is not made up where the partition is not known, or the form', () => {
		for (const directives of ['-p nosuch', '-p gpu --array=x', '-M other -p gpu'])
			assert.equal(shown(directives), undefined, directives);
		assert.equal(shown('-p gpu', { facts: factsWith({}) }), undefined);
	});
});

describe('The billing units of a job', () => {
	it('are cut off to a whole number, as slurmctld does', () => {
		const given = new Map(Object.entries({ cpu: 1, mem: 512, node: 1, 'gres/gpu': 1 }));
		assert.equal(billingOf(given, gpu!, 'sum'), 33);
		assert.equal(billingOf(given, gpu!, 'most'), 32);
	});

	it('are the CPUs where nothing is weighed', () => {
		assert.equal(billingOf(new Map([['cpu', 48]]), whole!, 'sum'), 48);
	});

	it('count GPUs together before the largest is taken, with MAX_TRES_GRES', () => {
		const weights = new Map(Object.entries({ cpu: 1, 'gres/gpu:a': 10, 'gres/gpu:b': 20 }));
		const partition = { ...cpu!, billingWeights: weights };
		const given = new Map(Object.entries({ cpu: 25, 'gres/gpu:a': 1, 'gres/gpu:b': 1 }));
		assert.equal(billingOf(given, partition, 'most'), 25);
		assert.equal(billingOf(given, partition, 'mostOfGres'), 30);
	});

	it('are never less with more resources, and never more as the largest than as the sum', () => {
		const amount = fc.nat({ max: 1000 });
		fc.assert(
			fc.property(amount, amount, amount, amount, (cpus, mem, gpus, more) => {
				const given = new Map(Object.entries({ cpu: cpus, mem, 'gres/gpu': gpus }));
				const larger = new Map([...given, ['cpu', cpus + more]]);
				for (const rule of ['sum', 'most', 'mostOfGres'] as const)
					assert.ok(billingOf(larger, gpu!, rule) >= billingOf(given, gpu!, rule));
				assert.ok(billingOf(given, gpu!, 'most') <= billingOf(given, gpu!, 'sum'));
			}),
		);
	});

	it('follow the rule that the configuration names', () => {
		const flags = (text: string) =>
			billingRule(
				readConfiguration
					.parse(`SLURM_VERSION = 22.05.8\nPriorityFlags = ${text}`)
					.values.get('PriorityFlags'),
			);
		assert.equal(flags(''), 'sum');
		assert.equal(flags('FAIR_TREE,MAX_TRES'), 'most');
		assert.equal(flags('MAX_TRES_GRES'), 'mostOfGres');
	});
});

describe('The tasks of an array', () => {
	for (const [text, count] of [
		['0-9', 10],
		['1,3,5', 3],
		['0-100:10', 11],
		['0-9%2', 10],
		['[1-4]', 4],
		['1-3,2-5', 5],
		['x', undefined],
		['5-', undefined],
		['0-4:0', undefined],
	] as const) {
		it(`${text} are ${count}`, () => assert.equal(arrayCount(text), count));
	}
});
