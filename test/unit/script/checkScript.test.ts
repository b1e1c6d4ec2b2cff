import assert from 'node:assert/strict';
import { fixText, troubleText } from '../../../src/presenters/scriptTroubleText.ts';
import { checkScript } from '../../../src/script/checkScript.ts';
import type { Finding, Fix } from '../../../src/script/finding.ts';
import { readScript } from '../../../src/script/readScript.ts';
import type { ScriptFacts } from '../../../src/script/scriptFacts.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';
import { REFUSED_SCRIPTS, VALID_SCRIPTS } from '../../support/scriptCorpus.ts';

const NOW = practiceFacts.at;

function findingsIn(directives: string, facts?: ScriptFacts): readonly Finding[] {
	const text = directives.startsWith('#!') ? directives : `#!/bin/bash\n${directives}\nhostname\n`;
	return checkScript(readScript(text, facts), facts, NOW);
}

/** As the person sees it: how bad, what, and the ways to mend it. */
function shown({ severity, trouble, fixes }: Finding): readonly string[] {
	return [`${severity}: ${troubleText(trouble)}`, ...fixes.map((fix) => `→ ${fixText(fix)}`)];
}

function seen(directives: string, facts?: ScriptFacts): readonly string[] {
	return findingsIn(directives, facts).flatMap(shown);
}

/** A one-line script with a fix made. */
function mended(directive: string, facts?: ScriptFacts): string | undefined {
	const fix = findingsIn(directive, facts)[0]?.fixes[0];
	return fix && applied(directive, fix);
}

function applied(directive: string, fix: Fix): string {
	if (fix.kind !== 'replace' && fix.kind !== 'remove') return fixText(fix);
	const [change] = fix.changes;
	return change
		? directive.slice(0, change.span.start) + change.text + directive.slice(change.span.end)
		: directive;
}

