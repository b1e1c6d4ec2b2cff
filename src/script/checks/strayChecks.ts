import { type Finding, type Fix, replaceWith, type StrayReason } from '../finding.ts';
import { optionOf } from '../options.ts';
import type { StrayWord } from '../readScript.ts';
import { writeWord } from '../words.ts';

/** A word that is neither an option nor a value, and what it was probably meant to be. */
export function checkStray({ word, after }: StrayWord): Finding {
	const { text, span } = word;
	const stray = (why: StrayReason, fixes: readonly Fix[] = []): Finding => ({
		...{ trouble: { kind: 'strayWord', word: text, why }, severity: 'error', span, fixes },
	});
	if (/^[\u2010-\u2015\u2212]/.test(text)) {
		const rest = text.replace(/^[\u2010-\u2015\u2212]+-?/, '');
		return stray('otherDash', [replaceWith(span, `${rest.length === 1 ? '-' : '--'}${rest}`)]);
	}
	if (/^(?:\/\/|;|--)/.test(text))
		return stray('commentMark', [
			{
				kind: 'replace',
				changes: [{ span: { ...span, end: span.start }, text: '# ' }],
				isPreferred: true,
				shown: `# ${text}`,
			},
		]);
	const name = text.split('=')[0] ?? '';
	const option = name === '' ? undefined : optionOf(name);
	if (option && (text.includes('=') || option.takes === 'nothing'))
		return stray('noDashes', [replaceWith(span, `--${text}`)]);
	if (after?.option?.takes === 'maybe' && after.value === undefined)
		return stray('valueApart', [
			{
				kind: 'replace',
				changes: [{ span: { ...span, start: after.nameSpan.end }, text: `=${word.raw}` }],
				isPreferred: true,
				shown: `--${after.option.name}=${word.raw}`,
			},
		]);
	const { value, valueSpan } = after ?? {};
	if (value !== undefined && valueSpan && valueSpan.line === span.line) {
		const joined = writeWord(`${value} ${text}`);
		return stray('blankInValue', [
			replaceWith({ ...span, start: valueSpan.start }, joined, false),
			{
				kind: 'remove',
				changes: [{ span: { ...span, start: valueSpan.end }, text: '' }],
				isPreferred: false,
				shown: text,
			},
		]);
	}
	return stray('plain', [{ kind: 'remove', changes: [{ span, text: '' }], isPreferred: false, shown: text }]);
}
