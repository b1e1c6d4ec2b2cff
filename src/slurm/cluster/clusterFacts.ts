import { unlessAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import type { Separators } from '../separators.ts';
import { isDenied } from '../slurmFailure.ts';
import { listAccountLimits } from './accountLimits.ts';
import { type Association, listAssociations } from './associations.ts';
import { type ClusterConfiguration, readConfiguration } from './config.ts';
import { type License, listLicenses } from './licenses.ts';
import { type LimitRecord, listLimits } from './limits.ts';
import { type ClusterNode, listNodes } from './nodes.ts';
import { listPartitions, type Partition } from './partitions.ts';
import { listQos, type Qos } from './qos.ts';
import { listReservations, type Reservation } from './reservations.ts';

/** One thing about a cluster, as far as Slurm tells this person. */
export interface Fact<T> {
	/** The last good answer; undefined where there never was one. */
	readonly value: T | undefined;
	/** When that answer came. */
	readonly at: Date | undefined;
	/** Why the last look gave no answer; undefined when it did, and before the first one. */
	readonly error: unknown;
}

/** What a cluster offers and allows. Each part is asked for when somebody wants to know, and may be missing by itself. */
export interface ClusterFacts {
	readonly partitions: Fact<readonly Partition[]>;
	readonly nodes: Fact<readonly ClusterNode[]>;
	/** Maintenance and other reservations. */
	readonly reservations: Fact<readonly Reservation[]>;
	readonly configuration: Fact<ClusterConfiguration>;
	readonly qos: Fact<readonly Qos[]>;
	/** The person's accounts, and the QOS that they may use in each. */
	readonly associations: Fact<readonly Association[]>;
	/** Software licenses; asked for by who waits for one. */
	readonly licenses: Fact<readonly License[]>;
	/** Limits with what is used of them, of the person's accounts and of the QOS that were asked about. */
	readonly limits: Fact<readonly LimitRecord[]>;
	/** Limits of the accounts that were asked about, without what is used: for where the site hides that. */
	readonly accountLimits: Fact<readonly LimitRecord[]>;
}

export type FactName = keyof ClusterFacts;

/** Runs queries and counts them. */
export interface SlurmQueries {
	readonly separators: Separators;
	runTogether(
		commands: readonly RemoteCommand<unknown>[],
		signal: AbortSignal,
	): Promise<readonly PromiseSettledResult<unknown>[]>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** For how long an answer is good: what admins change now and then, and what changes with every job. */
const GOOD_FOR_MS: Readonly<Record<FactName, number>> = {
	partitions: 10 * MINUTE_MS,
	nodes: MINUTE_MS,
	reservations: 10 * MINUTE_MS,
	configuration: DAY_MS,
	qos: DAY_MS,
	associations: DAY_MS,
	licenses: MINUTE_MS,
	limits: MINUTE_MS,
	accountLimits: DAY_MS,
};

const UNKNOWN = { value: undefined, at: undefined, error: undefined };
const NOTHING: ClusterFacts = {
	partitions: UNKNOWN,
	nodes: UNKNOWN,
	reservations: UNKNOWN,
	configuration: UNKNOWN,
	qos: UNKNOWN,
	associations: UNKNOWN,
	licenses: UNKNOWN,
	limits: UNKNOWN,
	accountLimits: UNKNOWN,
};

/** What somebody wants to know. */
export interface Wanted {
	readonly parts: readonly FactName[];
	/** The QOS whose limits are wanted. */
	readonly qos?: readonly string[];
	/** The accounts whose `accountLimits` are wanted. */
	readonly accounts?: readonly string[];
	/** Asks anew what is older than this many seconds, also where that would be good for longer. */
	readonly olderThanSeconds?: number;
}

/**
 * Keeps what is known of one cluster. Nothing is polled: a look asks for what is missing or old, in one round trip. What
 * a site denies is not asked for again the same day, unless the person wants it anew.
 */
export class ClusterFactsStore {
	readonly #slurm: SlurmQueries;
	readonly #user: string;
	readonly #now: () => Date;
	readonly #changed = new Emitter<ClusterFacts>();
	readonly #life = new AbortController();
	readonly #askedAt = new Map<FactName, number>();
	/** Names whose limits were asked for. */
	readonly #limitedQos = new Set<string>();
	readonly #limitedAccounts = new Set<string>();
	#facts = NOTHING;
	#running: Promise<void> = Promise.resolve();

	readonly onDidChange = this.#changed.event;

	constructor(slurm: SlurmQueries, user: string, now: () => Date) {
		this.#slurm = slurm;
		this.#user = user;
		this.#now = now;
	}

	/** As known now; asks nothing. */
	get facts(): ClusterFacts {
		return this.#facts;
	}

	/**
	 * The facts, once those wanted are as fresh as they can be. A part that Slurm does not tell says why. Rejects with the
	 * signal's reason, or when the connection failed as a whole.
	 */
	async look(wanted: Wanted, signal: AbortSignal): Promise<ClusterFacts> {
		// Whoever comes while others ask waits for their answer, and mostly has no question left.
		const mine = this.#running.catch(() => undefined).then(() => this.#ask(wanted));
		this.#running = mine;
		await unlessAborted(mine, signal);
		return this.#facts;
	}

	dispose(): void {
		this.#life.abort();
		this.#changed.dispose();
	}

	async #ask(wanted: Wanted): Promise<void> {
		const isNew: Partial<Record<FactName, boolean>> = {
			limits: remember(wanted.qos, this.#limitedQos),
			accountLimits: remember(wanted.accounts, this.#limitedAccounts),
		};
		const parts = [...new Set(wanted.parts)].filter(
			(name) => this.#isDue(name, wanted.olderThanSeconds) || isNew[name],
		);
		if (parts.length === 0) return;
		const commands = parts.map((name) => this.#commandFor(name));
		const results = await this.#slurm.runTogether(commands, this.#life.signal);
		const at = this.#now();
		const answers = parts.map((name, index) => {
			this.#askedAt.set(name, at.getTime());
			const result = results[index];
			return result?.status === 'fulfilled'
				? [name, { value: result.value, at, error: undefined }]
				: [name, { ...this.#facts[name], error: result?.reason }];
		});
		if (this.#life.signal.aborted) return;
		this.#facts = { ...this.#facts, ...Object.fromEntries(answers) };
		this.#changed.fire(this.#facts);
	}

	#isDue(name: FactName, olderThanSeconds = Number.POSITIVE_INFINITY): boolean {
		const askedAt = this.#askedAt.get(name);
		if (askedAt === undefined) return true;
		const { error } = this.#facts[name];
		const goodFor = isDenied(error) ? DAY_MS : error === undefined ? GOOD_FOR_MS[name] : MINUTE_MS;
		return this.#now().getTime() - askedAt >= Math.min(goodFor, olderThanSeconds * 1000);
	}

	#commandFor(name: FactName): RemoteCommand<unknown> {
		switch (name) {
			case 'partitions':
				return listPartitions;
			case 'nodes':
				return listNodes(this.#slurm.separators);
			case 'reservations':
				return listReservations;
			case 'configuration':
				return readConfiguration;
			case 'qos':
				return listQos;
			case 'associations':
				return listAssociations(this.#user);
			case 'licenses':
				return listLicenses;
			case 'limits':
				return listLimits(this.#user, [...this.#limitedQos]);
			case 'accountLimits':
				return listAccountLimits([...this.#limitedAccounts]);
		}
	}
}

/** Whether there was a name among them that was not known. */
function remember(names: readonly string[] = [], into: Set<string>): boolean {
	const before = into.size;
	for (const name of names) if (name !== '') into.add(name);
	return into.size > before;
}
