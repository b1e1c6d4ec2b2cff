import { NotUnderstood } from './figures.ts';

/**
 * The lines of an output that a format speaks of, region by region. What tools print before, between and after (a message of the
 * day, a warning) is not read; an output without a region is not understood.
 */
export function regionsOf(
	text: string,
	{ begin, end }: { readonly begin: string; readonly end: string | undefined },
): readonly (readonly string[])[] {
	const isBegin = new RegExp(begin, 'u');
	const isEnd = end === undefined ? undefined : new RegExp(end, 'u');
	const regions: string[][] = [];
	let current: string[] | undefined;
	for (const line of text.split(/\r?\n/)) {
		if (current && isEnd?.test(line)) current = undefined;
		else if (current) current.push(line);
		else if (isBegin.test(line)) {
			current = [line];
			regions.push(current);
		}
	}
	if (regions.length === 0) throw new NotUnderstood('nothing in it begins as expected');
	return regions;
}

/** Whether a line may be passed over; blank ones always. */
export function isSkipped(line: string, skip: readonly RegExp[]): boolean {
	return line.trim() === '' || skip.some((pattern) => pattern.test(line));
}
