/** What a person is asked to type. */
export interface TextQuestion {
	/** Who wants to know: "Sign in to practice". */
	readonly title: string;
	/** The question as the server or the key file puts it. */
	readonly prompt: string;
	/** True for passwords, passphrases and codes that the server marks as not to be shown. */
	readonly hidden: boolean;
	/**
	 * Where the answer may be kept between sessions when the person wishes so, such as
	 * `passphrase:/home/ada/.ssh/id_ed25519`. Absent for answers that are good only once.
	 */
	readonly keepAs?: string;
}

/** A yes-or-no question that stops everything until it is answered. */
export interface ConfirmQuestion {
	readonly title: string;
	readonly detail: string;
	/** The words on the button that says yes. */
	readonly yes: string;
}

/** Puts questions to the person. The core asks through this port; src/ui answers with VS Code's own dialogs. */
export interface Ask {
	/** The answer (a kept one at once, without asking); undefined when the person dismissed the question. */
	text(question: TextQuestion, signal: AbortSignal): Promise<string | undefined>;
	/** False when dismissed. */
	confirm(question: ConfirmQuestion, signal: AbortSignal): Promise<boolean>;
	/** Drops a kept answer that turned out wrong. */
	forget(keepAs: string): Promise<void>;
	/** Hears that the last answer was right, and may be kept: the server let the person in, or the key opened. */
	proved?(keepAs: string): void;
}
