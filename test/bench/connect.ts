/** How long a person waits for a connection and its commands, and what the connection costs the login node. */
import { main } from '../../scripts/lib/main.mjs';
import { measureFootprint } from './connect/footprint.ts';
import { measureLeftovers } from './connect/leftovers.ts';
import { measurePreparation } from './connect/preparation.ts';
import { measureWaits } from './connect/waits.ts';

await main(async () => {
	await measurePreparation();
	await measureWaits();
	await measureLeftovers();
	await measureFootprint();
});
