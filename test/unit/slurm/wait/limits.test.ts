import assert from 'node:assert/strict';
import fc from 'fast-check';
import { limitText } from '../../../../src/presenters/limitText.ts';
import type { LimitRecord } from '../../../../src/slurm/cluster/limits.ts';
import type { Seconds } from '../../../../src/slurm/duration.ts';
import { codeOf, explainPending } from '../../../../src/slurm/pendingReason.ts';
import reasons from '../../../../src/slurm/reasons.json' with { type: 'json' };
import { limitHit } from '../../../../src/slurm/wait/limitHit.ts';
import { limitKey } from '../../../../src/slurm/wait/limitKey.ts';
import { niceTimeLimit } from '../../../../src/slurm/wait/niceTime.ts';
import { aJob } from '../../../support/aJob.ts';

const CODES = Object.keys(reasons);
/** Slurm's codes are one word; the others are sentences that it prints in their place. */
const WORDS = CODES.filter((code) => !code.includes(' '));

const unlimited = { limit: undefined, used: undefined };
const record = (facts: Partial<LimitRecord>): LimitRecord => ({
	holder: { kind: 'qos', name: 'normal' },
	group: {
		jobs: unlimited,
		submitted: unlimited,
		wallMinutes: unlimited,
		tres: new Map(),
		tresMinutes: new Map(),
		tresRunMinutes: new Map(),
		...facts.group,
	},
	jobs: unlimited,
	submitted: unlimited,
	perJob: {
		wallMinutes: undefined,
		tres: new Map(),
		tresPerNode: new Map(),
		tresMinutes: new Map(),
		minTres: new Map(),
	},
	perUser: new Map(),
	perAccount: new Map(),
	...facts,
});
const none = record({}).group;

describe('Reasons to wait', () => {
	it('of Slurm 20.11 to 26.05 all have words, a kind, and what can be done', () => {
		assert.equal(WORDS.length, 221);
		for (const code of CODES) {
			const { text, action } = explainPending(code);
			assert.ok(text.length > 10, code);
			assert.ok(action.length > 3, code);
			assert.notEqual(text, code);
		}
	});

	it('that name a limit say which, by their parts', () => {
		const named = WORDS.filter((code) =>
			/^(?:(?:Assoc|QOS)(?:Grp|Max|Min)|Max.*Per(?:User|Account)$)/.test(code),
		);
		assert.ok(named.length > 150);
		assert.deepEqual(
			named.filter((code) => !limitKey(code)),
			[],
		);
	});

	it('that name none are not taken for one', () => {
		const named = WORDS.filter((code) => limitKey(code));
		for (const code of named) assert.match(code, /^(?:Assoc|QOS|Max)/);
		for (const code of [
			'MaxPoweredUpNodes',
			'MaxMemPerLimit',
			'QOSNotAllowed',
			'QOSUsageThreshold',
			'AssociationJobLimit',
		])
			assert.equal(limitKey(code), undefined, code);
	});

	for (const [sentence, code] of [
		['ReqNodeNotAvail, UnavailableNodes:gcn[1-2]', 'ReqNodeNotAvail'],
		['ReqNodeNotAvail, Reserved for maintenance', 'ReqNodeNotAvail'],
		[
			'Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions',
			'ReqNodeNotAvail',
		],
		['launch failed requeued held', 'launch failed requeued held'],
		['launch_failed_requeued_held', 'launch failed requeued held'],
		['job requeued in held state', 'job requeued in held state'],
		['Reservation lesson was deleted', 'ReservationDeleted'],
		['uid 1001 not in group permitted to use this partition (gpu). groups allowed: x', 'AccountNotAllowed'],
		['RaisedSignal:9(Killed)', 'RaisedSignal'],
		['Priority', 'Priority'],
		['', ''],
	] as const) {
		it(`are found in "${sentence}"`, () => assert.equal(codeOf(sentence), code));
	}

	it('that nobody knows are shown as they are', () => {
		assert.deepEqual(explainPending('FutureReason'), { kind: 'wait', text: 'FutureReason', action: '' });
	});
});

