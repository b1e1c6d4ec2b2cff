import assert from 'node:assert/strict';
import { priceText } from '../../../src/presenters/priceText.ts';
import { priceOf } from '../../../src/price/price.ts';
import { readScript } from '../../../src/script/readScript.ts';
import { readConfiguration } from '../../../src/slurm/cluster/config.ts';
import { listLimits } from '../../../src/slurm/cluster/limits.ts';
import { listPartitions } from '../../../src/slurm/cluster/partitions.ts';
import { factsWith } from '../../support/clusterFacts.ts';
import { slurmFixture } from '../../support/fixture.ts';

const partitions = listPartitions.parse(
	'PartitionName=gpu Default=YES State=UP MaxTime=2-00:00:00 TotalNodes=4 DefMemPerCPU=4000',
);
const associations = [{ account: 'nlaif001', partition: '', defaultQos: 'normal', qos: ['normal', 'short'] }];

/** The recorded limits, of which some are set: by what stands there, as Slurm would print it. */
function broken(
	directives: string,
	changes: Readonly<Record<string, string>>,
	enforce = 'associations,limits,qos',
) {
	let text = slurmFixture('22.05.8', 'assoc_mgr_multiline');
	for (const [was, is] of Object.entries(changes)) {
		assert.ok(text.includes(was), was);
		text = text.replace(was, is);
	}
	const configuration = readConfiguration.parse(
		`SLURM_VERSION = 22.05.8\nAccountingStorageEnforce = ${enforce}\n`,
	);
	const limits = listLimits('ada', ['normal', 'short']).parse(text);
	const price = priceOf(
		readScript(`#!/bin/sh\n#SBATCH ${directives}\ntrue\n`),
		{
			facts: factsWith({ partitions, associations, configuration, limits }),
			...{ budgets: [], cost: undefined, account: 'nlaif001', user: 'ada' },
		},
		[],
	);
	assert.ok(price);
	return priceText(price).split(' · ').slice(1).join(' · ');
}

describe('The limits beside a price', () => {
	it('are not spoken of where the job keeps them, or where the cluster does not enforce them', () => {
		assert.equal(broken('--gpus=4 -t 60', {}), '');
		const perJob = { 'MaxTRESPJ=\n': 'MaxTRESPJ=gres/gpu=2\n' };
		assert.equal(broken('--gpus=2 -t 60', perJob), '');
		assert.equal(broken('--gpus=4 -t 60', perJob, 'associations'), '');
	});

	it('say that a job can never start which asks for more than a job may have', () => {
		assert.equal(
			broken('--gpus=4 -t 60', { 'MaxTRESPJ=\n': 'MaxTRESPJ=gres/gpu=2\n' }),
			'can never start: Account nlaif001 allows a job at most 2 GPUs; this job asks for 4 GPUs. That is 2 GPUs too much',
		);
		assert.match(broken('--qos=short -t 60', {}), /^can never start: QOS short allows a job at most 10 min;/);
		assert.match(
			broken('--gpus=9 -t 60', { 'gres/gpu=N(10)': 'gres/gpu=8(0)' }),
			/^can never start: Account nlaif001 allows all its jobs together 8 GPUs at a time/,
		);
	});

	it('say that a job waits for what others of the account have, or of the person', () => {
		assert.match(
			broken('--gpus=4 -t 60', { 'gres/gpu=N(10)': 'gres/gpu=12(10)' }),
			/^waits until others have ended: Account nlaif001 .*10 GPUs in use; this job asks for 4 GPUs/,
		);
		assert.match(
			broken('--gpus=1 -t 60', { 'MaxJobsPU=N(5)': 'MaxJobsPU=5(5)' }),
			/^waits until others have ended: QOS normal allows each user 5 running jobs at a time; you have 5/,
		);
	});

	it('say that Slurm would not take more jobs into the queue, each task of an array being one', () => {
		const changes = { 'MaxSubmitJobsPU=N(20)': 'MaxSubmitJobsPU=25(20)' };
		assert.equal(broken('-t 60 --array=1-5', changes), '');
		assert.match(
			broken('-t 60 --array=1-6', changes),
			/^would not be taken now: QOS normal allows each user 25 jobs in the queue at a time; you have 20/,
		);
	});

	it('do not speak against a job that could do with fewer nodes', () => {
		assert.equal(broken('-n 4 -t 60', { 'MaxTRESPJ=\n': 'MaxTRESPJ=node=1\n' }), '');
		assert.match(broken('-N 4 -t 60', { 'MaxTRESPJ=\n': 'MaxTRESPJ=node=1\n' }), /^can never start/);
	});
});
