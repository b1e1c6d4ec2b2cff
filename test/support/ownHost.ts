import type { Link } from '../../src/remote/link/link.ts';
import { openLink } from '../../src/remote/link/openLink.ts';
import { SignInMemory } from '../../src/remote/signIn/signInMemory.ts';
import { SshHost } from '../../src/remote/sshHost.ts';
import type { SshSettings } from '../../src/remote/sshSettings.ts';
import { answering } from './answering.ts';
import { MemoryLog } from './memoryLog.ts';
import { forever, readFactory } from './practice.ts';
import { settingsWith } from './sshSettings.ts';

/** A host on a port of this machine, and the link under it. */
export interface OwnHost {
	readonly host: SshHost;
	readonly link: Link;
	readonly log: MemoryLog;
}

/** Signs in with ada's key to a server of a test's own, or through a proxy of one. */
export async function connectToPort(port: number, facts: Partial<SshSettings> = {}): Promise<OwnHost> {
	const identityFile = readFactory().aliases['practice']?.identityFile ?? '';
	const settings = settingsWith({ port, alias: 'practice', identityFiles: [identityFile], ...facts });
	const log = new MemoryLog();
	const options = {
		ask: answering([], true),
		log,
		onStep: () => {},
		memory: new SignInMemory(),
		isAttended: true,
	};
	const link = await openLink(settings, undefined, options, forever);
	return { host: new SshHost(link, { name: 'practice', user: settings.user, log, prelude: '' }), link, log };
}
