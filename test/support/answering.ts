import type { Ask, ConfirmQuestion, TextQuestion } from '../../src/base/ask.ts';

/** An Ask that remembers what it was asked. */
export interface AnsweringAsk extends Ask {
	readonly asked: (TextQuestion | ConfirmQuestion)[];
	readonly forgotten: string[];
	readonly proved: (keepAs: string) => void;
	/** What was said to be right. */
	readonly right: string[];
}

/** Answers questions for text in turn, or by a function of the question, and each yes-or-no question with `trust`. */
export function answering(
	answers: readonly (string | undefined)[] | ((question: TextQuestion) => string | undefined) = [],
	trust = false,
): AnsweringAsk {
	const asked: (TextQuestion | ConfirmQuestion)[] = [];
	const forgotten: string[] = [];
	const right: string[] = [];
	let turn = 0;
	return {
		asked,
		forgotten,
		right,
		text: async (question) => {
			asked.push(question);
			return typeof answers === 'function' ? answers(question) : answers[turn++];
		},
		confirm: async (question) => {
			asked.push(question);
			return trust;
		},
		forget: async (keepAs) => void forgotten.push(keepAs),
		proved: (keepAs) => void right.push(keepAs),
	};
}
