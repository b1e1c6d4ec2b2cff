import * as l10n from '@vscode/l10n';
import {
	ConfigurationTarget,
	commands,
	type QuickPickItem,
	QuickPickItemKind,
	window,
	workspace,
} from 'vscode';
import type { App } from '../../app.ts';
import type { ClusterConfig } from '../../session/clusterConfig.ts';
import type { ClusterSession } from '../../session/clusterSession.ts';
import type { Site } from '../../sites/site.ts';
import { withProgress } from '../withProgress.ts';
import type { Action } from './action.ts';

/** "Connect…": asks for the cluster unless its name is given, and shows its jobs. */
export const connectAction: Action = {
	id: 'aiFactory.connect',
	async run({ app }, target) {
		const named = typeof target === 'string' ? await app.cluster(target.split('/')[0] ?? '') : undefined;
		const config = named ?? (await pickCluster(app));
		if (!config) return;
		await connectTo(app, config);
		await commands.executeCommand('aiFactory.jobs.focus');
	},
};

/** Lets the person choose a cluster where none is connected; undefined when none was chosen. */
export async function connectAnyway(app: App): Promise<ClusterSession | undefined> {
	const config = await pickCluster(app);
	return config && connectTo(app, config);
}

/** Connects with progress that can be cancelled; the first figures are asked for but not waited for. */
export async function connectTo(app: App, config: ClusterConfig, node?: string): Promise<ClusterSession> {
	const session = await withProgress(l10n.t('AI Factory'), async (signal, report) => {
		const steps = app.sessions.onDidChange(() => {
			const state = app.sessions.states.get(config.name);
			if (state?.kind === 'connecting') report(state.step);
		});
		try {
			return await app.sessions.connect(config, signal, node);
		} finally {
			steps.dispose();
		}
	});
	void session.jobs.refresh();
	void session.allocation.refreshIfOlderThan(60);
	tellMessage(app, session);
	return session;
}

/** What the site wants to be told to everybody who connects: once for each text. */
function tellMessage(app: App, { name, site }: ClusterSession): void {
	const key = `siteMessage/${site.id}`;
	if (site.message === undefined || app.notes.read(key) === site.message) return;
	app.notes.write(key, site.message);
	void window.showInformationMessage(`${name}: ${site.message}`);
}

/** The cluster's session as it is now, also while its link comes back by itself; connects where the person is needed. */
export async function sessionOf(app: App, config: ClusterConfig): Promise<ClusterSession> {
	return app.sessions.find(config.name) ?? connectTo(app, config);
}

interface ClusterItem extends QuickPickItem {
	readonly config?: ClusterConfig;
	readonly command?: string;
	readonly site?: Site;
}

/** Sites that say how they are reached, and that the person has not configured. */
async function knownSites(app: App, configured: readonly ClusterConfig[]): Promise<readonly Site[]> {
	const taken = new Set(configured.flatMap(({ name, hosts }) => [name, ...hosts]));
	// A profile of the person's own with a mistake in it is told of at the connection, not here.
	const sites = await app.sites().catch(() => []);
	return sites.filter(({ login }) => login && !login.hosts.some((host) => taken.has(host)));
}

function knownItem(site: Site): ClusterItem {
	const unverified = site.verified === undefined ? [l10n.t('unverified')] : [];
	return {
		label: `$(globe) ${site.title}`,
		description: [...(site.login?.hosts.slice(0, 1) ?? []), ...unverified].join(' · '),
		site,
	};
}

/** Asks for the login name, and writes the cluster into the settings. */
async function adopt({ id, title, login, signInNote }: Site): Promise<ClusterConfig | undefined> {
	if (!login) return undefined;
	const user = await window.showInputBox({
		title: l10n.t('Your login name at {0}', title),
		prompt: signInNote ?? l10n.t('As you would write it after "ssh".'),
		...(login.userExample !== undefined && { placeHolder: login.userExample }),
		ignoreFocusOut: true,
		validateInput: (text) =>
			/^[A-Za-z_][\w.-]*$/.test(text) ? undefined : l10n.t('A login name has letters, digits, "." and "-".'),
	});
	if (user === undefined) return undefined;
	const host = login.hosts.length === 1 ? login.hosts[0] : login.hosts;
	const { port, transferHost } = login;
	// The same login name counts on the way.
	const jump = login.jump && (login.jump.includes('@') ? login.jump : `${user}@${login.jump}`);
	const settings = workspace.getConfiguration('aiFactory');
	const clusters = settings.get<Readonly<Record<string, unknown>>>('clusters', {});
	const ways = { ...(port && { port }), ...(jump && { jump }), ...(transferHost && { transferHost }) };
	const added = { host, user, ...ways, profile: id };
	await settings.update('clusters', { ...clusters, [id]: added }, ConfigurationTarget.Global);
	return { name: id, hosts: login.hosts, user, profile: id, ...ways };
}

async function pickCluster(app: App): Promise<ClusterConfig | undefined> {
	const configured = app.configuredClusters();
	const hosts = await app.sshHosts();
	const known = await knownSites(app, [...configured, ...hosts]);
	const separator = (label: string): ClusterItem => ({ label, kind: QuickPickItemKind.Separator });
	const items: ClusterItem[] = [
		...(configured.length > 0
			? [separator(l10n.t('Clusters')), ...configured.map((config) => itemOf(app, config))]
			: []),
		...(hosts.length > 0
			? [separator(l10n.t('Hosts of your SSH configuration')), ...hosts.map((config) => itemOf(app, config))]
			: []),
		...(known.length > 0 ? [separator(l10n.t('Known factories')), ...known.map(knownItem)] : []),
		separator(l10n.t('More')),
		{ label: l10n.t('Add a cluster…'), description: l10n.t('opens the settings'), command: 'openSettings' },
		{ label: l10n.t('Open SSH Configuration'), command: 'aiFactory.openSshConfig' },
	];
	const title = l10n.t('Connect to a cluster');
	const choice = await window.showQuickPick(items, {
		title,
		placeHolder: l10n.t('Choose where to connect'),
		matchOnDescription: true,
	});
	if (choice?.command === 'openSettings')
		await commands.executeCommand('workbench.action.openSettings', 'aiFactory.clusters');
	else if (choice?.site) return adopt(choice.site);
	else if (choice?.command) await commands.executeCommand(choice.command);
	return choice?.config;
}

function itemOf(app: App, config: ClusterConfig): ClusterItem {
	const isConnected = app.sessions.find(config.name) !== undefined;
	const address = config.hosts.filter((host) => host !== config.name).join(', ');
	return {
		label: `$(${isConnected ? 'vm-active' : 'vm-outline'}) ${config.name}`,
		description: [address, isConnected ? l10n.t('connected') : ''].filter((text) => text !== '').join(' · '),
		config,
	};
}
