import assert from 'node:assert/strict';
import { checkScript } from '../../../src/script/checkScript.ts';
import { readScript } from '../../../src/script/readScript.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';
import { practiceFacts } from '../../support/practiceFacts.ts';
import { randomScripts } from '../../support/randomScripts.ts';
import { askSbatch } from '../../support/sbatchOracle.ts';
import { REFUSED_SCRIPTS, VALID_SCRIPTS } from '../../support/scriptCorpus.ts';

/** Kinds of errors found with the facts of the practice factory. */
function errorsIn(text: string): readonly string[] {
	return checkScript(readScript(text, practiceFacts), practiceFacts, practiceFacts.at)
		.filter(({ severity }) => severity === 'error')
		.map(({ trouble }) => (trouble.kind === 'badValue' ? `badValue ${trouble.fault.reason}` : trouble.kind));
}

/** Of the script as any cluster would read it. */
function errorsAnywhere(text: string): readonly string[] {
	return checkScript(readScript(text), undefined, practiceFacts.at)
		.filter(({ severity }) => severity === 'error')
		.map(({ trouble }) => trouble.kind);
}

describe('What is called an error in a batch script', () => {
	after(disconnectAll);

	it('is none in scripts that sbatch accepts', async () => {
		const host = await connectTo('practice');
		const verdicts = await askSbatch(host, VALID_SCRIPTS, forever);
		const wrong = VALID_SCRIPTS.flatMap((text, index) => {
			const { isAccepted = false, words = '' } = verdicts[index] ?? {};
			const errors = [...errorsIn(text), ...errorsAnywhere(text)];
			return isAccepted && errors.length === 0 ? [] : [{ text, words: isAccepted ? '' : words, errors }];
		});
		assert.deepEqual(wrong, []);
	});

	it('is refused by sbatch, each kind of it', async () => {
		const host = await connectTo('practice');
		const all = Object.entries(REFUSED_SCRIPTS).flatMap(([kind, scripts]) =>
			scripts.map((text) => ({ kind, text })),
		);
		const verdicts = await askSbatch(
			host,
			all.map(({ text }) => text),
			forever,
		);
		const wrong = all.flatMap(({ kind, text }, index) => {
			const isAccepted = verdicts[index]?.isAccepted ?? true;
			const errors = errorsIn(text);
			return !isAccepted && errors.includes(kind)
				? []
				: [{ kind, text, isAccepted, errors, words: verdicts[index]?.words }];
		});
		assert.deepEqual(wrong, []);
	});

	it('is refused by sbatch, whatever the options and their values', async () => {
		const host = await connectTo('practice');
		const scripts = randomScripts(300);
		const suspected = scripts.filter((text) => errorsIn(text).length > 0 || errorsAnywhere(text).length > 0);
		const verdicts = await askSbatch(host, suspected, forever);
		const wrong = suspected.flatMap((text, index) =>
			verdicts[index]?.isAccepted ? [{ text, errors: [...errorsIn(text), ...errorsAnywhere(text)] }] : [],
		);
		assert.deepEqual(wrong, []);
		assert.ok(suspected.length > 50, `only ${suspected.length} of ${scripts.length} had errors`);
	});
});
