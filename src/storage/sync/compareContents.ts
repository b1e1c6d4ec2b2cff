import { differingFiles } from '../transfer/checksums.ts';
import { steadily, type TransferHost } from '../transfer/transferHost.ts';
import type { PlanItem } from '../transfer/transferPlan.ts';
import type { SyncPair } from './syncMemory.ts';

/** More than this is not read for a comparison: moving it is not dearer. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Which files have the same content on both sides; the smallest are compared first, and none where there is no shell. */
export async function alikeFiles(
	host: TransferHost,
	pair: SyncPair,
	items: readonly Required<PlanItem>[],
	signal: AbortSignal,
): Promise<ReadonlySet<string>> {
	const { shell } = host;
	if (!shell || items.length === 0) return new Set();
	let bytes = 0;
	const compared = items
		.map(({ entry }) => entry)
		.toSorted((a, b) => a.size - b.size)
		.filter(({ size }) => {
			bytes += size;
			return bytes <= MOST_BYTES;
		});
	const work = () => differingFiles(shell, pair, compared, signal);
	const differing = new Set(await steadily(host, () => false, signal, work));
	return new Set(compared.map(({ path }) => path).filter((path) => !differing.has(path)));
}
