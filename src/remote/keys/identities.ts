import * as l10n from '@vscode/l10n';
import type { Ask } from '../../base/ask.ts';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import { shortPath } from '../localPaths.ts';
import type { SshSettings } from '../sshSettings.ts';
import { certificateLabel, reasonNotToOffer } from './certificateWords.ts';
import type { HeldKey } from './heldKeys.ts';
import type { Identity } from './identity.ts';
import type { KeyFile } from './keyFile.ts';
import { KeyFileError } from './keyFileError.ts';
import { type FoundCertificate, readKeyRing } from './keyRing.ts';
import { type Candidate, Offers } from './offers.ts';
import type { PublicKey } from './publicKey.ts';
import { isCertificateName } from './publicKeyAlgorithms.ts';
import { byAgent, Signers } from './signers.ts';

/**
 * What nobody named is offered only as long as no more than this many were, all counted: keys and certificates of the
 * agent, and OpenSSH's default files. Servers count every offer as a failed sign-in, and sites ban an address after a few.
 */
const MOST_OFFERS = 2;

export interface IdentityOptions {
	/** Stands over every question: "Sign in to practice". */
	readonly title: string;
	readonly ask: Ask;
	readonly log: Logger;
	/** What was offered before these; it counts, and does not come again. */
	readonly before?: PublicKey;
	/** Hears of each key and certificate that cannot be used, and of those that were left out, in words. */
	readonly onSkipped: (words: string) => void;
}

/**
 * What to offer, in order: the certificates that have not expired (of files, then of the agent), the configuration's key
 * files (signed by the agent where it holds them), then the agent's other keys unless IdentitiesOnly. Each comes only when
 * asked for, because an encrypted key may need a question before even its public half is known. An Identity may sign again
 * later, for another connection. Of files that nobody named those come first that the agent holds, or else one of its other
 * keys, and not all come. Throws ProblemError `keyUnreadable` for a file that the person named.
 */
export async function* identitiesFor(
	settings: SshSettings,
	options: IdentityOptions,
	signal: AbortSignal,
): AsyncGenerator<Identity, void> {
	const { log, onSkipped } = options;
	const ring = await readKeyRing(settings, log, signal);
	for (const words of ring.unusable) onSkipped(words);
	const certificates = timely(ring.certificates, onSkipped);
	const ofFiles = certificates.filter(({ held }) => !held);
	const signers = new Signers(ring, options);
	const offers = new Offers(settings.algorithms.publicKey, onSkipped, options.before);
	const { areIdentitiesDefault, certificateFiles } = settings;
	const most = areIdentitiesDefault ? MOST_OFFERS : Number.POSITIVE_INFINITY;
	const certified = (some: readonly FoundCertificate[]) => some.flatMap((one) => candidateOf(one, signers));

	const areNamed = certificateFiles.length > 0 || !areIdentitiesDefault;
	if (areNamed) yield* offers.some(certified(ofFiles));
	else
		yield* offers.some(
			heldFirst(certified(ofFiles), ({ signer }) => signer.isAgent),
			most,
		);
	const ofAgent = certified(certificates.filter(({ held }) => held));
	yield* offers.some(ofAgent, MOST_OFFERS);
	const isHeld = ({ publicKey }: KeyFile) =>
		publicKey !== undefined && signers.forKey(publicKey)?.isAgent === true;
	const others = settings.identitiesOnly ? [] : plainKeysOf(ring.held);
	// As with OpenSSH the agent's keys go before files that nobody named, but one of them: the files are to have a turn too.
	if (areIdentitiesDefault && !ring.files.some(isHeld)) yield* offers.some(others.slice(0, 1), MOST_OFFERS);
	for (const file of areIdentitiesDefault ? heldFirst(ring.files, isHeld) : ring.files) {
		// It is not even opened: that may need a question.
		if (offers.count >= most) {
			if (!file.publicKey || !offers.has(file.publicKey))
				onSkipped(l10n.t('key {0} (not offered: name it with IdentityFile)', shortPath(file.path)));
			continue;
		}
		const own = await candidateIn(file, signers, settings, onSkipped, signal);
		// What an encrypted PEM file holds is known only now, and so is what certifies it.
		if (own) yield* offers.some([...certified(ofFiles), own], most);
	}
	for (const found of ofFiles.filter(({ certificate }) => !signers.forCertificate(certificate))) {
		onSkipped(l10n.t('{0} (its private key was not found)', certificateLabel(found)));
	}
	if (settings.identitiesOnly) return;
	yield* offers.some(others, MOST_OFFERS);
	const left = offers.leftOf([...ofAgent, ...others]);
	if (left > 0) onSkipped(leftOutWords(left));
}

function plainKeysOf(held: readonly HeldKey[]): readonly Candidate[] {
	return held
		.filter(({ publicKey }) => !isCertificateName(publicKey.type))
		.map((key) => ({
			label: l10n.t('agent key {0}', key.comment),
			publicKey: key.publicKey,
			signer: byAgent(key),
		}));
}

/** Somebody who added a key to the agent uses it. */
function heldFirst<T>(all: readonly T[], isHeld: (one: T) => boolean): T[] {
	return [...all.filter(isHeld), ...all.filter((one) => !isHeld(one))];
}

function leftOutWords(count: number): string {
	return count === 1
		? l10n.t('1 more key of the agent was not offered; name it with IdentityFile')
		: l10n.t('{0} more keys of the agent were not offered; name the right one with IdentityFile', count);
}

/** Tells of those that a server would not take now. */
function timely(all: readonly FoundCertificate[], onSkipped: (words: string) => void): FoundCertificate[] {
	const now = new Date();
	return all.filter((found) => {
		const reason = reasonNotToOffer(found, now);
		if (reason !== undefined) onSkipped(reason);
		return reason === undefined;
	});
}

/** None where nobody has the private half. */
function candidateOf(found: FoundCertificate, signers: Signers): Candidate[] {
	const { certificate } = found;
	const signer = signers.forCertificate(certificate);
	if (!signer) return [];
	const label = found.held ? certificateLabel(found) : withNote(certificateLabel(found), signer.isAgent);
	return [{ label, publicKey: certificate.publicKey, certificate, signer }];
}

/** The plain key of a file. May ask for a passphrase where the file does not show its public half otherwise. */
async function candidateIn(
	file: KeyFile,
	signers: Signers,
	settings: SshSettings,
	onSkipped: (words: string) => void,
	signal: AbortSignal,
): Promise<Candidate | undefined> {
	const label = l10n.t('key {0}', shortPath(file.path));
	try {
		const publicKey = await signers.publicKeyIn(file, signal);
		const signer = signers.forKey(publicKey);
		if (signer) return { label: withNote(label, signer.isAgent), publicKey, signer };
		const why =
			file.privateText === undefined
				? l10n.t('its private half is not in the agent')
				: l10n.t('a security key: add it to your agent with ssh-add');
		onSkipped(`${label} (${why})`);
	} catch (error) {
		if (!(error instanceof KeyFileError)) throw error;
		if (file.path === settings.namedIdentityFile) {
			throw new ProblemError(
				{ kind: 'keyUnreadable', file: file.path, detail: error.message },
				{ cause: error },
			);
		}
		onSkipped(`${label} (${error.message})`);
	}
	return undefined;
}

const withNote = (label: string, isByAgent: boolean) =>
	isByAgent ? l10n.t('{0} (by the agent)', label) : label;
