import { readFileSync } from 'node:fs';
import { Stop } from './say.mjs';

/** The systems on which the practice factory and the real VS Code of the tests can run. */
const SUPPORTED = ['linux-x64', 'linux-arm64'];

/** This system as npm packages name it, `linux-x64`; stops on one that is not supported. */
export function systemName() {
	const name = `${process.platform}-${process.arch}`;
	if (SUPPORTED.includes(name)) return name;
	throw new Stop(
		`These scripts run on ${SUPPORTED.join(' and ')}, and this is ${name}. ` +
			'Run them in a Debian or Ubuntu virtual machine or container.',
	);
}

/** Stops when the running Node is too old for these scripts themselves. */
export function requireNode20() {
	if (Number.parseInt(process.versions.node, 10) >= 20) return;
	throw new Stop(
		`Node 20 or newer is needed, and this is Node ${process.versions.node}: install a newer one from nodejs.org.`,
	);
}

/** The distribution as /etc/os-release names it: `debian`, `ubuntu`; empty when it does not say. */
export function distribution() {
	try {
		const text = readFileSync('/etc/os-release', 'utf8');
		return /^ID=(.*)$/m.exec(text)?.[1]?.replaceAll('"', '') ?? '';
	} catch {
		return '';
	}
}
