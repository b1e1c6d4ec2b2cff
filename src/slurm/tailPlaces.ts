/** As many as a person looks at; the channels of a connection (10 unless the site says otherwise) are for other things as well. */
const MOST_TAILS = 4;

/** How many outputs of one connection are followed by a process of their own; the others are read now and then. */
export class TailPlaces {
	#free: number;

	constructor(places = MOST_TAILS) {
		this.#free = places;
	}

	/** One of the places, to be given back by the result; undefined where none is free. */
	take(): (() => void) | undefined {
		if (this.#free === 0) return undefined;
		this.#free -= 1;
		let isHeld = true;
		return () => {
			if (isHeld) this.#free += 1;
			isHeld = false;
		};
	}
}
