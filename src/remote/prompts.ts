import { cancelled } from '../base/abort.ts';
import type { Ask } from '../base/ask.ts';

/** A question of the server's (RFC 4256): its text as sent, and whether the answer may be seen. */
export interface Prompt {
	readonly prompt: string;
	readonly echo?: boolean;
}

/** Puts the server's questions to the person, one after the other. Rejects with `cancelled()` when one is dismissed. */
export async function askPrompts(
	title: string,
	instructions: string,
	prompts: readonly Prompt[],
	ask: Ask,
	signal: AbortSignal,
): Promise<string[]> {
	const answers: string[] = [];
	for (const { prompt, echo } of prompts) {
		// Instructions often say what the prompt means ("Duo two-factor login for ada").
		const words = [instructions.trim(), prompt].filter(Boolean).join('\n');
		const answer = await ask.text({ title, prompt: words, hidden: echo !== true }, signal);
		if (answer === undefined) throw cancelled();
		answers.push(answer);
	}
	return answers;
}
