import assert from 'node:assert/strict';
import { ProblemError } from '../../../../src/problems/problem.ts';
import type { RemoteCommand } from '../../../../src/remote/remoteCommand.ts';
import { ClusterFactsStore } from '../../../../src/slurm/cluster/clusterFacts.ts';
import { createSeparators } from '../../../../src/slurm/separators.ts';
import { slurmFixture } from '../../../support/fixture.ts';

const forever = new AbortController().signal;

describe('What is known of a cluster', () => {
	let seconds = 0;
	const asked: string[][] = [];
	let answer: (words: string) => string | Error;

	beforeEach(() => {
		seconds = 0;
		asked.length = 0;
		answer = (words) => slurmFixture('22.05.8', words.includes('partition') ? 'partitions' : 'config');
	});

	const store = () => {
		const slurm = {
			separators: createSeparators(),
			runTogether: async (commands: readonly RemoteCommand<unknown>[]) => {
				const words = commands.map(({ argv }) => argv.join(' '));
				asked.push(words);
				return commands.map(({ parse }, index): PromiseSettledResult<unknown> => {
					const text = answer(words[index] ?? '');
					return text instanceof Error
						? { status: 'rejected', reason: text }
						: { status: 'fulfilled', value: parse(text) };
				});
			},
		};
		return new ClusterFactsStore(slurm, 'ada', () => new Date(seconds * 1000));
	};
	const denied = new ProblemError({
		kind: 'commandFailed',
		host: 'practice',
		command: 'scontrol',
		exitCode: 1,
		detail: 'slurm_load_partitions error: Access/permission denied',
	});

	it('is asked for together, and only once as long as it is good', async () => {
		const facts = store();
		await facts.look({ parts: ['partitions', 'configuration'] }, forever);
		seconds = 300;
		await facts.look({ parts: ['partitions', 'configuration'] }, forever);
		assert.equal(asked.length, 1);
		assert.equal(asked[0]?.length, 2);
		seconds = 700;
		await facts.look({ parts: ['partitions', 'configuration'] }, forever);
		assert.deepEqual(asked[1], ['scontrol --oneliner show partition']);
		assert.equal(facts.facts.partitions.at?.getTime(), 700_000);
		assert.equal(facts.facts.configuration.at?.getTime(), 0);
	});

	it('is asked anew when the person wants it', async () => {
		const facts = store();
		await facts.look({ parts: ['partitions'] }, forever);
		await facts.look({ parts: ['partitions'], olderThanSeconds: 0 }, forever);
		assert.equal(asked.length, 2);
	});

	it('is asked once for all who want it at the same time', async () => {
		const facts = store();
		await Promise.all([1, 2, 3].map(() => facts.look({ parts: ['partitions'] }, forever)));
		assert.equal(asked.length, 1);
	});

	it('says of each part why it is missing, and keeps the last good answer', async () => {
		const facts = store();
		await facts.look({ parts: ['partitions'] }, forever);
		answer = () => denied;
		const { partitions, configuration } = await facts.look(
			{ parts: ['partitions', 'configuration'], olderThanSeconds: 0 },
			forever,
		);
		assert.equal(partitions.value?.length, 2);
		assert.equal(partitions.at?.getTime(), 0);
		assert.equal(partitions.error, denied);
		assert.equal(configuration.value, undefined);
		assert.equal(configuration.error, denied);
	});

	it('is not asked for again the same day where the site denies it, but soon where it only failed', async () => {
		const facts = store();
		answer = () => denied;
		await facts.look({ parts: ['partitions'] }, forever);
		seconds = 3600;
		await facts.look({ parts: ['partitions'] }, forever);
		assert.equal(asked.length, 1);
		answer = () => new Error('slow');
		await facts.look({ parts: ['configuration'] }, forever);
		seconds = 3700;
		await facts.look({ parts: ['configuration'] }, forever);
		assert.equal(asked.length, 3);
	});

	it('tells limits of the QOS that were asked about, and asks again for one more', async () => {
		const facts = store();
		answer = () => slurmFixture('22.05.8', 'assoc_mgr_multiline');
		await facts.look({ parts: ['limits'], qos: ['normal', ''] }, forever);
		await facts.look({ parts: ['limits'], qos: ['normal'] }, forever);
		await facts.look({ parts: ['limits'], qos: ['short'] }, forever);
		assert.deepEqual(asked.flat(), [
			'scontrol show assoc_mgr flags=assoc,qos users=ada qos=normal',
			'scontrol show assoc_mgr flags=assoc,qos users=ada qos=normal,short',
		]);
	});

	it('goes on after a look that failed as a whole', async () => {
		const facts = store();
		answer = () => {
			throw new Error('link lost');
		};
		await assert.rejects(facts.look({ parts: ['partitions'] }, forever), /link lost/);
		answer = () => slurmFixture('22.05.8', 'partitions');
		assert.equal((await facts.look({ parts: ['partitions'] }, forever)).partitions.value?.length, 2);
	});
});
