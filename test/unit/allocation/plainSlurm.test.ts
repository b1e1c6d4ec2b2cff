import assert from 'node:assert/strict';
import { readDecay } from '../../../src/allocation/slurm/decay.ts';
import { PlainSlurm } from '../../../src/allocation/slurm/plainSlurm.ts';
import { listAllowedQos, listQosBudgets, readQosUse } from '../../../src/allocation/slurm/qosBudgets.ts';
import type { RemoteCommand } from '../../../src/remote/remoteCommand.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';
import { forever } from '../../support/practice.ts';

describe('What Slurm enforces', () => {
	for (const version of SLURM_VERSIONS) {
		it(`is read of QOS as Slurm ${version} keeps it, each with the limits that it has`, () => {
			const use = readQosUse(['normal', 'short']).parse(slurmFixture(version, 'assoc_mgr_multiline'));
			assert.deepEqual([...use.keys()], ['normal', 'short']);
			// Neither has a limit there: use without one is no budget.
			assert.deepEqual([...use.values()].flat(), []);
		});

		it(`decays as the configuration of Slurm ${version} says`, () => {
			assert.deepEqual(readDecay.parse(slurmFixture(version, 'config')), {
				halfLifeSeconds: 7 * 86_400,
				reset: undefined,
			});
		});
	}

	it('is read of a QOS with a limit, in hours', () => {
		const text = slurmFixture('22.05.8', 'assoc_mgr_multiline').replace(
			/(QOS=short[\s\S]*?GrpTRESMins=.*)gres\/gpu=N\(20\)/,
			'$1gres/gpu=600(20)',
		);
		const [line, ...others] = readQosUse(['short']).parse(text).get('short') ?? [];
		assert.equal(others.length, 0);
		assert.deepEqual(
			[line?.resource, line?.granted, line?.used, line?.committed, line?.onlyIn],
			['gres/gpu', 10, 20 / 60, 17 / 60, 'short'],
		);
	});

	it('is not understood where a record is cut', () => {
		assert.throws(() => readQosUse(['x']).parse('QOS=x(1)\n    UsageRaw=1\n'), { name: 'ProblemError' });
		assert.throws(() => listQosBudgets.parse('normal'), { name: 'ProblemError' });
		assert.throws(() => listAllowedQos('ada').parse('a|b'), { name: 'ProblemError' });
	});

	const answers = (texts: Readonly<Record<string, string | Error>>) => ({
		async run<T>({ argv, parse }: RemoteCommand<T>): Promise<T> {
			const line = argv.join(' ');
			const [, text] = Object.entries(texts).find(([part]) => line.includes(part)) ?? [];
			if (text === undefined || text instanceof Error) throw text ?? new Error(`not expected: ${line}`);
			return parse(text);
		},
	});
	const USUAL = {
		sshare: 'root||||\n p||gres/gpu=600||gres/gpu=60\n  p|ada|||gres/gpu=60\n',
		'show user': 'p\n',
		'show config': 'PriorityDecayHalfLife   = 00:00:00\n',
		'show qos': 'normal||\npaid|NoDecay|gres/gpu=120\n',
		'show assoc where': 'p|normal|normal,paid\n',
		assoc_mgr: 'QOS=paid(4)\n    GrpTRESMins=gres/gpu=120(30)\n    GrpTRESRunMins=gres/gpu=N(5)\n',
	};

	it('has the limits of a QOS that jobs must name beside those that always count', async () => {
		const { budgets } = await new PlainSlurm(answers(USUAL), 'ada').read(forever);
		assert.deepEqual(
			budgets[0]?.lines.map(({ limitedBy, granted, used, onlyIn }) => [limitedBy, granted, used, onlyIn]),
			[
				['p', 10, 1, undefined],
				['paid', 2, 0.5, 'paid'],
			],
		);
	});

	it('takes the tighter limit where the QOS is the one that jobs get', async () => {
		const slurm = answers({ ...USUAL, 'show assoc where': 'p|paid|paid\n' });
		const { budgets } = await new PlainSlurm(slurm, 'ada').read(forever);
		assert.deepEqual(
			budgets[0]?.lines.map(({ limitedBy, onlyIn }) => [limitedBy, onlyIn]),
			[['paid', undefined]],
		);
	});

	it('stands without what cannot be read, and says so', async () => {
		const slurm = answers({ ...USUAL, assoc_mgr: new Error('denied') });
		const { budgets, troubles } = await new PlainSlurm(slurm, 'ada').read(forever);
		assert.equal(budgets[0]?.lines.length, 1);
		assert.equal(troubles.length, 1);
		const closed = answers({ sshare: USUAL.sshare });
		assert.equal((await new PlainSlurm(closed, 'ada').read(forever)).budgets.length, 1);
	});

	it('knows the grant, and not the use, where the site hides what others use', async () => {
		const slurm = answers({
			...USUAL,
			sshare: 'p|ada|||gres/gpu=60\n',
			'show qos': 'normal||\n',
			'show assoc tree': 'root|||\n top|root||billing=6000\n  p|top||gres/gpu=600\n   p||ada|\n',
		});
		const { budgets } = await new PlainSlurm(slurm, 'ada').read(forever);
		assert.equal(budgets[0]?.isOwnUseOnly, true);
		assert.deepEqual(
			budgets[0]?.lines.map(({ resource, granted, used, limitedBy }) => [resource, granted, used, limitedBy]),
			[
				['gres/gpu', 10, undefined, 'p'],
				['billing', 100, undefined, 'top'],
			],
		);
	});
});
