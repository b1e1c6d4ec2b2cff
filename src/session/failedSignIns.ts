import type { Notes } from '../base/notes.ts';
import { type ProbableBan, type Problem, ProblemError } from '../problems/problem.ts';
import type { BanRule } from '../sites/site.ts';

/** Sites ban an address for a day or less, where they say. */
const USUAL_HOURS = 24;

/** Reasons that a ban looks like from the outside: firewalls drop, reject, or close. */
const BAN_LIKE = new Set(['refused', 'timedOut', 'closed', 'unreachable']);

const KEY = 'failedSignIns';

/** When this person's sign-ins failed, by address: what fail2ban at the other end counts as well. */
export class FailedSignIns {
	readonly #notes: Notes;
	readonly #now: () => Date;

	constructor(notes: Notes, now: () => Date) {
		this.#notes = notes;
		this.#now = now;
	}

	/** Writes down a sign-in that was refused or cut off; an address that does not answer after one is told as a probable ban. */
	explained(error: unknown, rule: BanRule | undefined): unknown {
		if (!(error instanceof ProblemError)) return error;
		const { problem } = error;
		const isFailure = problem.kind === 'authenticationRefused' || problem.kind === 'signInCutOff';
		if (isFailure) this.#note(problem.address);
		if (problem.kind !== 'cannotReach' || !BAN_LIKE.has(problem.reason)) return error;
		const blocked = this.#probableBan(problem, rule);
		return blocked ? new ProblemError({ ...problem, blocked }, { cause: error }) : error;
	}

	/** Servers begin to count anew after a success; so does this. */
	clear(address: string): void {
		const { [address]: _, ...others } = this.#all();
		this.#notes.write(KEY, others);
	}

	#note(address: string): void {
		const times = [...this.#times(address, USUAL_HOURS), this.#now().getTime()];
		this.#notes.write(KEY, { ...this.#all(), [address]: times });
	}

	#probableBan(
		problem: Problem & { kind: 'cannotReach' },
		rule: BanRule | undefined,
	): ProbableBan | undefined {
		const times = this.#times(problem.address, rule?.hours ?? USUAL_HOURS);
		const last = times.at(-1);
		if (last === undefined) return undefined;
		return { failures: times.length, at: new Date(last), ...(rule && { rule: rule.words }) };
	}

	#times(address: string, hours: number): readonly number[] {
		const oldest = this.#now().getTime() - hours * 3_600_000;
		const times = this.#all()[address];
		return Array.isArray(times) ? times.filter((time) => typeof time === 'number' && time >= oldest) : [];
	}

	#all(): Readonly<Record<string, unknown>> {
		const kept = this.#notes.read(KEY);
		return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
	}
}
