/** What a script is compared with: a cluster as far as it is known. Plain data, so that it can be kept between sessions. */
export interface ScriptFacts {
	readonly cluster: string;
	/** When the cluster told the oldest part, in ms since the epoch. */
	readonly at: number;
	/** Of Slurm, `22.05.8`; undefined when it is not known. */
	readonly version: string | undefined;
	/** Options that plug-ins of the site add; undefined when nobody asked. */
	readonly addedOptions: readonly string[] | undefined;
	/** Options that every job has to have, as the site's profile says. */
	readonly required?: readonly string[];
	/** What accounting enforces, in Slurm's words: `associations`, `limits`, `qos`, `safe`. Undefined when it is not known. */
	readonly enforced: readonly string[] | undefined;
	/** Whether a job beyond a partition's limits is refused at once; undefined when it is not known. */
	readonly refusesBeyondLimits: boolean | undefined;
	/** One more than the highest index of a job array. */
	readonly maxArraySize: number | undefined;
	/** Each is undefined when the cluster does not tell. */
	readonly partitions: readonly PartitionFacts[] | undefined;
	/** Names of all partitions, of those as well that the site does not list but takes jobs for. */
	readonly allPartitions: readonly string[] | undefined;
	readonly accounts: readonly AccountFacts[] | undefined;
	readonly qos: readonly QosFacts[] | undefined;
	readonly reservations: readonly ReservationFacts[] | undefined;
}

/** Who may use something, by name: everybody, only some, or all but some. */
export type Admission =
	| { readonly kind: 'all' }
	| { readonly kind: 'only'; readonly names: readonly string[] }
	| { readonly kind: 'except'; readonly names: readonly string[] };

export interface PartitionFacts {
	readonly name: string;
	readonly isDefault: boolean;
	/** Slurm's word: UP, DOWN, DRAIN, INACTIVE. */
	readonly state: string;
	/** Seconds; undefined for no limit. */
	readonly maxTime: number | undefined;
	/** Seconds; undefined where a job without a time gets the longest. */
	readonly defaultTime: number | undefined;
	/** Undefined for no limit. */
	readonly maxNodes: number | undefined;
	readonly accounts: Admission;
	readonly qos: Admission;
	/** Empty when the site hides them. */
	readonly nodes: readonly NodeFacts[];
}

/** Nodes of a partition that are alike. */
export interface NodeFacts {
	readonly count: number;
	readonly cpus: number;
	/** MiB. */
	readonly memory: number;
	/** How many of each type; the type is empty where the site names none. */
	readonly gpus: readonly { readonly type: string; readonly count: number }[];
	readonly features: readonly string[];
}

/** One of the accounts that the person may charge. */
export interface AccountFacts {
	readonly name: string;
	/** Empty for all partitions. */
	readonly partition: string;
	readonly qos: readonly string[];
	/** Empty where the site leaves it open. */
	readonly defaultQos: string;
}

export interface QosFacts {
	readonly name: string;
	/** Seconds; undefined for no limit. */
	readonly maxTime: number | undefined;
	/** Refuses at once what is beyond its limits. */
	readonly deniesOnLimit: boolean;
}

export interface ReservationFacts {
	readonly name: string;
	/** ms since the epoch; undefined where Slurm gives no time. */
	readonly start: number | undefined;
	readonly end: number | undefined;
	readonly isMaintenance: boolean;
	/** The partitions all of whose nodes it holds. */
	readonly fills: readonly string[];
}

/** Whether a name is let in; Slurm compares the names of accounts and QOS without regard to case. */
export function lets(admission: Admission, name: string): boolean {
	const isNamed =
		admission.kind !== 'all' && admission.names.some((other) => other.toLowerCase() === name.toLowerCase());
	return admission.kind === 'all' || isNamed === (admission.kind === 'only');
}

/** Whether Slurm refuses accounts that are not the person's, or QOS. Undefined when it is not known. */
export function enforces({ enforced }: ScriptFacts, what: 'account' | 'qos'): boolean | undefined {
	if (what === 'qos') return enforced?.some((word) => word === 'qos' || word === 'all');
	// Each of the others comes with the associations.
	return enforced && enforced.length > 0;
}
