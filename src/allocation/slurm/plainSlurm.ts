import { isAbort } from '../../base/abort.ts';
import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { type Budget, type BudgetLine, budgetLine } from '../budget.ts';
import type { BudgetReader, BudgetReading } from '../budgetReader.ts';
import { budgetsFromShares, tighter } from './budgetsFromShares.ts';
import { type Decay, readDecay } from './decay.ts';
import { readDefaultAccount } from './defaultAccount.ts';
import { type GrantedLimits, listGrantedLimits } from './grantedLimits.ts';
import { type AllowedQos, listAllowedQos, listQosBudgets, type QosBudget, readQosUse } from './qosBudgets.ts';
import { listShares } from './sshare.ts';

/** Runs a query and counts it. */
export interface SlurmRunner {
	run<T>(command: RemoteCommand<T>, signal: AbortSignal): Promise<T>;
}

/** What stays the same for as long as a connection lives. */
interface Standing {
	readonly defaultAccount: string | undefined;
	readonly decay: Decay;
	readonly qosBudgets: readonly QosBudget[];
	readonly allowedQos: readonly AllowedQos[];
	/** Asked for only where use is hidden. */
	granted: readonly GrantedLimits[] | undefined;
}

/** What Slurm itself enforces: limits of accounts, of those above them, and of QOS, with use and what running jobs have claimed. */
export class PlainSlurm implements BudgetReader {
	readonly source = 'sshare';
	readonly #slurm: SlurmRunner;
	readonly #user: string;
	#standing: Promise<Standing> | undefined;

	constructor(slurm: SlurmRunner, user: string) {
		this.#slurm = slurm;
		this.#user = user;
	}

	async read(signal: AbortSignal): Promise<BudgetReading> {
		const rows = await this.#slurm.run(listShares, signal);
		this.#standing ??= this.#learn(signal);
		const standing = await this.#standing.catch((error: unknown) => {
			this.#standing = undefined;
			throw error;
		});
		const { defaultAccount, decay } = standing;
		const budgets = budgetsFromShares(rows, {
			user: this.#user,
			defaultAccount,
			decays: decay.halfLifeSeconds > 0,
		});
		const completed = budgets.some(({ isOwnUseOnly }) => isOwnUseOnly)
			? await this.#withHidden(budgets, standing, signal)
			: budgets;
		return {
			...(await this.#withQos(completed, standing, signal)),
			asOf: undefined,
			source: standing.qosBudgets.length > 0 ? 'sshare, scontrol show assoc_mgr' : this.source,
		};
	}

	/** slurmdbd may be down or closed to users, and configuration hidden: then the figures stand without. */
	async #learn(signal: AbortSignal): Promise<Standing> {
		const ask = async <T>(command: RemoteCommand<T>, otherwise: T): Promise<T> => {
			try {
				return await this.#slurm.run(command, signal);
			} catch (error) {
				if (isAbort(error)) throw error;
				return otherwise;
			}
		};
		const defaultAccount = await ask(readDefaultAccount(this.#user), undefined);
		const decay = await ask(readDecay, { halfLifeSeconds: 0, reset: undefined });
		const qosBudgets = await ask(listQosBudgets, []);
		const allowedQos = qosBudgets.length > 0 ? await ask(listAllowedQos(this.#user), []) : [];
		return { defaultAccount, decay, qosBudgets, allowedQos, granted: undefined };
	}

	/** Where use is hidden (PrivateData), accounting still tells what was granted: then the use is unknown, not nothing. */
	async #withHidden(
		budgets: readonly Budget[],
		standing: Standing,
		signal: AbortSignal,
	): Promise<readonly Budget[]> {
		standing.granted ??= await this.#slurm.run(listGrantedLimits, signal).catch((error: unknown) => {
			if (isAbort(error)) throw error;
			return [];
		});
		const granted = new Map(standing.granted.map((limits) => [limits.account, limits]));
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
		{ qosBudgets, allowedQos, decay }: Standing,
		signal: AbortSignal,
	): Promise<Pick<BudgetReading, 'budgets' | 'troubles'>> {
		if (qosBudgets.length === 0) return { budgets, troubles: [] };
		const names = qosBudgets.map(({ name }) => name);
		const troubles: unknown[] = [];
		const use = await this.#slurm.run(readQosUse(names), signal).catch((error: unknown) => {
			if (isAbort(error)) throw error;
			troubles.push(error);
			return new Map<string, readonly BudgetLine[]>();
		});
		const withLines = budgets.map((budget) => {
			const association = allowedQos.find(({ account }) => account === budget.account);
			if (!association) return budget;
			const lines = new Map(budget.lines.map((line) => [line.resource, line]));
			const chosen: BudgetLine[] = [];
			for (const { name, neverDecays } of qosBudgets) {
				if (!association.allowed.includes(name)) continue;
				for (const found of use.get(name) ?? []) {
					const line = { ...found, decays: decay.halfLifeSeconds > 0 && !neverDecays };
					// What every job gets binds it like a limit of the account; what it must name does so only then.
					if (name === (association.standard || 'normal'))
						lines.set(line.resource, tighter(lines.get(line.resource), { ...line, onlyIn: undefined }));
					else chosen.push(line);
				}
			}
			return { ...budget, lines: [...lines.values(), ...chosen] };
		});
		return { budgets: withLines, troubles };
	}
}
