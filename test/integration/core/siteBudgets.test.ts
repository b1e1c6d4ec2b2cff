import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BudgetSource } from '../../../src/allocation/source/budgetSource.ts';
import { DetectedBudgets } from '../../../src/allocation/source/detectBudgets.ts';
import { SiteBudgets } from '../../../src/allocation/source/siteBudgets.ts';
import { isProblem } from '../../../src/problems/problem.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { readProfile } from '../../../src/sites/readProfile.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { PROFILES } from '../../support/practiceApp.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/sites');
const now = () => new Date('2026-11-25T12:00:00');
const sourceOf = (site: string, index = 0): BudgetSource =>
	readProfile(readFileSync(join(PROFILES, `${site}.yaml`), 'utf8'), site).budget?.[index] ?? assert.fail();

describe("A site's own tools on a login node", () => {
	let host: RemoteHost;
	let folder = '';
	const saldo = readFileSync(join(FIXTURES, 'leonardo/saldo.txt'), 'utf8');

	before(async () => {
		// Her login shell prints on both outputs.
		host = await connectTo('practice-noisy');
		const { stdout } = await host.exec('d=$(mktemp -d) && printf %s "$d"', forever);
		folder = stdout;
	});
	after(async () => {
		await host.exec(`rm -rf ${folder} "$HOME/aif-project.json"`, forever);
		await disconnectAll();
	});

	const tool = async (name: string, script: string): Promise<string> => {
		await host.files.write(`${folder}/${name}`, new TextEncoder().encode(`#!/bin/sh\n${script}\n`), forever);
		await host.exec(`chmod +x ${folder}/${name}`, forever);
		return `${folder}/${name}`;
	};
	const printing = (text: string) => `cat <<'END_OF_TEXT'\n${text}\nEND_OF_TEXT`;

	it('are asked with a terminal kind and a wide line, and read by the profile', async () => {
		const command = `${await tool('saldo', `echo a warning >&2; [ "$TERM" ] && [ "$COLUMNS" = 250 ] || exit 9\n${printing(saldo)}\nexit 3`)} -b`;
		const reading = await new SiteBudgets(host, { ...sourceOf('leonardo'), command }, now).read(forever);
		assert.equal(reading?.budgets.length, 3);
		assert.equal(reading.source, command);
	});

	it('that are not there say nothing', async () => {
		const source = { ...sourceOf('leonardo'), command: `${folder}/absent -b` };
		assert.equal(await new SiteBudgets(host, source, now).read(forever), undefined);
	});

	it('that fail are told with their own words', async () => {
		const command = await tool('broken', 'echo "database is down" >&2; exit 1');
		await assert.rejects(
			new SiteBudgets(host, { ...sourceOf('leonardo'), command }, now).read(forever),
			(error) => isProblem(error, 'commandFailed') && error.problem.detail === 'database is down',
		);
	});

	it('that print something else are told with all that they printed', async () => {
		const command = await tool('changed', 'echo "saldo moved to https://example.org"');
		await assert.rejects(
			new SiteBudgets(host, { ...sourceOf('leonardo'), command }, now).read(forever),
			(error) => isProblem(error, 'outputNotUnderstood') && error.problem.detail.includes('saldo moved to'),
		);
	});

	it('that are ended in the middle are not believed, whatever they had printed', async () => {
		const command = await tool('ended', `${printing(saldo)}\nkill -9 $$`);
		await assert.rejects(
			new SiteBudgets(host, { ...sourceOf('leonardo'), command }, now).read(forever),
			(error) => isProblem(error, 'commandFailed') && error.problem.exitCode === 137,
		);
		const cut = await tool('cut', `printf %s '${saldo.slice(0, -12)}'; exit 1`);
		await assert.rejects(
			new SiteBudgets(host, { ...sourceOf('leonardo'), command: cut }, now).read(forever),
			(error) => isProblem(error, 'outputNotUnderstood'),
		);
	});

	it('hold up nothing else while they take their time', async () => {
		const command = await tool('slow', `while [ ! -e ${folder}/go ]; do sleep 0.2; done\n${printing(saldo)}`);
		const source = { ...sourceOf('leonardo'), command };
		const readings = [1, 2, 3].map(() => new SiteBudgets(host, source, now).read(forever));
		// Were it to wait for one of them, none would ever end well.
		await host.exec(`touch ${folder}/go`, forever);
		for (const reading of await Promise.all(readings)) assert.equal(reading?.budgets.length, 3);
	});

	it('leave nothing behind, neither a file nor a process', async () => {
		await host.exec('touch /tmp/aif-before', forever);
		const command = await tool('quiet', printing(saldo));
		await new SiteBudgets(host, { ...sourceOf('leonardo'), command }, now).read(forever);
		const { stdout } = await host.exec(
			'find /tmp "$HOME" -newer /tmp/aif-before -user "$(id -un)" 2>/dev/null; rm /tmp/aif-before',
			forever,
		);
		assert.deepEqual(
			stdout
				.split('\n')
				.filter((line) => line !== '' && !line.startsWith(folder) && line !== '/tmp/aif-before'),
			[],
		);
	});

	it('are found out where a cluster has no profile, by what they print and not by their names', async () => {
		// NSC's projinfo prints something that C3SE's profile does not know, UPPMAX' does not either.
		const strange = await tool('projinfo', 'echo "Current core time allocation:  2000 h/month"');
		const known = [
			{ ...sourceOf('c3se'), command: strange },
			{ ...sourceOf('uppmax'), command: strange },
			{ ...sourceOf('karolina'), command: `${folder}/it4ifree` },
			{ ...sourceOf('leonardo'), command: `${await tool('saldo2', printing(saldo))} -b` },
		];
		const detected = new DetectedBudgets(host, async () => known, now);
		const reading = await detected.read(forever);
		assert.equal(reading?.budgets[0]?.account, 'CNHPC_0000001');
		assert.match(detected.source, /saldo2 -b$/);
		assert.equal((await detected.read(forever))?.budgets.length, 3);
		const none = new DetectedBudgets(host, async () => known.slice(0, 3), now);
		assert.equal(await none.read(forever), undefined);
	});

	it("are files in place of commands, one for each of the person's groups", async () => {
		const { stdout } = await host.exec('id -Gn', forever);
		const [group = ''] = stdout.trim().split(' ');
		const place = `${folder}/projects/${group}`;
		await host.exec(`mkdir -p ${place}`, forever);
		const text = readFileSync(join(FIXTURES, 'lumi/project.json'), 'utf8').replace('project_test', group);
		await host.files.write(`${place}/${group}.json`, new TextEncoder().encode(text), forever);
		const source = { ...sourceOf('lumi'), file: `${folder}/projects/{group}/{group}.json` };
		const reading = await new SiteBudgets(host, source, now).read(forever);
		assert.deepEqual(
			reading?.budgets.map(({ account, lines }) => [account, lines.length]),
			[[group, 3]],
		);
		const elsewhere = { ...source, file: `${folder}/none/{group}.json` };
		assert.equal(await new SiteBudgets(host, elsewhere, now).read(forever), undefined);
	});
});
