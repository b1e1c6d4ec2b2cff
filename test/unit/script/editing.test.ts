import assert from 'node:assert/strict';
import { formatHint } from '../../../src/presenters/formatHint.ts';
import { optionHelp, patternHelp } from '../../../src/presenters/optionHelp.ts';
import { factsAge, settingMarkdown, suggestion } from '../../../src/presenters/scriptHelp.ts';
import { completeAt } from '../../../src/script/complete.ts';
import { foldings } from '../../../src/script/foldings.ts';
import { OPTIONS, optionOf } from '../../../src/script/options.ts';
import { PATTERN_LETTERS } from '../../../src/script/pattern.ts';
import { nameOf, readScript } from '../../../src/script/readScript.ts';
import type { ScriptFacts } from '../../../src/script/scriptFacts.ts';
import { tidyDirectives } from '../../../src/script/tidy.ts';
import { readVariables, renamePlaces } from '../../../src/script/variables.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';
import { randomScripts } from '../../support/randomScripts.ts';

/** What is offered at the bar, as it is inserted. */
function offered(directive: string, facts?: ScriptFacts): readonly string[] {
	const column = directive.indexOf('|');
	const script = readScript(`#!/bin/bash\n${directive.replace('|', '')}\n`, facts);
	const offers = completeAt(script, 1, column, facts)?.offers ?? [];
	return offers.map((offer) => suggestion(offer).insert);
}

/** What the bar's neighbourhood becomes when an offer is taken. */
function taken(directive: string, insert: string, facts?: ScriptFacts): string {
	const column = directive.indexOf('|');
	const line = directive.replace('|', '');
	const span = completeAt(readScript(`#!/bin/bash\n${line}\n`, facts), 1, column, facts)?.span;
	return span ? line.slice(0, span.start) + insert + line.slice(span.end) : line;
}

describe('completeAt', () => {
	it('offers options where one can begin, offline as well, and none that is set already', () => {
		const options = offered('#SBATCH --time=5 |');
		assert.ok(
			options.includes('--partition=') && options.includes('--hold') && options.includes('--exclusive'),
		);
		assert.ok(
			!options.includes('--time=') && !options.includes('--wrap=') && !options.includes('--workdir='),
		);
		assert.equal(taken('#SBATCH --pa|', '--partition='), '#SBATCH --partition=');
	});

	it('offers the partitions, accounts, QOS and features of the cluster', () => {
		assert.deepEqual(offered('#SBATCH --partition=|', practiceFacts), ['cpu', 'gpu', 'debug']);
		assert.deepEqual(offered('#SBATCH -p |', practiceFacts), ['cpu', 'gpu', 'debug']);
		assert.deepEqual(offered('#SBATCH -A |', practiceFacts), ['aif001', 'aif002']);
		assert.deepEqual(offered('#SBATCH --qos=|', practiceFacts), ['normal', 'short']);
		assert.deepEqual(offered('#SBATCH -p gpu --constraint=|', practiceFacts), ['h100']);
		assert.deepEqual(offered('#SBATCH --partition=|'), []);
	});

	it('completes the last part of a list', () => {
		assert.equal(taken('#SBATCH --partition=cpu,g|', 'gpu', practiceFacts), '#SBATCH --partition=cpu,gpu');
		assert.equal(taken('#SBATCH --mail-type=END,F|', 'FAIL'), '#SBATCH --mail-type=END,FAIL');
		assert.equal(taken('#SBATCH --output=%x-%|.out', '%j'), '#SBATCH --output=%x-%j.out');
	});

	it('offers GPUs as the partition has them, and times up to its limit', () => {
		assert.deepEqual(offered('#SBATCH -p gpu --gpus=|', practiceFacts), ['h100:1', 'h100:2', 'h100:4']);
		assert.deepEqual(offered('#SBATCH -p gpu --gres=|', practiceFacts).slice(0, 1), ['gpu:h100:1']);
		assert.equal(offered('#SBATCH --time=|', practiceFacts).at(-1), '2-00:00:00');
	});

	it('offers the marker itself, and nothing in comments and commands', () => {
		assert.deepEqual(offered('#|'), ['#SBATCH --']);
		assert.deepEqual(offered('#SBATCH --hold # see --|'), []);
		assert.deepEqual(offered('echo --|'), []);
	});
});

