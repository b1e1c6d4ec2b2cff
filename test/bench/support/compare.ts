/** What is timed. It may answer with what is to be undone outside the time that counts. */
export type Work = () => Promise<unknown>;

/** Two ways to the same thing, in medians. */
export interface Comparison {
	readonly oursMs: number;
	readonly theirsMs: number;
	readonly rounds: number;
}

/** Few enough for a whole run in minutes, enough for a median that one busy moment does not move. */
const ROUNDS = { least: 3, most: 9 };
/** After so long there are no more rounds than the least. */
const ENOUGH_MS = 6_000;

/** Times both in alternating rounds, so that whatever else the machine does meets both alike. */
export async function compare(ours: Work, theirs: Work): Promise<Comparison> {
	const [comparison] = await timeInTurn([ours, theirs]);
	return comparison;
}

/** As `compare`, beside two or more, each of which is done once before: the first time fills caches and opens channels. */
export async function compareAll<Others extends readonly [Work, ...Work[]]>(
	ours: Work,
	...others: Others
): Promise<{ [Other in keyof Others]: Comparison }> {
	for (const work of [ours, ...others]) await timed(work);
	return timeInTurn([ours, ...others]);
}

async function timeInTurn<Others extends readonly [Work, ...Work[]]>([ours, ...others]: readonly [
	Work,
	...Others,
]): Promise<{ [Other in keyof Others]: Comparison }> {
	const oursMs: number[] = [];
	const theirsMs = others.map((): number[] => []);
	const start = performance.now();
	let rounds = 0;
	while (rounds < ROUNDS.least || (rounds < ROUNDS.most && performance.now() - start < ENOUGH_MS)) {
		oursMs.push(await timed(ours));
		for (const [index, other] of others.entries()) theirsMs[index]?.push(await timed(other));
		rounds += 1;
	}
	return theirsMs.map((each) => ({ oursMs: median(oursMs), theirsMs: median(each), rounds })) as {
		[Other in keyof Others]: Comparison;
	};
}

/** How long the work took, in ms; what it left is undone after. */
export async function timed(work: Work): Promise<number> {
	const start = performance.now();
	const undo = await work();
	const ms = performance.now() - start;
	if (typeof undo === 'function') await undo();
	return ms;
}

/** The middle one; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length / 2;
	const low = sorted[Math.ceil(half) - 1] ?? Number.NaN;
	const high = sorted[Math.floor(half)] ?? Number.NaN;
	return (low + high) / 2;
}
