/** How much of one thing is in use. Every figure may be missing, and then it is not made up. */
export interface SpaceFigure {
	/** Bytes, or a number of files. */
	readonly used?: number;
	/** What one may use: the soft quota where there is one, else the hard one, else what the file system holds. */
	readonly limit?: number;
	/** The hard quota, where it differs. */
	readonly hard?: number;
	/** From 0 on: as told, or used of limit. */
	readonly fraction?: number;
}

/** The use of a place, as one tool told it. */
export interface SpaceReading {
	/** The folder or mount point that it is about. */
	readonly path: string;
	readonly bytes?: SpaceFigure;
	readonly files?: SpaceFigure;
	/** What told it: `quota`, `lfs quota`, `df`, or the site's own command. */
	readonly source: string;
	/** True for the figures of a whole file system that is shared with others. */
	readonly isShared: boolean;
}

/** A figure with its fraction; undefined where nothing is known. A limit of 0 means none, as quota tools have it. */
export function figure(
	used: number | undefined,
	limit: number | undefined,
	hard?: number,
	told?: number,
): SpaceFigure | undefined {
	const soft = limit !== undefined && limit > 0 ? limit : undefined;
	const upper = hard !== undefined && hard > 0 ? hard : undefined;
	const bound = soft ?? upper;
	const fraction = told ?? (used !== undefined && bound !== undefined ? used / bound : undefined);
	if (used === undefined && bound === undefined && fraction === undefined) return undefined;
	return {
		...(used !== undefined && { used }),
		...(bound !== undefined && { limit: bound }),
		...(upper !== undefined && upper !== bound && { hard: upper }),
		...(fraction !== undefined && { fraction }),
	};
}

/**
 * The reading that says most about a folder: of those whose path holds it, what counts for this person alone goes before
 * what is shared, and what has a limit before what has none; then the nearest.
 */
export function readingFor(path: string, readings: readonly SpaceReading[]): SpaceReading | undefined {
	const rank = (reading: SpaceReading) => [
		reading.isShared ? 1 : 0,
		hasLimit(reading) ? 0 : 1,
		-reading.path.length,
	];
	return readings
		.filter((reading) => isWithin(path, reading.path))
		.toSorted((a, b) => {
			const [x, y] = [rank(a), rank(b)];
			return x.map((value, index) => value - (y[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
		})[0];
}

const hasLimit = ({ bytes, files }: SpaceReading) =>
	bytes?.fraction !== undefined || files?.fraction !== undefined;

function isWithin(path: string, folder: string): boolean {
	return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
