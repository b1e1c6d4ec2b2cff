import assert from 'node:assert/strict';
import { commandLineOf } from '../../../src/remote/run.ts';
import { estimateStart } from '../../../src/slurm/testOnly.ts';

describe("Slurm's estimate of a start", () => {
	const { parse } = estimateStart([]);

	for (const a of ['', ' a']) {
		it(`is a time, nodes and a partition${a === '' ? '' : ' (26.05)'}`, () => {
			const said = `sbatch: Job 98 to start at 1795989196${a} using 1 processors on nodes gcn[1-4] in partition gpu\n`;
			assert.deepEqual(parse(said), {
				...{ kind: 'start', at: new Date(1_795_989_196_000) },
				...{ nodes: 'gcn[1-4]', partition: 'gpu' },
			});
		});
	}

	it('is a refusal in its own words', () => {
		const said = 'allocation failure: Requested node configuration is not available';
		assert.deepEqual(parse(`${said}\n`), { kind: 'refused', said });
	});

	it('is not made up', () => {
		assert.throws(() => parse('Welcome to the cluster!\n'), /outputNotUnderstood: Welcome/);
	});

	it('is asked for without a script, and submits nothing', () => {
		assert.match(commandLineOf(estimateStart(['-J', 'a b'])), / sh --test-only -J 'a b' --wrap=true$/);
	});
});