describe('The help for options', () => {
	it('explains every option and every letter of a pattern', () => {
		assert.deepEqual(
			OPTIONS.filter(({ name, until }) => until !== '20.11' && !optionHelp(name)).map(({ name }) => name),
			[],
		);
		assert.deepEqual(
			PATTERN_LETTERS.filter((letter) => !patternHelp(letter)),
			[],
		);
	});

	it('tells what an option does, what happens without it, and what the cluster allows', () => {
		const script = readScript('#!/bin/bash\n#SBATCH -p debug --time=5\n');
		const setting = script.settings[1];
		assert.ok(setting);
		const text = settingMarkdown(script, setting, practiceFacts, 'as of 3 hours ago');
		assert.match(text, /`--time=…` `-t`/);
		assert.match(text, /Without it: a time that the partition has for such jobs\./);
		assert.match(text, /`debug`: at most 00:10:00\. Without it 00:05:00\./);
		assert.match(text, /\*practice, as of 3 hours ago\*$/);
	});

	it('tells the age of what was kept', () => {
		assert.equal(factsAge(0, true, 9e9), '');
		assert.equal(factsAge(0, false, 5 * 3_600_000), 'as of 5 hours ago');
		assert.equal(factsAge(0, false, 72 * 3_600_000), 'as of 3 days ago');
	});

	it('shows which part of a time is being typed', () => {
		const option = optionOf('time');
		assert.ok(option);
		const part = (written: string) => {
			const hint = formatHint(option, written);
			return `${hint?.label}: ${hint?.parts[hint.active]}`;
		};
		assert.equal(part('4'), '[days-][hours:]minutes[:seconds]: minutes');
		assert.equal(part('4:00:'), 'hours:minutes:seconds: seconds');
		assert.equal(part('1-12:'), 'days-hours:minutes:seconds: minutes');
	});
});

describe('tidyDirectives', () => {
	const tidied = (text: string, isSorted: boolean) => {
		const lines = text.split('\n');
		for (const { first, last, lines: tidy } of tidyDirectives(readScript(text), isSorted).toReversed())
			lines.splice(first, last - first + 1, ...tidy);
		return lines.join('\n');
	};

	it('writes one option to a line, in long form, and keeps comments', () => {
		assert.equal(
			tidied('#!/bin/sh\n#SBATCH -t5 -J "my job" # why\n#SBATCH --part gpu\n', false),
			'#!/bin/sh\n#SBATCH --time=5\n#SBATCH --job-name="my job" # why\n#SBATCH --partition=gpu\n',
		);
	});

	it('sorts when asked to', () => {
		assert.equal(
			tidied('#!/bin/sh\n#SBATCH -t5\n#SBATCH --mem=1G\n#SBATCH -A x\n#SBATCH -J y\n', true),
			'#!/bin/sh\n#SBATCH --job-name=y\n#SBATCH --account=x\n#SBATCH --mem=1G\n#SBATCH --time=5\n',
		);
	});

	it('leaves alone what sbatch would not read', () => {
		const wrong = '#!/bin/sh\n#SBATCH -t5 minutes\n#SBATCH -n2\n';
		assert.equal(tidied(wrong, true), wrong);
	});

	it('changes nothing of what a script means, and has nothing to do the second time', () => {
		const meaning = (text: string) =>
			readScript(text)
				.settings.map(({ option, name, value, component }, index) => ({
					name: option ? nameOf(option) : name,
					value,
					component,
					index,
				}))
				.toSorted(
					(a, b) =>
						a.component - b.component || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index),
				)
				.map(({ name, value, component }) => `${component} ${name}=${value}`);
		for (const text of randomScripts(300)) {
			const tidy = tidied(text, true);
			assert.deepEqual(meaning(tidy), meaning(text), text);
			assert.equal(tidied(tidy, true), tidy);
		}
	});
});

describe('Variables of a job script', () => {
	const script = [
		'#!/bin/bash',
		'#SBATCH -t5',
		'export DATA=/scratch # not $DATA here',
		'OUT="$DATA/out"; echo \'$DATA\' \u0024{DATA%/} \\$DATA',
		'for DATA in a b; do unset DATA; done',
		"cat <<'END'",
		'$DATA',
		'END',
		'echo "a # $DATA" $HOME',
	];

	it('are found where the shell sees them', () => {
		const places = readVariables(script)
			.filter(({ name }) => name === 'DATA')
			.map(({ span, isSet }) => `${span.line}:${span.start}${isSet ? '=' : ''}`);
		assert.deepEqual(places, ['2:7=', '3:6', '3:32', '4:4=', '4:26', '8:11']);
	});

	it('are renamed everywhere, when the script sets them', () => {
		assert.equal(renamePlaces(script, 3, 7)?.places.length, 6);
		assert.equal(renamePlaces(script, 8, 20), undefined);
	});
});

describe('foldings', () => {
	it('fold the block of directives, and what is indented below it', () => {
		const text = '#!/bin/sh\n#SBATCH -t5\n#SBATCH -n2\nif true; then\n\techo a\n\techo b\nfi\n';
		assert.deepEqual(foldings(readScript(text)), [
			{ first: 1, last: 2, isDirectives: true },
			{ first: 3, last: 5, isDirectives: false },
		]);
	});
});
