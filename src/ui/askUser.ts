import * as l10n from '@vscode/l10n';
import { type SecretStorage, window } from 'vscode';
import { cancelled } from '../base/abort.ts';
import type { Ask, ConfirmQuestion, TextQuestion } from '../base/ask.ts';
import { Turns } from '../base/turns.ts';

/** Puts the core's questions to the person with VS Code's own dialogs, and keeps secrets only when asked to. */
export class AskUser implements Ask {
	readonly #secrets: SecretStorage;
	/** VS Code shows one question at a time: a second one would dismiss the first. */
	readonly #turns = new Turns();
	/** Typed answers that could be kept, until it is known whether they were right. */
	readonly #unproved = new Map<string, string>();
	/** Those that were right and were not offered yet, and those that are being offered. */
	readonly #proved = new Map<string, string>();
	readonly #offered = new Map<string, string>();

	constructor(secrets: SecretStorage) {
		this.#secrets = secrets;
	}

	async text(question: TextQuestion, signal: AbortSignal): Promise<string | undefined> {
		const { keepAs } = question;
		const kept = keepAs === undefined ? undefined : await this.#secrets.get(keepAs);
		if (kept !== undefined) return kept;
		const answer = await this.#turns.take(() => askInBox(question, signal), signal);
		if (answer !== undefined && keepAs !== undefined) this.#unproved.set(keepAs, answer);
		return answer;
	}

	async confirm(question: ConfirmQuestion, signal: AbortSignal): Promise<boolean> {
		if (signal.aborted) throw cancelled();
		return this.#turns.take(async () => {
			const choice = await window.showWarningMessage(
				question.title,
				{ modal: true, detail: question.detail },
				question.yes,
			);
			return choice === question.yes;
		}, signal);
	}

	async forget(keepAs: string): Promise<void> {
		for (const typed of this.#typed()) typed.delete(keepAs);
		await this.#secrets.delete(keepAs);
	}

	proved(keepAs: string): void {
		const answer = this.#unproved.get(keepAs);
		this.#unproved.delete(keepAs);
		if (answer !== undefined) this.#proved.set(keepAs, answer);
	}

	/** Drops all that is kept or waits to be kept, and tells how many secrets were kept. */
	async forgetAll(): Promise<number> {
		for (const typed of this.#typed()) typed.clear();
		const keys = await this.#secrets.keys();
		await Promise.all(keys.map((key) => this.#secrets.delete(key)));
		return keys.length;
	}

	/** To be called when a sign-in came through: offers to keep what was typed and is known to be right. */
	async offerToKeep(): Promise<void> {
		for (;;) {
			const [next] = this.#proved;
			if (!next) return;
			const [keepAs, answer] = next;
			this.#proved.delete(keepAs);
			this.#offered.set(keepAs, answer);
			const keep = l10n.t('Remember');
			const choice = await window.showInformationMessage(questionToKeep(keepAs), keep, l10n.t('Not Now'));
			// It may have been forgotten while the offer stood there.
			const isWanted = choice === keep && this.#offered.get(keepAs) === answer;
			this.#offered.delete(keepAs);
			if (isWanted) await this.#secrets.store(keepAs, answer);
		}
	}

	#typed(): readonly Map<string, string>[] {
		return [this.#unproved, this.#proved, this.#offered];
	}
}

/** @param keepAs such as `passphrase:/home/ada/.ssh/id_ed25519` or `password:ada@login.example.org` */
function questionToKeep(keepAs: string): string {
	const owner = keepAs.slice(keepAs.indexOf(':') + 1);
	return keepAs.startsWith('password:')
		? l10n.t(
				'Remember the password of {0}? It is kept in the secret storage of VS Code on this computer.',
				owner,
			)
		: l10n.t(
				'Remember the passphrase of {0}? It is kept in the secret storage of VS Code on this computer.',
				owner,
			);
}

/** Stays open while the person looks for a phone; closes when the connection attempt ends. */
function askInBox(question: TextQuestion, signal: AbortSignal): Promise<string | undefined> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(signal.reason);
		const box = window.createInputBox();
		box.title = question.title;
		box.prompt = question.prompt;
		box.password = question.hidden;
		box.ignoreFocusOut = true;
		const onAbort = () => {
			reject(signal.reason);
			box.dispose();
		};
		signal.addEventListener('abort', onAbort, { once: true });
		box.onDidAccept(() => {
			resolve(box.value);
			box.hide();
		});
		box.onDidHide(() => {
			signal.removeEventListener('abort', onAbort);
			resolve(undefined);
			box.dispose();
		});
		box.show();
	});
}
