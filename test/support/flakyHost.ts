import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { privateConfig, readFactory } from './practice.ts';
import { startProxy, type TestProxy } from './proxy.ts';

/** A login node of the practice factory behind a link that can break: the host "flaky" of an SSH configuration of its own. */
export interface FlakyHost {
	readonly link: TestProxy;
	readonly configFile: string;
	/** The login node's name in the factory. */
	readonly node: string;
}

/** Its key is taken as it comes, and written where no other test looks. @param roundTripMs how far away it is */
export async function startFlakyHost(alias: string, roundTripMs = 0): Promise<FlakyHost> {
	const found = readFactory().aliases[alias];
	if (!found) throw new Error(`no alias ${alias}`);
	const { address, port, user, identityFile, node } = found;
	const link = await startProxy(address, port, roundTripMs);
	const configFile = privateConfig();
	const hosts = join(dirname(configFile), 'known_hosts_of_flaky');
	copyFileSync('/dev/null', hosts);
	const lines = [
		'Host flaky',
		...['HostName 127.0.0.1', `Port ${link.port}`, `User ${user}`, `IdentityFile ${identityFile}`],
		...['IdentitiesOnly yes', 'StrictHostKeyChecking accept-new', `UserKnownHostsFile ${hosts}`],
	];
	writeFileSync(configFile, `${lines.join('\n')}\n\n${readFileSync(configFile, 'utf8')}`);
	return { link, configFile, node };
}
