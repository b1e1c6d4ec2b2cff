import { type Group, OPTIONS } from './options.ts';
import { type MarkedLine, nameOf, type Script, type Setting } from './readScript.ts';
import { writeWord } from './words.ts';

const GROUPS: readonly Group[] = [
	'job',
	'place',
	'size',
	'gpus',
	'memory',
	'time',
	'files',
	'mail',
	'behaviour',
	'rare',
];
const RANK = new Map(OPTIONS.map(({ name, group }, index) => [name, GROUPS.indexOf(group) * 1000 + index]));

/** Options that overwrite each other, so that their order must stay: each goes where the other one goes. */
const BESIDE: Readonly<Record<string, string>> = {
	oversubscribe: 'exclusive',
	'no-requeue': 'requeue',
	'sockets-per-node': 'extra-node-info',
	'cores-per-socket': 'extra-node-info',
	'threads-per-core': 'extra-node-info',
	hint: 'extra-node-info',
	'tres-bind': 'gpu-bind',
	'thread-spec': 'core-spec',
};

/** New text for some whole lines, first and last included. */
export interface TidyBlock {
	readonly first: number;
	readonly last: number;
	readonly lines: readonly string[];
}

/**
 * Directives one to a line and written out, `#SBATCH --time=10:00`, with the comments they have. Blocks that sbatch would
 * not read, or that a word on another line belongs to, stay as they are.
 *
 * @param isSorted also brings those of a block in an order: who pays, where, how much, how long, files, mail. Of options
 *   that are set twice the order stays.
 */
export function tidyDirectives(
	script: Script,
	isSorted: boolean,
	from = 0,
	to = script.lines.length,
): readonly TidyBlock[] {
	return blocksOf(script)
		.filter((block) => (block[0]?.line ?? 0) <= to && (block.at(-1)?.line ?? 0) >= from)
		.flatMap((block) => tidyBlock(script, block, isSorted) ?? []);
}

/** Runs of directive lines with nothing between, for one job each. */
function blocksOf({ marked }: Script): readonly (readonly MarkedLine[])[] {
	const blocks: MarkedLine[][] = [];
	for (const line of marked) {
		const before = blocks.at(-1)?.at(-1);
		const goesOn = before && before.line + 1 === line.line && !line.separator;
		if (goesOn) blocks.at(-1)?.push(line);
		else blocks.push([line]);
	}
	return blocks;
}

interface TidyLine {
	readonly text: string;
	readonly rank: number;
}

function tidyBlock(script: Script, block: readonly MarkedLine[], isSorted: boolean): TidyBlock | undefined {
	const first = block[0]?.line ?? 0;
	const last = block.at(-1)?.line ?? 0;
	const isHere = (line: number) => first <= line && line <= last;
	const isOdd =
		script.stray.some(({ word }) => isHere(word.span.line)) ||
		script.faults.some(({ span }) => isHere(span.line)) ||
		script.settings.some(
			(setting) =>
				(isHere(setting.nameSpan.line) && !isWhole(setting)) ||
				(setting.valueSpan && isHere(setting.valueSpan.line) && !isHere(setting.nameSpan.line)),
		);
	if (isOdd) return undefined;
	const lines = block.flatMap((line) => tidyLines(script, line));
	// Sorting is stable: of equal options the last one goes on to win.
	const ordered = isSorted ? lines.toSorted((a, b) => a.rank - b.rank) : lines;
	const texts = ordered.map(({ text }) => text);
	const isSame =
		texts.length === last - first + 1 &&
		texts.every((text, index) => text === script.lines[first + index]?.trimEnd());
	return isSame ? undefined : { first, last, lines: texts };
}

/** Known, on one line, and with a value just where it takes one. */
function isWhole({ option, value, nameSpan, valueSpan }: Setting): boolean {
	if (!option || (valueSpan && valueSpan.line !== nameSpan.line)) return false;
	return option.takes === 'maybe' || (option.takes === 'value') === (value !== undefined);
}

function tidyLines(
	script: Script,
	{ line, words, comment, separator, marker }: MarkedLine,
): readonly TidyLine[] {
	const written = script.lines[line] ?? '';
	const remark = comment ? ` ${written.slice(comment.start).trimEnd()}` : '';
	const settings = script.settings.filter(({ nameSpan }) => nameSpan.line === line);
	const head: TidyLine[] = separator ? [{ text: `#SBATCH ${separator.raw.toLowerCase()}`, rank: -1 }] : [];
	if (settings.length === 0) {
		const isEmpty = words.length === 0 && !comment && !separator;
		const text = words.some(({ text: word }) => word === '--') ? written.trimEnd() : `#SBATCH${remark}`;
		return isEmpty || marker.end < 7
			? []
			: separator
				? [{ text: `${head[0]?.text}${remark}`, rank: -1 }]
				: [{ text, rank: 0 }];
	}
	return [
		...head,
		...settings.map((setting, index) => ({
			text: `#SBATCH ${writtenOut(setting)}${index === settings.length - 1 ? remark : ''}`,
			rank: rankOf(setting),
		})),
	];
}

function rankOf({ option }: Setting): number {
	const name = option ? nameOf(option) : '';
	return RANK.get(BESIDE[name] ?? name) ?? 0;
}

function writtenOut({ option, value }: Setting): string {
	if (!option) return '';
	const name = `--${nameOf(option)}`;
	return value === undefined ? name : `${name}=${writeWord(value)}`;
}
