import assert from 'node:assert/strict';
import type { App } from '../../../src/app.ts';
import { shellQuote } from '../../../src/base/shellQuote.ts';
import { billingOf, billingRule } from '../../../src/price/billing.ts';
import { givenTo, shapeOf } from '../../../src/price/given.ts';
import { type JobRequest, jobRequests } from '../../../src/script/checks/jobRequest.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { parseTres } from '../../../src/slurm/tres.ts';
import { forever } from '../../support/practice.ts';
import { connected, practiceApp } from '../../support/practiceApp.ts';

/** Requests of every kind that leave open no more than the practice factory decides alike. */
const REQUESTS: readonly string[] = [
	...['-p cpu', '-p cpu -n 4', '-p cpu -c 3', '-p cpu -n 3 -c 2', '-p cpu -N 2', '-p cpu -n 20'],
	...['-p cpu --mem=10G', '-p cpu --mem=1500M -c 4', '-p cpu --mem-per-cpu=2G -n 3', '-p cpu --mem=0'],
	...[
		'-p cpu -N 2 --ntasks-per-node=3',
		'-p cpu -n 6 --ntasks-per-node=3',
		'-p cpu -n 4 --ntasks-per-node=3',
		'-p cpu -n 2 --ntasks-per-node=4',
		'-p cpu --exclusive',
	],
	...['-p cpu -N 2 --exclusive --mem=1G', '-p cpu -N 1-2', '-p cpu --mincpus=5', '-p cpu -n 4 -O'],
	...['-p gpu --gpus=1', '-p gpu --gpus=3', '-p gpu --gres=gpu:2', '-p gpu --gres=gpu:h100:1 -c 8'],
	...['-p gpu --gpus-per-node=2 -N 2', '-p gpu --gpus=h100:4 --mem=32G', '-p gpu --gpus-per-task=1 -n 3'],
	...['-p gpu --gpus=2 --cpus-per-gpu=4', '-p gpu --gpus=2 --mem-per-gpu=8G', '-p gpu --gpus=6'],
	...['-p gpu --gpus=4 --gpus-per-task=2', '-p gpu -N 2 --gpus=8 --ntasks-per-node=4 -c 4'],
	...['-p gpu --gpus=1 --exclusive', '-p gpu -N 1 -n 2 -c 3 --gres=gpu:1 --mem-per-cpu=1G', '-p gpu -c 2'],
	...['-p debug -c 2', '-p debug --gres=gpu:1 --mem=500M', '-p gpu --gpus=5 -N 2'],
];

describe('The price of a job', () => {
	const { app } = practiceApp();
	let session: ClusterSession;

	before(async () => {
		session = await connected(app satisfies App);
	});
	after(() => app.dispose());

	it('is what accounting bills for the same job, to the unit', async () => {
		const facts = await session.facts.look({ parts: ['partitions', 'nodes', 'configuration'] }, forever);
		const ids: string[] = [];
		for (const request of REQUESTS) {
			const line = `sbatch --parsable -t 1 -o /dev/null ${request} --wrap ${shellQuote(['true'])}`;
			const { stdout, stderr } = await session.host.exec(line, forever);
			assert.match(stdout, /^\d+\n$/, `${request}: ${stderr}`);
			ids.push(stdout.trim());
		}
		const ask = `sacct -X -n -P -j ${ids.join()} -o JobID,State,AllocTRES`;
		const isOver = (line: string) => /\|(?:COMPLETED|FAILED)\|/.test(line);
		let rows: readonly string[] = [];
		do rows = (await session.host.exec(`sleep 1; ${ask}`, forever)).stdout.trim().split('\n');
		while (!(rows.length === ids.length && rows.every(isOver)));

		const { partitions, nodes, configuration } = facts;
		const compared = REQUESTS.map((request, index) => {
			const row = rows.find((one) => one.startsWith(`${ids[index]}|`)) ?? '';
			const billed = parseTres(row.split('|')[2] ?? '');
			const script = readScript(`#!/bin/sh\n#SBATCH ${request}\ntrue\n`);
			const asked = jobRequests(script)[0];
			const partition = partitions.value?.find(({ name }) => name === asked?.partitions?.[0]);
			assert.ok(asked && partition);
			const count = billed.get('node') ?? 0;
			const give = (request: JobRequest) =>
				givenTo(request, partition, shapeOf(partition, nodes.value), configuration.value);
			// On how many nodes it lies depends on what is free; all else follows from that.
			const given = give({ ...asked, nodes: { least: count, most: count } });
			const rule = billingRule(configuration.value?.values.get('PriorityFlags'));
			const atMost = billingOf(give(asked), partition, rule);
			assert.ok(atMost >= (billed.get('billing') ?? 0), `${request}: ${atMost} is too little`);
			const words = (tres: ReadonlyMap<string, number>, billing: number | undefined) =>
				`${['cpu', 'mem', 'node', 'gres/gpu'].map((name) => `${name}=${tres.get(name) ?? 0}`).join()},billing=${billing}`;
			return [
				`${request}: ${words(given, billingOf(given, partition, rule))}`,
				`${request}: ${words(billed, billed.get('billing'))}`,
			] as const;
		});
		assert.deepEqual(
			compared.map(([ours]) => ours),
			compared.map(([, theirs]) => theirs),
		);
	});
});
