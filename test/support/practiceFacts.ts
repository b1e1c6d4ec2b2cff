import type { ScriptFacts } from '../../src/script/scriptFacts.ts';

const ALL = { kind: 'all' } as const;
const DAY = 86_400;
const TCN = { cpus: 16, memory: 64_000, gpus: [], features: [] };
const GCN = { cpus: 16, memory: 64_000, gpus: [{ type: 'h100', count: 4 }], features: ['h100'] };
const OPEN = { state: 'UP', maxNodes: undefined, accounts: ALL, qos: ALL };
const QOS = ['normal', 'short'];

/** What user ada may know of the practice factory, as practice/README.md has it. */
export const practiceFacts: ScriptFacts = {
	cluster: 'practice',
	at: Date.UTC(2026, 10, 25, 12),
	version: '22.05.8',
	addedOptions: [],
	enforced: ['associations', 'limits', 'qos', 'safe'],
	refusesBeyondLimits: true,
	maxArraySize: 10001,
	partitions: [
		{
			...OPEN,
			name: 'cpu',
			isDefault: true,
			maxTime: 2 * DAY,
			defaultTime: 3600,
			nodes: [{ ...TCN, count: 2 }],
		},
		{
			...OPEN,
			name: 'gpu',
			isDefault: false,
			maxTime: 2 * DAY,
			defaultTime: 3600,
			nodes: [{ ...GCN, count: 4 }],
		},
		{
			...OPEN,
			...{ name: 'debug', isDefault: false, maxTime: 600, defaultTime: 300 },
			nodes: [
				{ ...GCN, count: 1 },
				{ ...TCN, count: 1 },
			],
		},
	],
	allPartitions: ['cpu', 'debug', 'gpu'],
	accounts: [
		{ name: 'aif001', partition: '', qos: QOS, defaultQos: 'normal' },
		{ name: 'aif002', partition: '', qos: QOS, defaultQos: 'normal' },
	],
	qos: [
		{ name: 'normal', maxTime: undefined, deniesOnLimit: false },
		{ name: 'short', maxTime: 300, deniesOnLimit: true },
	],
	reservations: [],
};
