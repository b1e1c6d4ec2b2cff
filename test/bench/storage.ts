/** Folders and files through AI Factory, beside OpenSSH's own tools over a connection that is open too. */
import { main } from '../../scripts/lib/main.mjs';
import { measureFolders } from './storage/folders.ts';
import { measureLargeFiles } from './storage/largeFiles.ts';
import { measureSmallFiles } from './storage/smallFiles.ts';
import { atDistance, ROUND_TRIPS_MS } from './support/loginNode.ts';
import { COMPARISON_HEADER, COMPARISON_NOTE, printTable } from './support/table.ts';

await main(async () => {
	for (const roundTripMs of ROUND_TRIPS_MS) {
		const rows: string[][] = [];
		await atDistance(roundTripMs, async (node) => {
			for (const measure of [measureFolders, measureSmallFiles, measureLargeFiles])
				rows.push(...(await measure(node, roundTripMs)));
		});
		printTable(
			`Storage, ${roundTripMs} ms away`,
			COMPARISON_HEADER,
			rows,
			`${COMPARISON_NOTE} Each way is gone once before it counts.`,
			'Everything goes over connections that are open already. AI Factory looks at both sides before a transfer and checks what',
			'arrived after it, which its time includes; the others do neither. scp -r moves a part once, and its time is scaled.',
			'All of them share this machine with its login node.',
		);
	}
});