describe('A limit that is met', () => {
	const job = aJob({
		state: 'PENDING',
		limit: 7200 as Seconds,
		tres: new Map([
			['cpu', 4],
			['mem', 65_536],
			['node', 1],
			['billing', 33],
			['gres/gpu', 2],
		]),
	});
	const told = (code: string, ...records: readonly LimitRecord[]) => {
		const hit = limitHit(code, job, records, undefined);
		return hit && limitText(hit);
	};

	it('of a budget: what is used, promised to running jobs, and asked for', () => {
		const account = record({
			holder: { kind: 'account', account: 'aif001', user: '', partition: '', parent: 'root' },
			group: {
				...none,
				tresMinutes: new Map([['billing', { limit: 600_000, used: 598_000 }]]),
				tresRunMinutes: new Map([['billing', { limit: undefined, used: 1_500 }]]),
			},
		});
		assert.equal(
			told('AssocGrpBillingMinutes', account),
			'Account aif001 may use 600,000 billing-minutes; 598,000 billing-minutes used and 1,500 billing-minutes promised to running jobs; this job asks for up to 3,960 billing-minutes. That is 3,460 billing-minutes too much.',
		);
		assert.equal(limitHit('AssocGrpBillingMinutes', job, [account], undefined)?.fittingTime, 900);
	});

	it('is the one that is exceeded by most, of the account and those above it', () => {
		const carrier = (account: string, parent: string, limit: number) =>
			record({
				holder: { kind: 'account', account, user: '', partition: '', parent },
				group: { ...none, tres: new Map([['gres/gpu', { limit, used: 8 }]]) },
			});
		const records = [
			carrier('aif001', 'faculty', 16),
			carrier('faculty', 'root', 9),
			carrier('other', 'root', 1),
		];
		assert.equal(
			told('AssocGrpGRES', ...records),
			'Account faculty allows all its jobs together 9 GPUs at a time; 8 GPUs in use; this job asks for 2 GPUs. That is 1 GPU too much.',
		);
	});

	it('may be one of the QOS that the partition has for all its jobs', () => {
		const qos = record({
			holder: { kind: 'qos', name: 'p-gpu' },
			perJob: { ...record({}).perJob, tres: new Map([['gres/gpu', { limit: 1, used: undefined }]]) },
		});
		assert.equal(told('QOSMaxGRESPerJob', qos), undefined);
		const partition = { name: 'gpu', ownQos: 'p-gpu' } as Parameters<typeof limitHit>[3];
		const hit = limitHit('QOSMaxGRESPerJob', job, [qos], partition);
		assert.equal(
			hit && limitText(hit),
			'QOS p-gpu allows a job at most 1 GPU; this job asks for 2 GPUs. That is 1 GPU too much.',
		);
	});

	it('of a person among many, and of an account among many', () => {
		const share = {
			jobs: { limit: 4, used: 4 },
			submitted: { limit: 9, used: 9 },
			tres: new Map([['gres/gpu', { limit: 2, used: 2 }]]),
			tresRunMinutes: new Map([['cpu', { limit: 600, used: 300 }]]),
		};
		const qos = record({ perUser: new Map([['ada', share]]), perAccount: new Map([['aif001', share]]) });
		assert.equal(
			told('QOSMaxJobsPerUserLimit', qos),
			'QOS normal allows each user 4 running jobs at a time; you have 4.',
		);
		assert.equal(
			told('QOSMaxSubmitJobPerUserLimit', qos),
			'QOS normal allows each user 9 jobs in the queue at a time; you have 9.',
		);
		assert.equal(
			told('QOSMaxGRESPerUser', qos),
			'QOS normal allows each user 2 GPUs at a time; you use 2 GPUs; this job asks for 2 GPUs. That is 2 GPUs too much.',
		);
		assert.equal(
			told('MaxJobsPerAccount', qos),
			'QOS normal allows each account 4 running jobs at a time; there are 4.',
		);
		assert.equal(
			told('MaxCpuRunMinsPerUser', qos),
			'QOS normal lets running jobs of each user claim 10 core-h at a time (what they have, times the time they have left); 5 core-h are claimed; this job asks for 8 core-h. That is 3 core-h too much.',
		);
	});

	it('without numbers is no limit to tell of', () => {
		assert.equal(told('QOSMaxJobsPerUserLimit'), undefined);
		assert.equal(told('QOSMaxJobsPerUserLimit', record({})), undefined);
	});

	it('of a kind that the resource does not belong to is not told', () => {
		const qos = record({ group: { ...none, tres: new Map([['mem', { limit: 10, used: 10 }]]) } });
		assert.equal(told('QOSGrpCpuLimit', qos), undefined);
		assert.match(
			told('QOSGrpMemLimit', qos) ?? '',
			/^QOS normal allows all its jobs together 10 MiB of memory/,
		);
	});
});

describe('A time limit that would fit', () => {
	it('is never longer than what fits, and near it', () => {
		fc.assert(
			fc.property(fc.integer({ min: 60, max: 10_000_000 }), (length) => {
				const nice = niceTimeLimit(length);
				assert.ok(nice <= length && nice > length * 0.5 - 1);
				assert.equal(nice % 60, 0);
			}),
		);
	});

	it('is one that a person would type', () => {
		const hours = (count: number) => count * 3600;
		assert.equal(niceTimeLimit(hours(5) + 29 * 60), hours(5.25));
		assert.equal(niceTimeLimit(hours(50.9)), hours(50));
		assert.equal(niceTimeLimit(13 * 60), 10 * 60);
		assert.equal(niceTimeLimit(30), 0);
	});
});
