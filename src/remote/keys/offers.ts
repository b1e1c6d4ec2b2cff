import * as l10n from '@vscode/l10n';
import type { Certificate } from './certificate.ts';
import type { Identity } from './identity.ts';
import type { PublicKey } from './publicKey.ts';
import { algorithmsFor } from './publicKeyAlgorithms.ts';
import type { Signer } from './signers.ts';

/** A key or certificate that can sign, before it is known whether it may be offered. */
export interface Candidate {
	readonly label: string;
	readonly publicKey: PublicKey;
	readonly certificate?: Certificate;
	readonly signer: Signer;
}

/** The offers of one sign-in: none twice, and none whose algorithms the configuration does not accept. */
export class Offers {
	readonly #accepted: readonly string[] | undefined;
	readonly #onSkipped: (words: string) => void;
	readonly #seen = new Set<string>();
	#count = 0;

	/**
	 * @param accepted PubkeyAcceptedAlgorithms; undefined for OpenSSH's default
	 * @param before what was offered already
	 */
	constructor(
		accepted: readonly string[] | undefined,
		onSkipped: (words: string) => void,
		before: PublicKey | undefined,
	) {
		this.#accepted = accepted;
		this.#onSkipped = onSkipped;
		if (!before) return;
		this.#seen.add(idOf(before));
		this.#count = 1;
	}

	/** True for what was among them. */
	has(key: PublicKey): boolean {
		return this.#seen.has(idOf(key));
	}

	/** How many there were. */
	get count(): number {
		return this.#count;
	}

	/** Those that were not offered before, as long as there were fewer than `most` offers in all. */
	*some(candidates: readonly Candidate[], most = Number.POSITIVE_INFINITY): Generator<Identity, void> {
		for (const candidate of candidates) {
			const identity = this.#count < most ? this.#identityOf(candidate) : undefined;
			if (!identity) continue;
			this.#count++;
			yield identity;
		}
	}

	/** How many of these may be offered and were not. */
	leftOf(candidates: readonly Candidate[]): number {
		return candidates.filter(
			({ publicKey }) =>
				!this.#seen.has(idOf(publicKey)) && algorithmsFor(publicKey.type, this.#accepted).length > 0,
		).length;
	}

	#identityOf({ label, publicKey, certificate, signer }: Candidate): Identity | undefined {
		const id = idOf(publicKey);
		if (this.#seen.has(id)) return undefined;
		this.#seen.add(id);
		const algorithms = algorithmsFor(publicKey.type, this.#accepted);
		if (algorithms.length === 0) {
			this.#onSkipped(l10n.t('{0} (PubkeyAcceptedAlgorithms does not allow {1})', label, publicKey.type));
			return undefined;
		}
		return {
			label,
			publicKey,
			...(certificate && { certificate }),
			algorithms,
			get signsSilently() {
				return signer.signsSilently;
			},
			get needsPerson() {
				return signer.needsPerson;
			},
			sign: signer.sign,
		};
	}
}

const idOf = ({ blob }: PublicKey) => blob.toString('base64');
