import { figure, type SpaceReading } from './spaceReading.ts';

/** A file system that holds a folder, as `df -P` tells. */
export interface FileSystem {
	/** The folder that was asked about. */
	readonly path: string;
	readonly device: string;
	readonly mount: string;
}

const KIB = 1024;

/** Rows of `df -kP PATH…`, and of `df -iP`, which have the same shape: the device, four figures, the mount point. */
export function parseDf(text: string): readonly {
	readonly device: string;
	readonly total: number;
	readonly used: number;
	readonly available: number;
	readonly mount: string;
}[] {
	return text.split('\n').flatMap((line) => {
		const match = /^(.+?)\s+(\d+|-)\s+(\d+|-)\s+(-?\d+|-)\s+(?:\d+%|-)\s+(\/.*)$/.exec(line);
		if (!match) return [];
		const [, device = '', total, used, available, mount = ''] = match;
		return [{ device, total: number(total), used: number(used), available: number(available), mount }];
	});
}

const number = (text: string | undefined) => (text === undefined || text === '-' ? 0 : Number(text));

/** What whole file systems hold, from both of df's tables. */
export function readingsOfDf(blocks: string, inodes: string): readonly SpaceReading[] {
	const files = new Map(parseDf(inodes).map((row) => [row.mount, row]));
	const seen = new Set<string>();
	return parseDf(blocks)
		.filter(({ mount }) => !seen.has(mount) && seen.add(mount))
		.map(({ mount, used, available }) => {
			const own = files.get(mount);
			// What is reserved for root is of no use to anybody else.
			const bytes = figure(used * KIB, (used + available) * KIB);
			const inodesUsed = own && own.total > 0 ? figure(own.used, own.used + own.available) : undefined;
			return {
				path: mount,
				...(bytes && { bytes }),
				...(inodesUsed && { files: inodesUsed }),
				source: 'df',
				isShared: true,
			};
		});
}

/**
 * `quota -w -p` of Linux's quota tools: a line for each file system by its device, in blocks of 1 KiB; `*` marks what is
 * over. `-p` makes grace a number, so that the columns stand.
 */
export function readingsOfQuota(text: string, fileSystems: readonly FileSystem[]): readonly SpaceReading[] {
	return text.split('\n').flatMap((line) => {
		const match = /^\s*(\S+)\s+(\d+)\*?\s+(\d+)\s+(\d+)\s+\S+\s+(\d+)\*?\s+(\d+)\s+(\d+)(?:\s+\S+)?\s*$/.exec(
			line,
		);
		if (!match) return [];
		const [, device = '', used, soft, hard, files, softFiles, hardFiles] = match;
		const mounts = new Set(
			fileSystems.filter((system) => system.device === device).map(({ mount }) => mount),
		);
		return [...mounts].flatMap((path) =>
			reading(path, 'quota', [used, soft, hard], [files, softFiles, hardFiles]),
		);
	});
}

/**
 * `lfs quota -q` for one mount point: used, quota, limit, grace, and the same of files; KiB. A long path stands on a line
 * of its own, `[…]` around a figure means that a server did not answer.
 */
export function readingsOfLfs(text: string, mount: string): readonly SpaceReading[] {
	const match = /(?:^|\s)\[?(\d+)\]?\*?\s+(\d+)\s+(\d+)\s+\S+\s+\[?(\d+)\]?\*?\s+(\d+)\s+(\d+)\s+\S+/.exec(
		text,
	);
	if (!match) return [];
	const [, used, soft, hard, files, softFiles, hardFiles] = match;
	return reading(mount, 'lfs quota', [used, soft, hard], [files, softFiles, hardFiles]);
}

type Figures = readonly [string | undefined, string | undefined, string | undefined];

function reading(path: string, source: string, blocks: Figures, inodes: Figures): readonly SpaceReading[] {
	const [used, soft, hard] = blocks.map(Number);
	const [files, softFiles, hardFiles] = inodes.map(Number);
	const isLimited = [soft, hard, softFiles, hardFiles].some((limit) => limit !== undefined && limit > 0);
	// Without a limit these say nothing that df does not say better.
	if (!isLimited) return [];
	const bytes = figure((used ?? 0) * KIB, (soft ?? 0) * KIB, (hard ?? 0) * KIB);
	const inFiles = figure(files, softFiles, hardFiles);
	return [{ path, ...(bytes && { bytes }), ...(inFiles && { files: inFiles }), source, isShared: false }];
}
