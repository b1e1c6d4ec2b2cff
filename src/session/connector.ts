import { isAbort } from '../base/abort.ts';
import type { Ask } from '../base/ask.ts';
import type { Logger } from '../base/log.ts';
import type { Notes } from '../base/notes.ts';
import { isProblem, ProblemError } from '../problems/problem.ts';
import { isNetworkTrouble } from '../remote/link/linkState.ts';
import type { RemoteCommand } from '../remote/remoteCommand.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { run } from '../remote/run.ts';
import { SignInMemory } from '../remote/signIn/signInMemory.ts';
import type { SshOptions } from '../remote/sshConnection.ts';
import type { Site } from '../sites/site.ts';
import { SLURM_PRELUDE } from '../slurm/prelude.ts';
import type { ClusterConfig } from './clusterConfig.ts';
import { FailedSignIns } from './failedSignIns.ts';
import { nodesInOrder } from './loginNodes.ts';

/** A login node that the person is signed in to. */
export interface LoginNode {
	/** As the configuration names it. */
	readonly host: string;
	/** As it calls itself; empty when it does not say. Behind one address there may be several. */
	readonly ownName: string;
	/** Its IP address, where this computer dialled it. */
	readonly address: string;
}

/** A connection that was just made. */
export interface Opened {
	readonly host: RemoteHost;
	readonly node: LoginNode;
}

export interface ConnectorOptions {
	readonly ask: Ask;
	readonly log: Logger;
	readonly notes: Notes;
	/** The SSH configuration to read instead of the person's own. */
	readonly sshConfigFile: () => string | undefined;
	readonly now: () => Date;
}

const READ_OWN_NAME: RemoteCommand<string> = { argv: ['uname', '-n'], parse: (stdout) => stdout.trim() };

/** How one connection is made. */
type How = Pick<
	SshOptions,
	'isAttended' | 'isForFiles' | 'onStep' | 'publishedHostKeys' | 'preferredAddress' | 'onAddress'
>;

/** Makes the connections of a window, with one memory of what let the person in and of what did not. */
export class Connector {
	readonly #options: ConnectorOptions;
	readonly #memory = new SignInMemory();
	readonly #failures: FailedSignIns;

	constructor(options: ConnectorOptions) {
		this.#options = options;
		this.#failures = new FailedSignIns(options.notes, options.now);
		this.#memory.onDidSignIn(({ address }) => this.#failures.clear(address));
	}

	/**
	 * Signs in to one of a cluster's login nodes: to `node` where it is given, else to the one used last or another that can
	 * be reached. Throws as `connect` does, and ProblemError `noShell`.
	 */
	async toCluster(
		config: ClusterConfig,
		site: Site,
		{ node, onStep }: { readonly node: string | undefined; readonly onStep: (words: string) => void },
		signal: AbortSignal,
	): Promise<Opened> {
		const { notes, log } = this.#options;
		const key = `loginNode:${config.name}`;
		const order = nodesInOrder(config.hosts, node ?? notes.read(key), Math.random);
		const hosts = node === undefined ? order : order.slice(0, 1);
		for (const [index, host] of hosts.entries()) {
			try {
				const opened = await this.#toNode(config, site, host, { isAttended: true, onStep }, signal);
				notes.write(key, host);
				return opened;
			} catch (error) {
				// Never after a sign-in was refused, or where that is why nobody answers.
				if (index === hosts.length - 1 || !isNetworkTrouble(error)) throw error;
				log.warn(
					`${config.name}: ${host} cannot be used (${(error as Error).message}), trying the next login node.`,
				);
			}
		}
		throw new ProblemError({
			kind: 'badSetting',
			setting: 'host',
			detail: `${config.name} has no login node`,
		});
	}

	/** Comes back to a login node without the person. Throws ProblemError `signInNeeded` where that cannot be. */
	async again(config: ClusterConfig, site: Site, host: string, signal: AbortSignal): Promise<Opened> {
		try {
			return await this.#toNode(config, site, host, { isAttended: false }, signal);
		} catch (error) {
			// A login node that was just started may be slow with its first command.
			if (!isProblem(error, 'timedOut')) throw error;
			const detail = 'The login node is slow.';
			throw new ProblemError({ kind: 'connectionLost', host, detail }, { cause: error });
		}
	}

	/** Signs in to a host that is for files only. */
	toTransferHost(
		config: ClusterConfig,
		site: Site,
		host: string,
		isAttended: boolean,
		signal: AbortSignal,
	): Promise<RemoteHost> {
		return this.#connect(config, site, host, { isAttended, isForFiles: true }, signal);
	}

	/** Forgets the keys that were unlocked for this window. */
	forgetKeys(): void {
		this.#memory.forgetAll();
	}

	async #toNode(
		config: ClusterConfig,
		site: Site,
		host: string,
		how: How,
		signal: AbortSignal,
	): Promise<Opened> {
		const { notes } = this.#options;
		const key = `address:${host}`;
		const lastUsed = notes.read(key);
		let address = '';
		const opened = await this.#connect(
			config,
			site,
			host,
			{
				...how,
				publishedHostKeys: site.hostKeys,
				...(typeof lastUsed === 'string' && { preferredAddress: lastUsed }),
				onAddress: (dialled) => {
					address = dialled;
				},
			},
			signal,
		);
		notes.write(key, address);
		try {
			return { host: opened, node: { host, address, ownName: await run(opened, READ_OWN_NAME, signal) } };
		} catch (error) {
			await opened.dispose();
			throw asNoShell(error);
		}
	}

	async #connect(
		config: ClusterConfig,
		site: Site,
		host: string,
		how: How,
		signal: AbortSignal,
	): Promise<RemoteHost> {
		const { ask, log, sshConfigFile } = this.#options;
		const configFile = sshConfigFile();
		const { name, user, port, identityFile, jump } = config;
		const target = {
			...{ name, host },
			...(user !== undefined && { user }),
			...(port !== undefined && { port }),
			...(identityFile !== undefined && { identityFile }),
			...(jump !== undefined && { jump }),
			...(configFile !== undefined && { configFile }),
		};
		// Loaded at the first connection, so that starting the editor does not pay for it.
		const { connect } = await import('../remote/sshConnection.ts');
		const options = {
			...{ ask, log, prelude: SLURM_PRELUDE, memory: this.#memory },
			...how,
		};
		try {
			return await connect(target, options, signal);
		} catch (error) {
			throw isAbort(error) ? error : this.#failures.explained(error, site.ban);
		}
	}
}

/** In maintenance a login node lets people in, prints its notice in place of a shell, and closes. */
function asNoShell(error: unknown): unknown {
	if (!(error instanceof ProblemError) || error.problem.kind !== 'channelRefused') return error;
	const { host, detail, limit } = error.problem;
	if (limit !== undefined) return error;
	return new ProblemError({ kind: 'noShell', host, detail }, { cause: error });
}
