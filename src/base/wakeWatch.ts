import { networkInterfaces } from 'node:os';

const STEP_MS = 3_000;
/** A timer that is so late did not just wait for a busy computer. */
const LATE_MS = 10_000;

export interface WakeWatchOptions {
	readonly now?: () => number;
	/** The addresses of this computer, in words that differ when they do. */
	readonly addresses?: () => string;
	readonly stepMs?: number;
}

/**
 * Calls when the computer was asleep or its network changed: links that looked alive may be dead, and those that were dead
 * may be near. Looks at a clock and at the local addresses every few seconds; nothing is sent.
 */
export function watchForWake(onWake: () => void, options: WakeWatchOptions = {}): { dispose(): void } {
	const { now = Date.now, addresses = localAddresses, stepMs = STEP_MS } = options;
	let before = now();
	let known = addresses();
	const timer = setInterval(() => {
		const time = now();
		const wasAsleep = time - before > stepMs + LATE_MS;
		before = time;
		const current = addresses();
		if (!wasAsleep && current === known) return;
		known = current;
		onWake();
	}, stepMs);
	// Nobody's program is to live on because of this.
	timer.unref();
	return { dispose: () => clearInterval(timer) };
}

/** Without those of link-local scope, which come and go by themselves. */
function localAddresses(): string {
	const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
	return all
		.filter(({ address, internal }) => !internal && !address.startsWith('fe80:'))
		.map(({ address }) => address)
		.sort()
		.join();
}
