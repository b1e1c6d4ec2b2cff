import type { PollPace } from '../slurm/jobStore.ts';
import type { AreaTemplate } from '../storage/area.ts';

/** What differs from one factory to the next, as its profile tells. */
export interface Site {
	/** The profile's name: its file name without `.yaml`. */
	readonly id: string;
	/** For people: "SURF Snellius". */
	readonly title: string;
	/** Host names that the profile is meant for; `*` stands for any text. */
	readonly hosts: readonly string[];
	/** When and how the profile was checked against the real thing; absent for one that never was. */
	readonly verified: string | undefined;
	readonly storage: readonly AreaTemplate[];
	/** How often the queue may be asked. */
	readonly pace: PollPace;
	/** A page where the site explains itself. */
	readonly documentation: string | undefined;
}
