import { homedir } from 'node:os';
import { workspace } from 'vscode';
import { DEFAULT_THRESHOLDS, type WarningThresholds } from '../allocation/warnings.ts';
import { ProblemError } from '../problems/problem.ts';
import { type ClusterConfig, isClusterName } from '../session/clusterConfig.ts';
import type { NotifyMode } from '../session/notices/jobNotices.ts';

/** What a person may write under one cluster's name in `aiFactory.clusters`. */
interface ClusterSetting {
	readonly host?: unknown;
	readonly transferHost?: unknown;
	readonly user?: unknown;
	readonly port?: unknown;
	readonly identityFile?: unknown;
	readonly jump?: unknown;
	readonly profile?: unknown;
}

/** The clusters of the settings, by name. Throws ProblemError `badSetting` for an entry that cannot be used. */
export function configuredClusters(): readonly ClusterConfig[] {
	const clusters = workspace
		.getConfiguration('aiFactory')
		.get<Record<string, ClusterSetting>>('clusters', {});
	return Object.entries(clusters).map(([name, setting]) => readCluster(name, setting));
}

function readCluster(name: string, setting: ClusterSetting): ClusterConfig {
	const fail = (detail: string) =>
		new ProblemError({ kind: 'badSetting', setting: 'aiFactory.clusters', detail: `${name}: ${detail}` });
	if (!isClusterName(name)) throw fail('a name may hold letters, digits, ".", "_" and "-"');
	const text = (key: 'user' | 'identityFile' | 'jump' | 'profile' | 'transferHost') => {
		const value = setting[key];
		if (value === undefined) return undefined;
		if (typeof value !== 'string' || value === '') throw fail(`"${key}" must be a text`);
		return value;
	};
	const { host, port } = setting;
	const hosts: readonly unknown[] = Array.isArray(host) ? host : [host];
	if (hosts.length === 0 || !hosts.every(isHost))
		throw fail('"host" must be a host name or a Host of your SSH configuration, or a list of them');
	const transferHost = text('transferHost');
	if (transferHost !== undefined && !isHost(transferHost))
		throw fail('"transferHost" must be a host name or a Host of your SSH configuration');
	const jump = text('jump');
	if (jump !== undefined && !isHost(jump))
		throw fail('"jump" must be a host name or a Host of your SSH configuration, also as user@host');
	if (
		port !== undefined &&
		!(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536)
	) {
		throw fail('"port" must be a number from 1 to 65535');
	}
	const user = text('user');
	const identityFile = text('identityFile');
	const profile = text('profile');
	return {
		name,
		hosts,
		...(transferHost !== undefined && { transferHost }),
		...(user !== undefined && { user }),
		...(typeof port === 'number' && { port }),
		...(identityFile !== undefined && { identityFile: withHome(identityFile) }),
		...(jump !== undefined && { jump }),
		...(profile !== undefined && { profile }),
	};
}

function isHost(value: unknown): value is string {
	return typeof value === 'string' && /^[^\s-]\S*$/.test(value);
}

/** Which jobs the person is told of. */
export function notifyMode(): NotifyMode {
	const mode = workspace.getConfiguration('aiFactory').get<unknown>('notify');
	return mode === 'all' || mode === 'none' ? mode : 'asked';
}

/** Whether the output of a job that was submitted here opens when the job starts. */
export function showsOutputOnStart(): boolean {
	return workspace.getConfiguration('aiFactory').get<boolean>('showOutputOnStart', true);
}

/** The SSH configuration file to read instead of `~/.ssh/config`. */
export function sshConfigFile(): string | undefined {
	const file = workspace.getConfiguration('aiFactory').get<string>('sshConfigFile', '').trim();
	return file === '' ? undefined : withHome(file);
}

function withHome(path: string): string {
	return path.replace(/^~(?=\/|$)/, homedir());
}

/** When to tell of the allocation. What is no number counts as left out. */
export function allocationThresholds(): WarningThresholds {
	const { lowPercent, endsSoonDays, runsOut } = workspace
		.getConfiguration('aiFactory')
		.get<Readonly<Record<string, unknown>>>('allocationWarnings', {});
	const atLeastNothing = (value: unknown, otherwise: number) =>
		typeof value === 'number' && value >= 0 ? value : otherwise;
	return {
		lowShare: atLeastNothing(lowPercent, DEFAULT_THRESHOLDS.lowShare * 100) / 100,
		endsSoonDays: atLeastNothing(endsSoonDays, DEFAULT_THRESHOLDS.endsSoonDays),
		runsOut: typeof runsOut === 'boolean' ? runsOut : DEFAULT_THRESHOLDS.runsOut,
	};
}
