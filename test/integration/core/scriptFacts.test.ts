import assert from 'node:assert/strict';
import { optionOf } from '../../../src/script/options.ts';
import { SCRIPT_PARTS, scriptFactsOf } from '../../../src/session/scriptFacts.ts';
import { listPartitionNames, listSbatchOptions } from '../../../src/slurm/sbatchOptions.ts';
import { forever } from '../../support/practice.ts';
import { connected, practiceApp } from '../../support/practiceApp.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';

describe('What scripts are compared with', () => {
	const { app } = practiceApp();
	after(() => app.dispose());

	it('is what the practice factory tells of itself', async () => {
		const session = await connected(app);
		await session.facts.look({ parts: SCRIPT_PARTS }, forever);
		const sbatchOptions = await session.slurm.run(listSbatchOptions, forever);
		const allPartitions = [...(await session.slurm.run(listPartitionNames, forever))].sort();
		assert.ok(sbatchOptions.includes('time') && sbatchOptions.every((name) => optionOf(name) !== undefined));
		const facts = scriptFactsOf(
			'practice',
			session.facts.facts,
			{ sbatchOptions, allPartitions },
			new Date(),
		);
		assert.deepEqual({ ...facts, at: practiceFacts.at }, practiceFacts);
	});
});
