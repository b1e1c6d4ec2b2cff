import assert from 'node:assert/strict';
import { decaysIn } from '../../../src/allocation/slurm/decay.ts';
import { PlainSlurm } from '../../../src/allocation/slurm/plainSlurm.ts';
import { qosLines } from '../../../src/allocation/slurm/qosBudgets.ts';
import type { RemoteCommand } from '../../../src/remote/remoteCommand.ts';
import { ClusterFactsStore } from '../../../src/slurm/cluster/clusterFacts.ts';
import { readConfiguration } from '../../../src/slurm/cluster/config.ts';
import { listLimits } from '../../../src/slurm/cluster/limits.ts';
import { createSeparators } from '../../../src/slurm/separators.ts';
import { SLURM_VERSIONS, slurmFixture } from '../../support/fixture.ts';
import { forever } from '../../support/practice.ts';

describe('What Slurm enforces', () => {
	for (const version of SLURM_VERSIONS) {
		it(`is read of QOS as Slurm ${version} keeps it, each with the limits that it has`, () => {
			const limits = listLimits('ada', ['normal', 'short']).parse(
				slurmFixture(version, 'assoc_mgr_multiline'),
			);
			const use = qosLines(limits);
			assert.deepEqual([...use.keys()], ['normal', 'short']);
			// Neither has a limit there: use without one is no budget.
			assert.deepEqual([...use.values()].flat(), []);
		});

		it(`decays as the configuration of Slurm ${version} says`, () => {
			assert.equal(decaysIn(readConfiguration.parse(slurmFixture(version, 'config'))), true);
		});
	}

	it('is read of a QOS with a limit, in hours', () => {
		const text = slurmFixture('22.05.8', 'assoc_mgr_multiline').replace(
			/(QOS=short[\s\S]*?GrpTRESMins=.*)gres\/gpu=N\(20\)/,
			'$1gres/gpu=600(20)',
		);
		const use = qosLines(listLimits('ada', ['short']).parse(text));
		const [line, ...others] = use.get('short') ?? [];
		assert.equal(others.length, 0);
		assert.deepEqual(
			[line?.resource, line?.granted, line?.used, line?.committed, line?.onlyIn],
			['gres/gpu', 10, 20 / 60, 17 / 60, 'short'],
		);
	});

	it('counts for ever where use does not decay, and where nothing is known of it', () => {
		const config = (halfLife: string) =>
			readConfiguration.parse(`SLURM_VERSION = 22.05.8\nPriorityDecayHalfLife = ${halfLife}\n`);
		assert.equal(decaysIn(config('00:00:00')), false);
		assert.equal(decaysIn(config('1-00:00:00')), true);
		assert.equal(decaysIn(undefined), false);
	});

	const asked: string[] = [];
	beforeEach(() => {
		asked.length = 0;
	});
	/** Slurm with these answers, by a part of the command. */
	const slurmThatSays = (texts: Readonly<Record<string, string | Error>>) => {
		const run = async <T>({ argv, parse }: RemoteCommand<T>): Promise<T> => {
			const line = argv.join(' ');
			asked.push(line);
			const [, text] = Object.entries(texts).find(([part]) => line.includes(part)) ?? [];
			if (text === undefined || text instanceof Error) throw text ?? new Error(`not expected: ${line}`);
			return parse(text);
		};
		const runTogether = (commands: readonly RemoteCommand<unknown>[]) =>
			Promise.allSettled(commands.map((command) => run(command)));
		const facts = new ClusterFactsStore(
			{ separators: createSeparators(), runTogether },
			'ada',
			() => new Date(0),
		);
		return { facts, budgets: new PlainSlurm({ run }, facts, 'ada') };
	};
	const qosLine = (name: string, flags: string, minutes: string) =>
		`${[name, '0', flags, '1.0', '', '', '', '', '', '', minutes].join('|')}\n`;
	const USUAL = {
		sshare: 'root||||\n p||gres/gpu=600||gres/gpu=60\n  p|ada|||gres/gpu=60\n',
		'show user': 'p\n',
		'show config': 'SLURM_VERSION = 22.05.8\nPriorityDecayHalfLife   = 00:00:00\n',
		'show qos': qosLine('normal', '', '') + qosLine('paid', 'NoDecay', 'gres/gpu=120'),
		'show associations where': 'p||normal|normal,paid\n',
		assoc_mgr:
			'Current Association Manager state\n\nQOS Records\n\nQOS=paid(4)\n    GrpTRESMins=gres/gpu=120(30)\n    GrpTRESRunMins=gres/gpu=N(5)\n',
	};

	it('has the limits of a QOS that jobs must name beside those that always count', async () => {
		const { budgets } = await slurmThatSays(USUAL).budgets.read(forever);
		assert.deepEqual(
			budgets[0]?.lines.map(({ limitedBy, granted, used, onlyIn }) => [limitedBy, granted, used, onlyIn]),
			[
				['p', 10, 1, undefined],
				['paid', 2, 0.5, 'paid'],
			],
		);
	});

	it('takes the tighter limit where the QOS is the one that jobs get', async () => {
		const slurm = slurmThatSays({ ...USUAL, 'show associations where': 'p||paid|paid\n' });
		const { budgets } = await slurm.budgets.read(forever);
		assert.deepEqual(
			budgets[0]?.lines.map(({ limitedBy, onlyIn }) => [limitedBy, onlyIn]),
			[['paid', undefined]],
		);
	});

	it('stands without what cannot be read, and says so', async () => {
		const slurm = slurmThatSays({ ...USUAL, assoc_mgr: new Error('denied') });
		const { budgets, troubles } = await slurm.budgets.read(forever);
		assert.equal(budgets[0]?.lines.length, 1);
		assert.equal(troubles.length, 1);
		const closed = slurmThatSays({ sshare: USUAL.sshare });
		assert.equal((await closed.budgets.read(forever)).budgets.length, 1);
	});

	it('knows the grant, and not the use, where the site hides what others use', async () => {
		const slurm = slurmThatSays({
			...USUAL,
			sshare: 'p|ada|||gres/gpu=60\n',
			'show qos': qosLine('normal', '', ''),
			'show assoc tree': 'root|||\n top|root||billing=6000\n  p|top||gres/gpu=600\n   p||ada|\n',
		});
		const { budgets } = await slurm.budgets.read(forever);
		assert.equal(budgets[0]?.isOwnUseOnly, true);
		assert.deepEqual(
			budgets[0]?.lines.map(({ resource, granted, used, limitedBy }) => [resource, granted, used, limitedBy]),
			[
				['gres/gpu', 10, undefined, 'p'],
				['billing', 100, undefined, 'top'],
			],
		);
	});

	it('asks nothing that somebody has asked before but what changes', async () => {
		const { facts, budgets } = slurmThatSays(USUAL);
		await facts.look({ parts: ['configuration', 'qos', 'associations'] }, forever);
		asked.length = 0;
		await budgets.read(forever);
		assert.deepEqual(
			asked.map((line) => line.split(' ').slice(0, 3).join(' ')),
			['sshare --noheader --parsable', 'sacctmgr --noheader --parsable2', 'scontrol show assoc_mgr'],
		);
	});

	it('stands without what cannot be read at all, as when the link breaks in the middle', async () => {
		const { facts } = slurmThatSays(USUAL);
		facts.look = () => Promise.reject(new Error('cut'));
		const run = async <T>({ parse }: RemoteCommand<T>): Promise<T> => parse(USUAL.sshare);
		const { budgets } = await new PlainSlurm({ run }, facts, 'ada').read(forever);
		assert.equal(budgets[0]?.lines.length, 1);
	});
});
