import { isAbort } from '../../base/abort.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import type { ClusterFacts, ClusterFactsStore, Wanted } from '../../slurm/cluster/clusterFacts.ts';
import type { Qos } from '../../slurm/cluster/qos.ts';
import { type Budget, type BudgetLine, budgetLine } from '../budget.ts';
import type { BudgetReader, BudgetReading } from '../budgetReader.ts';
import { budgetsFromShares, tighter } from './budgetsFromShares.ts';
import { decaysIn } from './decay.ts';
import { readDefaultAccount } from './defaultAccount.ts';
import { type GrantedLimits, listGrantedLimits } from './grantedLimits.ts';
import { qosLines } from './qosBudgets.ts';
import { listShares } from './sshare.ts';

/** Runs a query and counts it. */
export interface SlurmRunner {
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T>;
}

/** What is known of the cluster, and asked for where it is not. */
export type KnownCluster = Pick<ClusterFactsStore, 'look' | 'facts'>;

/** Limits with their use are asked for anew with every reading. */
const USE_SECONDS = 5;

/** What Slurm itself enforces: limits of accounts, of those above them, and of QOS, with use and what running jobs have claimed. */
export class PlainSlurm implements BudgetReader {
	readonly source = 'sshare';
	readonly #slurm: SlurmRunner;
	readonly #cluster: KnownCluster;
	readonly #user: string;
	#defaultAccount: Promise<string | undefined> | undefined;
	/** Asked for only where use is hidden. */
	#granted: readonly GrantedLimits[] | undefined;

	constructor(slurm: SlurmRunner, cluster: KnownCluster, user: string) {
		this.#slurm = slurm;
		this.#cluster = cluster;
		this.#user = user;
	}

	async read(signal: AbortSignal): Promise<BudgetReading> {
		const rows = await this.#slurm.run(listShares, signal);
		const defaultAccount = await this.#askDefaultAccount(signal);
		const { configuration, qos } = await this.#look({ parts: ['configuration', 'qos'] }, signal);
		const decays = decaysIn(configuration.value);
		const budgets = budgetsFromShares(rows, { user: this.#user, defaultAccount, decays });
		const completed = budgets.some(({ isOwnUseOnly }) => isOwnUseOnly)
			? await this.#withHidden(budgets, signal)
			: budgets;
		const limited = (qos.value ?? []).filter(({ budgetMinutes }) => budgetMinutes.size > 0);
		return {
			...(await this.#withQos(completed, limited, decays, signal)),
			asOf: undefined,
			source: limited.length > 0 ? 'sshare, scontrol show assoc_mgr' : this.source,
		};
	}

	/** slurmdbd may be down or closed to users, and configuration hidden: then the figures stand without. */
	async #look(wanted: Wanted, signal: AbortSignal): Promise<ClusterFacts> {
		try {
			return await this.#cluster.look(wanted, signal);
		} catch (error) {
			if (isAbort(error)) throw error;
			return this.#cluster.facts;
		}
	}

	/** It stays the same for as long as a connection lives; undefined where accounting does not tell. */
	#askDefaultAccount(signal: AbortSignal): Promise<string | undefined> {
		this.#defaultAccount ??= this.#slurm.run(readDefaultAccount(this.#user), signal);
		return this.#defaultAccount.catch((error: unknown) => {
			this.#defaultAccount = undefined;
			if (isAbort(error)) throw error;
			return undefined;
		});
	}

	/** Where use is hidden (PrivateData), accounting still tells what was granted: then the use is unknown, not nothing. */
	async #withHidden(budgets: readonly Budget[], signal: AbortSignal): Promise<readonly Budget[]> {
		this.#granted ??= await this.#slurm.run(listGrantedLimits, signal).catch((error: unknown) => {
			if (isAbort(error)) throw error;
			return [];
		});
		const granted = new Map(this.#granted.map((limits) => [limits.account, limits]));
		return budgets.map((budget) => {
			if (!budget.isOwnUseOnly) return budget;
			const known = new Set(budget.lines.map(({ resource }) => resource));
			const hidden: BudgetLine[] = [];
			for (let at = granted.get(budget.account); at; at = granted.get(at.parent)) {
				for (const [resource, minutes] of at.limits) {
					if (known.has(resource)) continue;
					known.add(resource);
					hidden.push(budgetLine({ resource, granted: minutes / 60, limitedBy: at.account }));
				}
				if (at.parent === at.account) break;
			}
			return { ...budget, lines: [...budget.lines, ...hidden] };
		});
	}

	async #withQos(
		budgets: readonly Budget[],
		limited: readonly Qos[],
		decays: boolean,
		signal: AbortSignal,
	): Promise<Pick<BudgetReading, 'budgets' | 'troubles'>> {
		if (limited.length === 0) return { budgets, troubles: [] };
		await this.#look({ parts: ['associations'] }, signal);
		const { limits, associations } = await this.#look(
			{ parts: ['limits'], qos: limited.map(({ name }) => name), olderThanSeconds: USE_SECONDS },
			signal,
		);
		const use = qosLines(limits.error === undefined ? (limits.value ?? []) : []);
		const withLines = budgets.map((budget) => {
			const association = associations.value?.find(({ account }) => account === budget.account);
			if (!association) return budget;
			const lines = new Map(budget.lines.map((line) => [line.resource, line]));
			const chosen: BudgetLine[] = [];
			for (const { name, neverDecays } of limited) {
				if (!association.qos.includes(name)) continue;
				for (const found of use.get(name) ?? []) {
					const line = { ...found, decays: decays && !neverDecays };
					// What every job gets binds it like a limit of the account; what it must name does so only then.
					if (name === (association.defaultQos || 'normal'))
						lines.set(line.resource, tighter(lines.get(line.resource), { ...line, onlyIn: undefined }));
					else chosen.push(line);
				}
			}
			return { ...budget, lines: [...lines.values(), ...chosen] };
		});
		return { budgets: withLines, troubles: limits.error === undefined ? [] : [limits.error] };
	}
}