describe('checkScript', () => {
	it('finds nothing wrong with an ordinary script, offline and online', () => {
		const script =
			'#SBATCH --job-name=train\n#SBATCH --account=aif001\n#SBATCH --partition=gpu\n#SBATCH --gpus=1\n#SBATCH --time=10:00';
		assert.deepEqual(seen(script), []);
		assert.deepEqual(seen(script, practiceFacts), []);
	});

	it('warns where the profile of the site wants an option that a job does not have, and offers the accounts there are', () => {
		const site = { ...practiceFacts, required: ['account', 'time', 'gpus'] };
		assert.deepEqual(seen('#SBATCH -A aif001 -p gpu --gres=gpu:1 -t 5', site), []);
		assert.deepEqual(seen('#SBATCH -p gpu --time=5 --gpus-per-node=1', site), [
			'warning: Jobs on practice must say --account, by the profile of the site: without it this one may be refused. Add a line "#SBATCH --account=…".',
			'→ Add --account=aif001',
			'→ Add --account=aif002',
		]);
		assert.equal(findingsIn('#SBATCH -p gpu', site).length, 3);
	});

	it('calls nothing an error that sbatch takes, and everything in the corpus that it refuses', () => {
		const errors = (text: string) =>
			checkScript(readScript(text, practiceFacts), practiceFacts, NOW).filter(
				({ severity }) => severity === 'error',
			);
		assert.deepEqual(
			VALID_SCRIPTS.filter((text) => errors(text).length > 0),
			[],
		);
		const refused = Object.values(REFUSED_SCRIPTS).flat();
		assert.deepEqual(
			refused.filter((text) => errors(text).length === 0),
			[],
		);
		assert.ok(VALID_SCRIPTS.length >= 60);
	});

	it('names the likely option for a misspelt one; without the list of the site it may be a plug-in', () => {
		const [message, fix] = seen('#SBATCH --partitoin=gpu');
		assert.equal(message, 'warning: sbatch has no option --partitoin. Did you mean --partition?');
		assert.equal(fix, '→ Change to --partition');
		assert.match(seen('#SBATCH --partitoin=gpu', practiceFacts)[0] ?? '', /^error: sbatch has no option/);
		assert.deepEqual(seen('#SBATCH --bitrate=5', { ...practiceFacts, addedOptions: ['bitrate'] }), []);
		assert.equal(mended('#SBATCH --cpu=4'), '#SBATCH --cpus-per-task=4');
		assert.equal(mended('#SBATCH --walltime=10'), '#SBATCH --time=10');
	});

	it('says what a time means that has a unit, or too many parts', () => {
		assert.equal(mended('#SBATCH --time=90m'), '#SBATCH --time=1:30:00');
		assert.equal(mended('#SBATCH --time=1h30m'), '#SBATCH --time=1:30:00');
		assert.equal(mended('#SBATCH -t 2d'), '#SBATCH -t 2-00:00:00');
		assert.equal(mended('#SBATCH --time=01:12:00:00'), '#SBATCH --time=1-12:00:00');
	});

	it('mends memory, GPUs and resources that are written another way', () => {
		assert.equal(mended('#SBATCH --mem=1.5G'), '#SBATCH --mem=1536M');
		assert.equal(mended('#SBATCH --mem=64GiB'), '#SBATCH --mem=64G');
		assert.equal(mended('#SBATCH --gpus=gpu:2'), '#SBATCH --gpus=2');
		assert.equal(mended('#SBATCH --gpus=2:h100'), '#SBATCH --gpus=h100:2');
		assert.equal(mended('#SBATCH --gres=gpu=2'), '#SBATCH --gres=gpu:2');
		assert.equal(mended('#SBATCH --mail-type=END;FAIL'), '#SBATCH --mail-type=END,FAIL');
		assert.equal(mended('#SBATCH --array=9-0'), '#SBATCH --array=0-9');
	});

	it('tells stray words from comments, dashes of a word processor and values with blanks', () => {
		assert.equal(mended('#SBATCH \u2013\u2013time=5'), '#SBATCH --time=5');
		assert.equal(mended('#SBATCH -t5 // five'), '#SBATCH -t5 # // five');
		assert.equal(mended('#SBATCH nodes=2'), '#SBATCH --nodes=2');
		assert.equal(mended('#SBATCH --nice 10'), '#SBATCH --nice=10');
		assert.equal(mended('#SBATCH --job-name=my job'), '#SBATCH --job-name="my job"');
		assert.equal(mended('#SBATCH -time=5'), '#SBATCH --time=5');
		assert.equal(mended('#SBATCH -N=2'), '#SBATCH -N 2');
	});

	it('warns of a comment that swallows the end of a value', () => {
		const [message] = seen('#SBATCH --job-name=run#2');
		assert.equal(
			message,
			'warning: From "#" on the line is a comment, so sbatch reads only "--job-name=run". Put the value in quotes to keep the sign.',
		);
		assert.equal(mended('#SBATCH --job-name=run#2'), '#SBATCH --job-name="run#2"');
	});

	it('warns of directives that sbatch does not read', () => {
		assert.equal(findingsIn('echo\n#SBATCH -t5\n#SBATCH -n2').length, 2);
		assert.deepEqual(seen('#SBATCH -n2\necho\n#SBATCH -t5'), [
			'warning: This does nothing: Slurm stops reading options at the first command of the script.',
			'→ Move Up to the Other Directives',
		]);
	});

	it('warns of what no shell fills in, and knows what a file name pattern has for it', () => {
		assert.match(seen('#SBATCH --output=~/logs/%j.out')[0] ?? '', /^warning: ~ is not filled in here/);
		assert.equal(mended('#SBATCH --output=run-$SLURM_JOB_ID.out'), '#SBATCH --output=run-%j.out');
		assert.deepEqual(seen('#SBATCH --comment="costs $5 or $X"'), []);
	});

	it('warns of tasks of an array that write into one file', () => {
		assert.equal(
			mended('#SBATCH --array=0-3 --output=out.txt'),
			'#SBATCH --array=0-3 --output=out-%A_%a.txt',
		);
		assert.deepEqual(seen('#SBATCH --array=0-3 --output=out-%a.txt'), []);
	});

	it('offers to drop one of two that do not go together', () => {
		assert.deepEqual(seen('#SBATCH --mem=1G\n#SBATCH --mem-per-cpu=1G'), [
			'error: --mem and --mem-per-cpu do not go together: memory is given once, by node, by CPU or by GPU.',
			'→ Remove --mem',
			'→ Remove --mem-per-cpu',
		]);
		assert.match(
			seen('#SBATCH --gres=gpu:1 --gpus=2')[0] ?? '',
			/^warning: --gres asks for GPUs on each node/,
		);
	});

	it('is as strict as the version of Slurm', () => {
		const at = (version: string) => ({ ...practiceFacts, version });
		const both = '#SBATCH --exclusive --oversubscribe';
		assert.match(seen(both, at('22.05.8'))[0] ?? '', /^warning/);
		assert.match(seen(both, at('24.11.5'))[0] ?? '', /^error/);
		assert.match(seen('#SBATCH -p gpu --gres=gpu:1 --gpus-per-node=1', at('26.05.5'))[0] ?? '', /^error/);
		assert.deepEqual(seen('#SBATCH --tres-per-task=cpu:1', at('24.11.5')), []);
		assert.match(
			seen('#SBATCH --power=level', at('24.11.5'))[0] ?? '',
			/^error: --power is no longer an option since Slurm 24.05/,
		);
		assert.deepEqual(seen('#SBATCH -N 1,2', at('23.02.1')), []);
	});

	it('compares with the limits of the cluster, and corrects to them', () => {
		assert.equal(
			seen('#SBATCH -p debug -t 1:00:00', practiceFacts)[0],
			'error: 1:00:00 is longer than partition debug allows: 00:10:00. Slurm would refuse the job.',
		);
		assert.equal(mended('#SBATCH -p debug -t 1:00:00', practiceFacts), '#SBATCH -p debug -t 00:10:00');
		assert.equal(
			mended('#SBATCH -p gpu --gpus-per-node=h100:8', practiceFacts),
			'#SBATCH -p gpu --gpus-per-node=h100:4',
		);
		assert.equal(mended('#SBATCH --mem=100G', practiceFacts), '#SBATCH --mem=64000M');
		assert.equal(mended('#SBATCH -A aif01', practiceFacts), '#SBATCH -A aif001');
		assert.equal(mended('#SBATCH -p gpus', practiceFacts), '#SBATCH -p gpu');
		assert.match(seen('#SBATCH -q short', practiceFacts)[0] ?? '', /Without --time the job gets 1:00:00/);
	});

	it('says that a job would wait where limits are not enforced at once', () => {
		const facts = { ...practiceFacts, refusesBeyondLimits: false };
		assert.match(seen('#SBATCH -p debug -t 11', facts)[0] ?? '', /The job would wait and never start\.$/);
	});

	it('warns only, where a QOS may go beyond the limit of the partition', () => {
		const qos = [{ name: 'normal', maxTime: 7 * 86_400, deniesOnLimit: false }];
		assert.match(seen('#SBATCH -t 3-0', { ...practiceFacts, qos })[0] ?? '', /^warning/);
	});

	it('tells of a maintenance that a job would run into', () => {
		const start = NOW + 3 * 3_600_000;
		const reservations = [
			{ name: 'maint', start, end: start + 3_600_000, isMaintenance: true, fills: ['cpu', 'gpu'] },
		];
		const facts = { ...practiceFacts, reservations };
		assert.match(
			seen('#SBATCH -t 4:00:00', facts)[0] ?? '',
			/^warning: A maintenance begins on .*A time of 2:50:00 or less can still run before\.$/,
		);
		assert.deepEqual(seen('#SBATCH -t 1:00:00', facts), []);
		assert.deepEqual(seen('#SBATCH -p debug -t 10', facts), []);
	});

	it('says nothing of nodes where the site hides them, nor of another cluster', () => {
		const partitions = (practiceFacts.partitions ?? []).map((partition) => ({ ...partition, nodes: [] }));
		assert.deepEqual(
			seen('#SBATCH -p gpu --gpus-per-node=99 --mem=9T', { ...practiceFacts, partitions }),
			[],
		);
		assert.deepEqual(seen('#SBATCH -M other -p anything -A anybody', practiceFacts), []);
	});

	it('is not sure of names where the site lists not all, or does not enforce accounts', () => {
		assert.match(
			seen('#SBATCH -p hidden', { ...practiceFacts, allPartitions: undefined })[0] ?? '',
			/^warning/,
		);
		assert.deepEqual(seen('#SBATCH -p hidden', { ...practiceFacts, allPartitions: ['cpu', 'hidden'] }), []);
		assert.deepEqual(seen('#SBATCH -A anything', { ...practiceFacts, enforced: [] }), []);
		assert.match(seen('#SBATCH -A anything', { ...practiceFacts, enforced: undefined })[0] ?? '', /^warning/);
		assert.match(
			seen('#SBATCH -q nosuch', { ...practiceFacts, enforced: ['associations'] })[0] ?? '',
			/^error/,
		);
	});

	it('respects who may use a partition', () => {
		const closed = { kind: 'only', names: ['aif002'] } as const;
		const partitions = (practiceFacts.partitions ?? []).map((each) =>
			each.name === 'gpu' ? { ...each, accounts: closed } : each,
		);
		assert.deepEqual(seen('#SBATCH -p gpu -A aif001', { ...practiceFacts, partitions }), [
			'error: Partition gpu is not open to account aif001. It takes aif002.',
			'→ Change to aif002',
		]);
	});
});
