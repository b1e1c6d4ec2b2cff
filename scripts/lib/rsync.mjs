import { aptInstall, firstOnPath } from './apt.mjs';
import { step } from './say.mjs';

/** What the bench compares the sync of a workspace with; AI Factory itself needs no rsync. */
export async function provideRsync() {
	if (await firstOnPath(['rsync'])) return;
	await step('Installing rsync with apt', () => aptInstall('rsync'));
}
