import { isAbort } from '../base/abort.ts';
import { Emitter } from '../base/event.ts';
import type { Use } from '../price/amounts.ts';
import { type Market, type Price, priceOf } from '../price/price.ts';
import { lastSetting, type Script } from '../script/readScript.ts';
import type { FactName } from '../slurm/cluster/clusterFacts.ts';
import type { JobAccount } from '../slurm/jobAccount.ts';
import type { ClusterSession } from './clusterSession.ts';

const PARTS: readonly FactName[] = ['partitions', 'nodes', 'configuration', 'qos', 'associations'];
/** What a price rests on does not change from one minute to the next. */
const LOOK_AGAIN_MS = 10 * 60_000;
/** Of so many last runs the middle is typical. */
const MOST_RUNS = 10;

/** What jobs of one cluster may cost. `of` asks nothing, so that it can be called with each key that is pressed. */
export class JobPrices {
	readonly #session: ClusterSession;
	readonly #runs = new Map<string, readonly (readonly Use[])[]>();
	readonly #changed = new Emitter<void>();
	#lookedAt = Number.NEGATIVE_INFINITY;

	/** Fires when a price may be another one. */
	readonly onDidChange = this.#changed.event;

	constructor(session: ClusterSession) {
		this.#session = session;
	}

	/** From what is known now. @param name under which the job will run, where the script does not say */
	of(script: Script, name: string): Price | undefined {
		const runs = this.#runs.get(keyOf(script, name, this.#partitionOf(script))) ?? [];
		return priceOf(script, this.#market(), runs);
	}

	/** Asks for what is missing or old. Where a cluster does not tell, there is no price. */
	async look(script: Script, name: string, signal: AbortSignal): Promise<void> {
		try {
			await Promise.all([
				this.#lookAtCluster(signal),
				this.#session.allocation.refreshIfOlderThan(LOOK_AGAIN_MS / 1000),
			]);
			await this.#lookAtRuns(script, name, signal);
		} catch (error) {
			if (isAbort(error)) throw error;
		}
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}

	#market(): Market {
		const { facts, allocation, site } = this.#session;
		const budgets = allocation.snapshot.kind === 'loading' ? [] : allocation.snapshot.budgets;
		const account = budgets.find(({ isDefault }) => isDefault)?.account;
		const { user } = this.#session.host;
		return { facts: facts.facts, user, budgets, cost: site.slurm.cost, account };
	}

	async #lookAtCluster(signal: AbortSignal): Promise<void> {
		const now = this.#session.now().getTime();
		if (now - this.#lookedAt < LOOK_AGAIN_MS) return;
		this.#lookedAt = now;
		const { associations, partitions } = await this.#session.facts.look({ parts: PARTS }, signal);
		const qos = [
			...(associations.value ?? []).flatMap((one) => [one.defaultQos, ...one.qos]),
			...(partitions.value ?? []).map(({ ownQos }) => ownQos ?? ''),
		];
		await this.#session.facts.look({ parts: ['limits'], qos }, signal);
	}

	async #lookAtRuns(script: Script, name: string, signal: AbortSignal): Promise<void> {
		const partition = this.#partitionOf(script);
		if (partition === undefined) return;
		const accounts = await this.#session.reports.runsNamed(nameIn(script, name), partition, signal);
		this.#runs.set(keyOf(script, name, partition), usesOf(accounts));
	}

	#partitionOf({ settings }: Script): string | undefined {
		const named = lastSetting(settings, 'partition')?.value?.split(',')[0];
		return named || this.#session.facts.facts.partitions.value?.find(({ isDefault }) => isDefault)?.name;
	}
}

function nameIn({ settings }: Script, name: string): string {
	return lastSetting(settings, 'job-name')?.value || name;
}

function keyOf(script: Script, name: string, partition: string | undefined): string {
	return JSON.stringify([nameIn(script, name), partition]);
}

/** Runs that came to their end by themselves, the latest first, with all the tasks of an array as one. */
function usesOf(accounts: readonly JobAccount[]): readonly (readonly Use[])[] {
	const ended = accounts
		.filter(
			({ state, elapsed, given }) => /^(?:COMPLETED|TIMEOUT)$/.test(state) && elapsed > 0 && given.size > 0,
		)
		.toSorted((a, b) => (b.ended?.getTime() ?? 0) - (a.ended?.getTime() ?? 0));
	const byJob = Map.groupBy(ended, ({ id }) => id.replace(/[_+].*$/, ''));
	return [...byJob.values()]
		.slice(0, MOST_RUNS)
		.map((tasks) =>
			tasks.map(({ partition, given, elapsed }) => ({ partition, tres: given, hours: elapsed / 3600 })),
		);
}
