/**
 * The login nodes of a cluster in the order to try: the one that was used last, so that its tails, its terminals and a
 * second factor that was given stay good; else any, so that not everybody goes to the first.
 *
 * @param random from 0 to 1
 */
export function nodesInOrder(
	hosts: readonly string[],
	lastUsed: unknown,
	random: () => number,
): readonly string[] {
	const known = typeof lastUsed === 'string' ? hosts.indexOf(lastUsed) : -1;
	const first = known >= 0 ? known : Math.min(Math.floor(random() * hosts.length), hosts.length - 1);
	return [...hosts.slice(first), ...hosts.slice(0, first)];
}
