/** What a storage area is for; decides its icon and its words. */
export type AreaKind = 'home' | 'project' | 'scratch' | 'other';

/** A place to look for: where a site says that such an area is. */
export interface AreaTemplate {
	readonly kind: AreaKind;
	/** Shown to people: "Project". */
	readonly label: string;
	/**
	 * An absolute path. It may begin with an environment variable of the login node (`$SCRATCH/data`), may hold
	 * `{user}` and `{account}` (one area for each account), and `*` for any one folder name.
	 */
	readonly path: string;
	/** After how many days without a change the site removes files here; absent where it removes none. */
	readonly purgeDays?: number;
}

/** A storage area that exists and that the user may enter. */
export interface Area {
	readonly kind: AreaKind;
	readonly label: string;
	/** Absolute. */
	readonly path: string;
	readonly purgeDays?: number;
}
