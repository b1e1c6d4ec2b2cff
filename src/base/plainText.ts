import { ControlSequenceReader } from './controlSequences.ts';

/**
 * Text for a terminal as text to read: no colours, and of a line that was written over and over, as progress bars are, what
 * it showed at last. Line ends are LF.
 */
export function plainText(terminalText: string): string {
	const lines: string[] = [];
	let line = '';
	let isOverwritten = false;
	const reader = new ControlSequenceReader();
	reader.push(terminalText, {
		text(run) {
			line = isOverwritten ? run : line + run;
			isOverwritten = false;
		},
		control(character) {
			if (character === '\n') {
				lines.push(line);
				line = '';
				isOverwritten = false;
			} else if (character === '\r') isOverwritten = true;
			else if (character === '\b') line = line.slice(0, -1);
			else if (character === '\t') this.text(character);
		},
		sequence(parameters, final) {
			// To the first column, or the whole line erased: the next frame of a bar.
			if ((final === 'G' && /^[01]?$/.test(parameters)) || (final === 'K' && parameters === '2'))
				isOverwritten = true;
		},
	});
	return [...lines, line].join('\n');
}
