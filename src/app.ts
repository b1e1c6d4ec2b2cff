import type { AllocationFigures } from './allocation/allocationStore.ts';
import { rememberedAllocations } from './allocation/rememberedAllocation.ts';
import type { Ask } from './base/ask.ts';
import type { Closeable } from './base/closeable.ts';
import type { Logger } from './base/log.ts';
import type { Notes } from './base/notes.ts';
import { watchForWake } from './base/wakeWatch.ts';
import { type ClusterConfig, isClusterName } from './session/clusterConfig.ts';
import { Sessions } from './session/sessions.ts';
import { type ProfileText, SiteCatalogue } from './sites/catalogue.ts';
import type { Site } from './sites/site.ts';

/** What the core needs from the outside: the editor, or a test. */
export interface AppOptions {
	readonly ask: Ask;
	readonly log: Logger;
	/** The folder that holds the site profiles. */
	readonly profilesFolder: string;
	/** Site profiles that the person added and trusts. */
	readonly addedProfiles?: () => Promise<readonly ProfileText[]>;
	readonly configuredClusters: () => readonly ClusterConfig[];
	/** Undefined for the person's own `~/.ssh/config`. */
	readonly sshConfigFile: () => string | undefined;
	/** Keeps small facts from one window to the next. */
	readonly notes: Notes;
	readonly now: () => Date;
}

/** A site's own way to renew a certificate, and the names of the cluster that it is for. */
export interface Renewal {
	readonly names: readonly string[];
	readonly command: string;
}

/** The core, wired: everything that the extension can do without an editor. */
export class App {
	readonly sessions: Sessions;
	readonly #options: AppOptions;
	readonly #sites: SiteCatalogue;
	readonly #wakeWatch: Closeable;

	constructor(options: AppOptions) {
		this.#options = options;
		this.#sites = new SiteCatalogue(options.profilesFolder, options.addedProfiles);
		this.sessions = new Sessions({ ...options, sites: this.#sites });
		this.#wakeWatch = watchForWake(() => this.sessions.wake());
	}

	get log(): Logger {
		return this.#options.log;
	}

	/** Small facts from one window to the next. */
	get notes(): Notes {
		return this.#options.notes;
	}

	now(): Date {
		return this.#options.now();
	}

	configuredClusters(): readonly ClusterConfig[] {
		return this.#options.configuredClusters();
	}

	/** Every known site, the person's own profiles first. */
	sites(): Promise<readonly Site[]> {
		return this.#sites.all();
	}

	/** The last figures of clusters that are not connected, with their age. */
	rememberedAllocations(): readonly { readonly cluster: string; readonly figures: AllocationFigures }[] {
		const present = new Set(this.sessions.present.map(({ name }) => name));
		return rememberedAllocations(this.#options.notes).filter(({ cluster }) => !present.has(cluster));
	}

	/** Hosts of the SSH configuration that are not configured as clusters, each taken as a cluster of that name. */
	async sshHosts(): Promise<readonly ClusterConfig[]> {
		const taken = new Set(this.configuredClusters().flatMap(({ name, hosts: nodes }) => [name, ...nodes]));
		const { listHosts } = await import('./remote/config/sshConfig.ts');
		const hosts = await listHosts(this.#options.sshConfigFile());
		return hosts
			.filter((host) => isClusterName(host) && !taken.has(host))
			.map((host) => ({ name: host, hosts: [host] }));
	}

	/** The cluster of that name, or that has a host of that name; undefined when neither the settings nor the SSH configuration know it. */
	async cluster(name: string): Promise<ClusterConfig | undefined> {
		const configured = this.configuredClusters();
		const byName = (config: ClusterConfig) => config.name === name;
		const byHost = ({ hosts, transferHost }: ClusterConfig) => hosts.includes(name) || transferHost === name;
		return configured.find(byName) ?? configured.find(byHost) ?? (await this.sshHosts()).find(byName);
	}

	/** The commands by which sites let people renew a certificate, of all clusters whose site's profile knows one. */
	async renewals(): Promise<readonly Renewal[]> {
		const clusters = [...this.configuredClusters(), ...(await this.sshHosts())];
		const found = await Promise.all(
			clusters.map(async ({ name, profile, hosts }) => {
				const site = await this.#sites.find(profile, hosts).catch(() => undefined);
				return site?.renewCertificate ? [{ names: [name, ...hosts], command: site.renewCertificate }] : [];
			}),
		);
		return found.flat();
	}

	dispose(): Promise<void> {
		void this.#wakeWatch.dispose();
		return this.sessions.dispose();
	}
}
