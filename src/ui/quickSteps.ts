import * as l10n from '@vscode/l10n';
import { Disposable, type QuickInput, QuickInputButtons, type QuickPickItem, window } from 'vscode';

/** One question of several. */
export type QuickStep =
	| {
			readonly kind: 'text';
			readonly prompt: string;
			readonly value: string;
			readonly placeholder?: string;
			/** What is wrong with an answer; undefined for nothing. */
			readonly check: (text: string) => string | undefined;
	  }
	| {
			readonly kind: 'pick';
			readonly prompt: string;
			readonly items: readonly (QuickPickItem & { id: string })[];
	  };

/**
 * Asks one question after the other, with a way back. Which is asked next may depend on the answers so far; undefined ends. Answers are
 * texts, or ids of items. Undefined when the person dismissed a question.
 */
export async function quickSteps(
	title: string,
	total: number,
	next: (answers: readonly string[]) => QuickStep | undefined,
): Promise<readonly string[] | undefined> {
	const answers: string[] = [];
	const before: string[] = [];
	for (let step = next(answers); step; step = next(answers)) {
		const place = { title, step: answers.length + 1, total: Math.max(total, answers.length + 1) };
		const answer = await ask(step, place, before[answers.length]);
		if (answer === undefined) return undefined;
		if (answer === BACK) {
			before[answers.length - 1] = answers.pop() ?? '';
		} else {
			before[answers.length] = answer;
			answers.push(answer);
		}
	}
	return answers;
}

const BACK = Symbol('back');

interface StepPlace {
	readonly title: string;
	readonly step: number;
	readonly total: number;
}

function ask(
	step: QuickStep,
	place: StepPlace,
	before: string | undefined,
): Promise<string | typeof BACK | undefined> {
	return step.kind === 'text' ? askText(step, place, before) : askPick(step, place, before);
}

function askText(
	step: Extract<QuickStep, { kind: 'text' }>,
	place: StepPlace,
	before: string | undefined,
): Promise<string | typeof BACK | undefined> {
	const box = window.createInputBox();
	box.prompt = step.prompt;
	box.value = before ?? step.value;
	box.placeholder = step.placeholder ?? '';
	const check = () => {
		box.validationMessage = step.check(box.value.trim()) ?? '';
	};
	check();
	return untilAnswered(box, place, (answer) => [
		box.onDidChangeValue(check),
		box.onDidAccept(() => {
			if (step.check(box.value.trim()) === undefined) answer(box.value.trim());
		}),
		box.onDidTriggerButton(() => answer(BACK)),
	]);
}

function askPick(
	step: Extract<QuickStep, { kind: 'pick' }>,
	place: StepPlace,
	before: string | undefined,
): Promise<string | typeof BACK | undefined> {
	const box = window.createQuickPick<QuickPickItem & { id: string }>();
	box.placeholder = step.prompt;
	box.items = step.items;
	box.activeItems = step.items.filter(({ id }) => id === before);
	return untilAnswered(box, place, (answer) => [
		box.onDidAccept(() => {
			const [chosen] = box.selectedItems;
			if (chosen) answer(chosen.id);
		}),
		box.onDidTriggerButton(() => answer(BACK)),
	]);
}

function untilAnswered(
	box: QuickInput & { buttons: readonly unknown[]; onDidHide: (listener: () => void) => Disposable },
	{ title, step, total }: StepPlace,
	listen: (answer: (text: string | typeof BACK) => void) => readonly Disposable[],
): Promise<string | typeof BACK | undefined> {
	box.title = title;
	box.step = step;
	box.totalSteps = total;
	box.ignoreFocusOut = true;
	box.buttons = step > 1 ? [QuickInputButtons.Back] : [];
	return new Promise((resolve) => {
		const listeners = Disposable.from(
			...listen((answer) => {
				resolve(answer);
				box.hide();
			}),
			box.onDidHide(() => {
				resolve(undefined);
				listeners.dispose();
				box.dispose();
			}),
		);
		box.show();
	});
}

/** For answers that may be left out. */
export function orNothing(check: (text: string) => string | undefined): (text: string) => string | undefined {
	return (text) => (text === '' ? undefined : check(text));
}

export function wholeNumber(text: string): string | undefined {
	return /^\d{1,6}$/.test(text) ? undefined : l10n.t('Type a whole number.');
}
