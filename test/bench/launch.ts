/** What checking a batch script costs with every key that is pressed, for which it needs no cluster, and what it takes to submit one. */
import { main } from '../../scripts/lib/main.mjs';
import { checkScript } from '../../src/script/checkScript.ts';
import { completeAt } from '../../src/script/complete.ts';
import { LiveScript } from '../../src/script/liveScript.ts';
import { readScript } from '../../src/script/readScript.ts';
import { practiceFacts } from '../support/practiceFacts.ts';
import { measureSubmission } from './launch/submit.ts';
import { printTable } from './support/table.ts';

const LINES = 2000;
const ROUNDS = 200;

const HEAD = ['#!/bin/bash', '#SBATCH -p gpu --gpus=2 --time=10:00', '#SBATCH --mem=4G', ''];
const COMMANDS = Array.from(
	{ length: LINES - HEAD.length },
	(_, line) => `export STEP_${line}="$STEP_${line - 1}/x"`,
);
const DIRECTIVES = Array.from(
	{ length: LINES - 1 },
	(_, line) => `#SBATCH --job-name=run-${line} --mem=${line + 1}M # ${line}`,
);

const SCRIPTS = [
	{ what: `${LINES} lines, three of them directives`, lines: [...HEAD, ...COMMANDS], key: 2 },
	{ what: `${LINES} lines, all of them directives`, lines: ['#!/bin/bash', ...DIRECTIVES], key: LINES - 1 },
];

await main(async () => {
	const rows = SCRIPTS.flatMap(({ what, lines, key }) => {
		const script = new LiveScript();
		const typed = times(lines, key, (text) =>
			script.check(script.read(text, practiceFacts), practiceFacts, practiceFacts.at),
		);
		const anew = times(lines, key, (text) =>
			checkScript(readScript(text, practiceFacts), practiceFacts, practiceFacts.at),
		);
		const completed = times(lines, key, (text, column) =>
			completeAt(script.read(text, practiceFacts), key, column, practiceFacts),
		);
		return [
			[`check ${what}`, ...typed],
			['  the same, opened anew', ...anew],
			[`complete in ${what}`, ...completed],
		];
	});
	printTable(
		'Batch scripts, with each key',
		['', 'median', '95 of 100', 'rounds'],
		rows,
		'In ms. Each round types one more character into a directive.',
	);
	await measureSubmission();
});

/** Median and 95th percentile, in ms; the first rounds, in which the program gets warm, do not count. */
function times(
	lines: readonly string[],
	key: number,
	work: (text: string, column: number) => unknown,
): readonly string[] {
	const measured: number[] = [];
	for (let round = -20; round < ROUNDS; round += 1) {
		const typed = `${lines[key]} --comment=${'x'.repeat(round + 20)}`;
		const text = lines.with(key, typed).join('\n');
		const begin = performance.now();
		work(text, typed.length);
		if (round >= 0) measured.push(performance.now() - begin);
	}
	measured.sort((a, b) => a - b);
	const at = (part: number) => (measured[Math.floor(part * measured.length)] ?? Number.NaN).toFixed(2);
	return [at(0.5), at(0.95), String(ROUNDS)];
}
