/** What it takes to launch a job. */
import { main } from '../../scripts/lib/main.mjs';
import { measureSubmission } from './launch/submit.ts';

await main(async () => {
	await measureSubmission();
});
