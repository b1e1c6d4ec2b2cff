import { cancelled } from '../../base/abort.ts';
import type { Ask } from '../../base/ask.ts';

/** A question of the server's (RFC 4256): its text as sent, and whether the answer may be seen. */
export interface Prompt {
	readonly prompt: string;
	readonly echo?: boolean;
}

/** "Password:", "Password for ada@login1:", "(ada@login1) Password:": the password in use, and nothing else. */
const PASSWORD_PROMPT = /^\s*(?:\([^)]*\)\s*)?password(?:\s+(?:for|of)\s+\S+)?\s*:?\s*$/i;

/**
 * Puts the server's questions to the person, one after the other. Rejects with `cancelled()` when one is dismissed.
 *
 * @param keepPasswordAs where the answer to a question for the password in use may be kept; a code is good only once
 */
export async function askPrompts(
	title: string,
	instructions: string,
	prompts: readonly Prompt[],
	keepPasswordAs: string | undefined,
	ask: Ask,
	signal: AbortSignal,
): Promise<string[]> {
	const answers: string[] = [];
	for (const { prompt, echo } of prompts) {
		// Instructions often say what the prompt means ("Duo two-factor login for ada").
		const words = [instructions.trim(), prompt].filter(Boolean).join('\n');
		const hidden = echo !== true;
		const isKept = hidden && keepPasswordAs !== undefined && PASSWORD_PROMPT.test(prompt);
		const answer = await ask.text(
			{ title, prompt: words, hidden, ...(isKept && { keepAs: keepPasswordAs }) },
			signal,
		);
		if (answer === undefined) throw cancelled();
		answers.push(answer);
	}
	return answers;
}
