/** One run of one of Slurm's programs. */
export interface SlurmCall {
	readonly program: string;
	/** What it wrote. */
	readonly bytes: number;
	/** From its start on the login node to its end, with one way there and back over the network. */
	readonly ms: number;
	/** Milliseconds since 1970. */
	readonly at: number;
}

/** What Slurm was asked in the hour before some moment. */
export interface LoadFigure {
	/** By program, the most frequent first. */
	readonly calls: readonly { readonly program: string; readonly count: number }[];
	readonly total: number;
	readonly bytes: number;
	/** Of all calls together. */
	readonly seconds: number;
	/** Undefined when there was none. */
	readonly medianMs: number | undefined;
}

const HOUR_MS = 3_600_000;
/** Fewer calls tell nothing about what is usual. */
const FEWEST_TO_COMPARE = 5;
/** What slurmctld's rate limit adds to a call at least, without a word (Slurm 23.02 and later, seen with 24.11). */
const SLOWER_MS = 1000;

/** The Slurm calls of the last hour. */
export class SlurmLoad {
	readonly #now: () => Date;
	#calls: SlurmCall[] = [];
	#slow = false;

	constructor(now: () => Date) {
		this.#now = now;
	}

	/** True when the last answer took a second longer than that program's answers usually do. */
	get isSlow(): boolean {
		return this.#slow;
	}

	/** Calls in the last hour. */
	get total(): number {
		this.#forget();
		return this.#calls.length;
	}

	add(program: string, bytes: number, ms: number): void {
		this.#forget();
		const before = this.#calls.filter((call) => call.program === program).map((call) => call.ms);
		this.#slow = before.length >= FEWEST_TO_COMPARE && ms >= (median(before) ?? 0) + SLOWER_MS;
		this.#calls.push({ program, bytes, ms, at: this.#now().getTime() });
	}

	lastHour(): LoadFigure {
		this.#forget();
		const counts = new Map<string, number>();
		for (const { program } of this.#calls) counts.set(program, (counts.get(program) ?? 0) + 1);
		const sum = (of: (call: SlurmCall) => number) => this.#calls.reduce((total, call) => total + of(call), 0);
		return {
			calls: [...counts]
				.map(([program, count]) => ({ program, count }))
				.sort((a, b) => b.count - a.count || a.program.localeCompare(b.program)),
			total: this.#calls.length,
			bytes: sum(({ bytes }) => bytes),
			seconds: sum(({ ms }) => ms) / 1000,
			medianMs: median(this.#calls.map(({ ms }) => ms)),
		};
	}

	#forget(): void {
		const oldest = this.#now().getTime() - HOUR_MS;
		if ((this.#calls[0]?.at ?? Number.POSITIVE_INFINITY) > oldest) return;
		this.#calls = this.#calls.filter(({ at }) => at > oldest);
	}
}

function median(values: readonly number[]): number | undefined {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)];
}
