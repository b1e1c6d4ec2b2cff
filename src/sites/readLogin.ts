import type { Node, YAMLMap } from 'yaml';
import { offsetOf, type ProfileReader } from './profileReader.ts';
import type { SiteLinks, SiteLogin } from './site.ts';

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

export function readLogin(read: ProfileReader, root: YAMLMap): SiteLogin | undefined {
	const node = root.get('login', true) as Node | undefined;
	if (!node) return undefined;
	const login = read.map(node, '"login"');
	read.onlyKeys(login, ['hosts', 'port', 'jump', 'transferHost', 'userExample']);
	const checked = (host: string, at: number) =>
		HOST.test(host) ? host : read.fail(`"${host}" is no host name.`, at);
	const host = (key: string) => {
		const text = read.optionalText(login, key);
		return text === undefined ? undefined : checked(text, read.at(login, key));
	};
	const hosts = read
		.list(login, 'hosts')
		.map((item) => checked(read.scalarText(item, 'hosts'), offsetOf(item)));
	if (hosts.length === 0) read.fail('"login" needs at least one of "hosts".', offsetOf(node));
	const port = read.positive(login, 'port');
	if (port !== undefined && !(Number.isInteger(port) && port < 65_536))
		read.fail('"port" must be a whole number below 65536.', read.at(login, 'port'));
	return {
		hosts,
		port,
		jump: host('jump'),
		transferHost: host('transferHost'),
		userExample: read.optionalText(login, 'userExample'),
	};
}

export function readLinks(read: ProfileReader, root: YAMLMap): SiteLinks {
	const node = root.get('links', true) as Node | undefined;
	if (!node) return { support: undefined, budget: undefined, status: undefined };
	const links = read.map(node, '"links"');
	read.onlyKeys(links, ['support', 'budget', 'status']);
	return {
		support: read.link(links, 'support'),
		budget: read.link(links, 'budget'),
		status: read.link(links, 'status'),
	};
}
