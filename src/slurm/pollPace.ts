/**
 * Seconds between two looks at the queue. SchedMD's manual pages ask clients not to poll in loops and name no
 * number; these keep one person's share of a controller's work negligible (a look costs it 2 to 5 ms).
 */
export interface PollPace {
	/** Just after the person did something; the wait then grows over a few rounds. */
	readonly afterActionSeconds: number;
	/** While jobs wait or run and the last look showed a change; the wait grows to four times this while nothing changes. */
	readonly activeSeconds: number;
	/** While there are no jobs, and while the window is not in front. */
	readonly idleSeconds: number;
	/** Never more often than this, whatever happens; the person's own clicks excepted. */
	readonly floorSeconds: number;
}

export const DEFAULT_PACE: PollPace = {
	afterActionSeconds: 5,
	activeSeconds: 30,
	idleSeconds: 120,
	floorSeconds: 5,
};

/** How the quick rounds after an action stretch, as multiples of `afterActionSeconds`: 45 s in all by default. */
const QUICK_ROUNDS = [1, 1, 1, 2, 4];
const GROWTH = 1.5;
const LONGEST_GROWTH = 4;
/** A failed or slow query doubles the wait, up to this. */
const LONGEST_WAIT_SECONDS = 600;
/** For notifications while the view cannot be seen. */
const UNSEEN_SECONDS = 300;
/** Each wait is up to a tenth longer or shorter, so that many windows do not ask in step. */
const JITTER = 0.1;

/** Below this share of the hour's allowance, waits stretch so that the rest lasts. */
const PLENTY_LEFT = 0.75;
/** Below this share there are no quick rounds. */
const LITTLE_LEFT = 0.25;

/**
 * How many Slurm programs a window may start in an hour by itself, of all kinds and besides what the person clicks: 60 where
 * the site's profile says nothing else.
 */
export function callsAnHour({ activeSeconds }: PollPace): number {
	return 1800 / activeSeconds;
}

/** What the next wait depends on. */
export interface Circumstances {
	/** Jobs wait or run. */
	readonly hasActive: boolean;
	/** Somebody can see the jobs; else only notifications need them. */
	readonly isSeen: boolean;
	/** The window is in front. */
	readonly isFocused: boolean;
	/** All Slurm programs started in the last hour. */
	readonly callsLastHour: number;
	/** Slurm programs that the last look took: accounting may have been asked besides the queue. */
	readonly callsLastLook: number;
	/** A number from 0 to 1 that nobody can foresee. */
	readonly random: number;
}

/** Decides how long to wait until the next look at the queue. Knows no clock. */
export class Pacer {
	readonly #pace: PollPace;
	#quickRound = QUICK_ROUNDS.length;
	#growth = 1;
	/** How often in a row Slurm was slow or gave no answer. */
	#troubles = 0;

	constructor(pace: PollPace) {
		this.#pace = pace;
	}

	/** The person did something whose effect they want to see. */
	acted(): void {
		this.#quickRound = 0;
		this.#growth = 1;
	}

	answered({ changed, isSlow }: { readonly changed: boolean; readonly isSlow: boolean }): void {
		this.#growth = changed ? 1 : Math.min(this.#growth * GROWTH, LONGEST_GROWTH);
		this.#troubles = isSlow ? this.#troubles + 1 : 0;
	}

	failed(): void {
		this.#troubles += 1;
	}

	/** To be asked once for each wait, when it begins. */
	nextWaitSeconds(now: Circumstances): number {
		const jitter = 1 + (2 * now.random - 1) * JITTER;
		return Math.max(this.#pace.floorSeconds, this.#wanted(now) * jitter);
	}

	#wanted(now: Circumstances): number {
		const allowance = callsAnHour(this.#pace);
		const left = allowance - now.callsLastHour;
		const quick = this.#takeQuickRound(now, left / allowance);
		if (quick !== undefined) return quick;
		const troubled =
			this.#troubles === 0
				? 0
				: Math.min(this.#pace.activeSeconds * 2 ** this.#troubles, LONGEST_WAIT_SECONDS);
		// The fewer calls are left, the longer each wait: what is left lasts three quarters of an hour.
		const share = (PLENTY_LEFT * 3600 * now.callsLastLook) / Math.max(left, 1);
		const thrifty = left >= PLENTY_LEFT * allowance ? 0 : Math.min(LONGEST_WAIT_SECONDS, share);
		return Math.max(this.#regular(now), troubled, thrifty);
	}

	#regular({ hasActive, isSeen, isFocused }: Circumstances): number {
		const { activeSeconds, idleSeconds } = this.#pace;
		if (!isSeen) return UNSEEN_SECONDS;
		if (!hasActive || !isFocused) return idleSeconds;
		return Math.min(activeSeconds * this.#growth, Math.max(activeSeconds, idleSeconds));
	}

	#takeQuickRound({ isSeen }: Circumstances, shareLeft: number): number | undefined {
		const factor = QUICK_ROUNDS[this.#quickRound];
		if (factor === undefined || !isSeen || this.#troubles > 0 || shareLeft <= LITTLE_LEFT) return undefined;
		this.#quickRound += 1;
		return factor * this.#pace.afterActionSeconds;
	}
}
