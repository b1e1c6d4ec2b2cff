import type { SteadyHost } from '../remote/remoteHost.ts';
import type { OutputPosition } from './outputPosition.ts';
import type { TailPlaces } from './tailPlaces.ts';

/** A file to follow. */
export interface FollowedFile {
	readonly host: SteadyHost;
	/** Absolute. */
	readonly path: string;
	readonly places: TailPlaces;
	/** When more than so many bytes wait to be taken, those before the last 256 KiB are left out; undefined for none ever. */
	readonly mostBehindBytes: number | undefined;
}

/** Why somebody who read a file stopped. */
export type ReadingEnd =
	/** The program ended, or there is none. */
	| 'died'
	| 'lost'
	/** The file is another one, or was written anew. */
	| 'restarted'
	/** It grows and nothing comes. */
	| 'stalled'
	/** It grows faster than what comes is taken. */
	| 'behind'
	/** The server allows no more channels. */
	| 'refused'
	/** There is a place for a better reader now. */
	| 'placeFree';

/** One way to read a file from a position on, until something ends it. Who asks for the bytes moves the position. */
export type Reading = (
	file: FollowedFile,
	at: OutputPosition,
	signal: AbortSignal,
) => AsyncGenerator<Uint8Array, ReadingEnd>;
