import type { Slot, Wish } from './channelUse.ts';

interface Place extends Slot {
	readonly wish: Wish;
	readonly number: number;
	/** The order in which opens went to the server. */
	begun: number;
	state: 'waiting' | 'granted' | 'opening' | 'open' | 'gone';
	wasAskedBack: boolean;
	/** How often somebody who came later was served before. */
	passed: number;
}

/** Who was passed over this often goes next. */
const MOST_PASSED = 2;

/** The limit is put to the test after a while, and more and more seldom: each refusal is a line in the server's log. */
const FIRST_DOUBT_MS = 60_000;
const LAST_DOUBT_MS = 3_600_000;

/**
 * Shares out the session channels of one connection. How many the server allows (sshd's MaxSessions, 10 unless set) is
 * learned: a refused open teaches it, a successful one beyond it corrects it. Below the limit everybody is served at once.
 * At the limit the rules are: what a person waits for first, then in the order of asking; nobody is passed over more than
 * twice; services are asked to give back their channel, idle ones first; and the last channel is for services alone, so that
 * no number of tails keeps files and commands from working. It has no clock or connection of its own.
 */
export class ChannelPool {
	readonly #now: () => number;
	readonly #waiting: Place[] = [];
	readonly #slots = new Set<Place>();
	#limit: number | undefined;
	#refusedAt = 0;
	#doubtMs = FIRST_DOUBT_MS;
	#asked = 0;
	#begun = 0;

	/** @param now milliseconds of any clock that does not go back */
	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	/** How many channels the server allows; undefined as long as it refused none. */
	get limit(): number | undefined {
		return this.#limit;
	}

	/** True when another channel takes nothing from anybody. */
	get hasRoom(): boolean {
		return this.#waiting.length === 0 && (this.#limit === undefined || this.#slots.size < this.#limit);
	}

	/** Joins the queue. The result leaves it again, and lets go of a slot that was granted and not begun with. */
	ask(wish: Wish): () => void {
		const place: Place = {
			wish,
			number: this.#asked++,
			begun: 0,
			state: 'waiting',
			wasAskedBack: false,
			passed: 0,
			begin: () => {
				place.state = 'opening';
				place.begun = ++this.#begun;
			},
			opened: () => this.#opened(place),
			full: () => this.#full(place),
			release: () => this.#release(place),
		};
		this.#join(place);
		this.#settle();
		return () => {
			if (place.state === 'waiting' || place.state === 'granted') this.#release(place);
		};
	}

	#opened(place: Place): void {
		if (!this.#slots.has(place)) return;
		place.state = 'open';
		const open = [...this.#slots].filter(({ state }) => state === 'open').length;
		if (this.#limit !== undefined && open > this.#limit) {
			this.#limit = open;
			this.#doubtMs = FIRST_DOUBT_MS;
		}
		this.#settle();
	}

	#full(place: Place): boolean {
		this.#slots.delete(place);
		// A server answers in the order it is asked: what was begun before this one has its channel.
		const others = this.#countOf(({ state, begun }) => state !== 'granted' && begun < place.begun);
		place.state = 'gone';
		if (this.#limit !== undefined) this.#doubtMs = Math.min(this.#doubtMs * 2, LAST_DOUBT_MS);
		this.#refusedAt = this.#now();
		if (others > 0) {
			this.#limit = others;
			place.state = 'waiting';
			this.#join(place);
		}
		this.#settle();
		return others > 0;
	}

	#release(place: Place): void {
		place.state = 'gone';
		this.#slots.delete(place);
		const at = this.#waiting.indexOf(place);
		if (at >= 0) this.#waiting.splice(at, 1);
		this.#settle();
	}

	/** In the order of asking, also for who comes back. */
	#join(place: Place): void {
		const at = this.#waiting.findIndex(({ number }) => number > place.number);
		this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, place);
	}

	/** Serves whom it can. Those who are told may act at once, and so change the state of others. */
	#settle(): void {
		let leaving = this.#countOf(({ wasAskedBack }) => wasAskedBack);
		for (const place of this.#inTurn()) {
			if (place.state !== 'waiting') continue;
			if (this.#mayOpen(place)) this.#grant(place);
			else if (this.#isForServices(place)) this.#refuseIfHopeless(place);
			else if (leaving > 0) leaving--;
			else this.#askBack();
		}
	}

	#inTurn(): readonly Place[] {
		const rank = ({ passed, wish: { use } }: Place) =>
			passed >= MOST_PASSED ? 0 : use.kind === 'longLived' || use.isUrgent ? 1 : 2;
		return this.#waiting.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number);
	}

	#mayOpen(place: Place): boolean {
		if (this.#limit === undefined) return true;
		const inUse = this.#slots.size;
		if (inUse < this.#limit) return !this.#isForServices(place);
		return inUse === this.#limit && this.#now() - this.#refusedAt >= this.#doubtMs;
	}

	/** True when what is left is one channel, and this is no service. */
	#isForServices({ wish: { use } }: Place): boolean {
		if (use.kind === 'service' || this.#limit === undefined) return false;
		return this.#countOf((place) => place.wish.use.kind === 'longLived') >= this.#limit - 1;
	}

	#refuseIfHopeless(place: Place): void {
		if (this.#limit !== 1) return;
		this.#release(place);
		place.wish.refused();
	}

	#grant(place: Place): void {
		this.#waiting.splice(this.#waiting.indexOf(place), 1);
		for (const other of this.#waiting) if (other.number < place.number) other.passed++;
		this.#slots.add(place);
		place.state = 'granted';
		place.wish.granted(place);
	}

	#askBack(): void {
		let chosen: Place | undefined;
		for (const place of this.#slots) {
			const { use } = place.wish;
			if (use.kind === 'longLived' || place.state !== 'open' || place.wasAskedBack) continue;
			if (use.isIdle()) {
				chosen = place;
				break;
			}
			chosen ??= place;
		}
		if (chosen?.wish.use.kind !== 'service') return;
		chosen.wasAskedBack = true;
		chosen.wish.use.giveBack();
	}

	#countOf(isMeant: (place: Place) => boolean): number {
		return [...this.#slots].filter(isMeant).length;
	}
}
