import type { SshSettings } from '../../src/remote/sshSettings.ts';

/** Settings of a host that nobody configured, but with no files of the person who runs the tests. */
export function settingsWith(facts: Partial<SshSettings>): SshSettings {
	return {
		alias: 'host',
		address: '127.0.0.1',
		port: 22,
		user: 'ada',
		identityFiles: [],
		areIdentitiesDefault: false,
		identitiesOnly: false,
		certificateFiles: [],
		methodsOff: [],
		revokedHostKeysFiles: [],
		algorithms: {},
		userKnownHostsFiles: [],
		globalKnownHostsFiles: [],
		unknownHostKey: 'ask',
		hashKnownHosts: false,
		proxyJump: [],
		serverAliveInterval: 0,
		serverAliveCountMax: 3,
		...facts,
	};
}
