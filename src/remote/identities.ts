import type { KeyObject } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type { Ask } from '../base/ask.ts';
import type { Logger } from '../base/log.ts';
import { ProblemError } from '../problems/problem.ts';
import { Agent, type AgentKey } from './agent.ts';
import type { Identity } from './identity.ts';
import { decryptKey, type KeyFile, KeyFileError, readKeyFile } from './keyFile.ts';
import { shortPath } from './localPaths.ts';
import { unlockKey } from './passphrase.ts';
import { publicKeyOf } from './publicKey.ts';
import { signatureOf } from './signature.ts';
import type { SshSettings } from './sshSettings.ts';

/**
 * Keys of the agent are offered only as long as no more than this many were, those of files counted: servers count every
 * offer as a failed sign-in, and sites ban an address after a few.
 */
const MOST_OFFERS = 2;

export interface IdentityOptions {
	/** Stands over every question: "Sign in to practice". */
	readonly title: string;
	readonly ask: Ask;
	readonly log: Logger;
	/** Hears of each key file that cannot be read, and of agent keys that were left out, in words. */
	readonly onSkipped: (words: string) => void;
}

/**
 * The keys to offer, in order: the configuration's files (signed by the agent where it holds them), then the agent's
 * other keys unless IdentitiesOnly. Each comes only when asked for, because an encrypted key may need a question
 * before even its public half is known. Throws ProblemError `keyUnreadable` for a file that the person named.
 */
export async function* identitiesFor(
	settings: SshSettings,
	options: IdentityOptions,
	signal: AbortSignal,
): AsyncGenerator<Identity, void> {
	const agent = settings.identityAgent ? new Agent(settings.identityAgent) : undefined;
	const held = agent ? await heldKeys(agent, options.log, signal) : [];
	const offered: string[] = [];
	for (const path of settings.identityFiles) {
		const file = await readIfUsable(path, settings, options);
		if (!file) continue;
		const identity = await identityOfFile(file, agent, held, options, signal);
		if (!identity || offered.includes(idOf(identity))) continue;
		offered.push(idOf(identity));
		yield identity;
	}
	if (!agent || settings.identitiesOnly) return;
	const others = held
		.map((key) => agentIdentity(l10n.t('agent key {0}', key.comment), agent, key, signal))
		.filter((identity) => !offered.includes(idOf(identity)));
	const most = Math.max(0, MOST_OFFERS - offered.length);
	yield* others.slice(0, most);
	if (others.length > most) options.onSkipped(leftOutWords(others.length - most));
}

function leftOutWords(count: number): string {
	return count === 1
		? l10n.t('1 more key of the agent was not offered; name it with IdentityFile')
		: l10n.t('{0} more keys of the agent were not offered; name the right one with IdentityFile', count);
}

const idOf = (identity: Identity) => identity.publicKey.blob.toString('base64');

async function heldKeys(agent: Agent, log: Logger, signal: AbortSignal): Promise<readonly AgentKey[]> {
	try {
		return await agent.keys(signal);
	} catch (error) {
		signal.throwIfAborted();
		log.info(`No keys from the agent: ${(error as Error).message}`);
		return [];
	}
}

/** A file that the person chose for this host in our own settings is worth stopping for; others may be there for other hosts. */
async function readIfUsable(
	path: string,
	settings: SshSettings,
	options: IdentityOptions,
): Promise<KeyFile | undefined> {
	const isChosen = path === settings.namedIdentityFile;
	try {
		const file = await readKeyFile(path);
		if (!file && isChosen) throw new KeyFileError('there is no such file');
		return file;
	} catch (error) {
		if (!(error instanceof KeyFileError)) throw error;
		if (isChosen)
			throw new ProblemError({ kind: 'keyUnreadable', file: path, detail: error.message }, { cause: error });
		options.log.warn(`The key ${shortPath(path)} is of no use: ${error.message}`);
		options.onSkipped(l10n.t('key {0} (not readable: {1})', shortPath(path), error.message));
		return undefined;
	}
}

async function identityOfFile(
	file: KeyFile,
	agent: Agent | undefined,
	held: readonly AgentKey[],
	options: IdentityOptions,
	signal: AbortSignal,
): Promise<Identity | undefined> {
	const label = l10n.t('key {0}', shortPath(file.path));
	const { publicKey, privateText, isEncrypted } = file;
	const twin = publicKey && held.find((key) => key.publicKey.blob.equals(publicKey.blob));
	if (agent && twin) return agentIdentity(`${label} (by the agent)`, agent, twin, signal);
	if (privateText === undefined) return undefined;
	const unlock = once(() =>
		isEncrypted
			? unlockKey(file.path, privateText, options.title, options.ask, signal)
			: decryptKey(privateText, undefined),
	);
	const known = publicKey ?? publicKeyOf(await unlock());
	if (!known) return undefined;
	const sign = async (data: Uint8Array, algorithm: string) => signatureOf(await unlock(), data, algorithm);
	return { label, publicKey: known, signsSilently: !isEncrypted, sign };
}

function agentIdentity(label: string, agent: Agent, key: AgentKey, signal: AbortSignal): Identity {
	const sign = (data: Uint8Array, algorithm: string) => agent.sign(key.publicKey, data, algorithm, signal);
	return { label, publicKey: key.publicKey, signsSilently: false, sign };
}

/** Calls at most once and gives everybody the same outcome. */
function once(open: () => Promise<KeyObject>): () => Promise<KeyObject> {
	let opened: Promise<KeyObject> | undefined;
	return () => (opened ??= open());
}
