import { Emitter } from '../../src/base/event.ts';

/** The editor, for tests of src/ui in plain Node: what is shown waits in `screen` until a test plays the person. */

/** An input box, or a message with buttons, as the person sees it. */
export interface Shown {
	readonly title: string;
	/** Types the text or presses the button; undefined dismisses. */
	answer(choice: string | undefined): void;
}

/** What can be seen right now, in the order in which it came. */
export const screen: Shown[] = [];

function show(title: string, onAnswer: (choice: string | undefined) => void): Shown {
	const shown = {
		title,
		answer(choice: string | undefined) {
			hide(shown);
			onAnswer(choice);
		},
	};
	screen.push(shown);
	return shown;
}

function hide(shown: Shown | undefined): void {
	const place = shown ? screen.indexOf(shown) : -1;
	if (place >= 0) screen.splice(place, 1);
}

function message(title: string): Promise<string | undefined> {
	return new Promise((resolve) => show(title, resolve));
}

/** As in VS Code there is room for one: showing a box hides the one before. */
class FakeInputBox {
	static current: FakeInputBox | undefined;
	title = '';
	value = '';
	readonly #accepted = new Emitter<void>();
	readonly #hidden = new Emitter<void>();
	#shown: Shown | undefined;
	readonly onDidAccept = this.#accepted.event;
	readonly onDidHide = this.#hidden.event;

	show(): void {
		FakeInputBox.current?.hide();
		FakeInputBox.current = this;
		this.#shown = show(this.title, (text) => {
			this.value = text ?? '';
			if (text === undefined) this.hide();
			else this.#accepted.fire();
		});
	}

	hide(): void {
		if (FakeInputBox.current !== this) return;
		FakeInputBox.current = undefined;
		hide(this.#shown);
		this.#hidden.fire();
	}

	dispose(): void {
		this.hide();
	}
}

/** @public */
export const window = {
	createInputBox: () => new FakeInputBox(),
	showWarningMessage: message,
	showInformationMessage: message,
	withProgress: (_options: unknown, work: (progress: unknown, token: unknown) => unknown) =>
		work({ report: () => {} }, { isCancellationRequested: false, onCancellationRequested: () => {} }),
};

/** @public */
export const commands = {};

/** @public */
export const QuickPickItemKind = { Separator: -1 };

/** @public */
export const ConfigurationTarget = { Global: 1 };

/** @public */
export const workspace = {};

/** @public */
export const ProgressLocation = { Notification: 15 };

/** @public */
export class EventEmitter<T> extends Emitter<T> {}

/** @public */
export class ThemeIcon {}

/** @public */
export class TerminalProfile {}

/** @public */
export class Range {}

/** @public */
export class Uri {}
