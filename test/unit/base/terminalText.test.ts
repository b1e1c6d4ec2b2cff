import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../src/base/plainText.ts';
import { TerminalText } from '../../../src/base/terminalText.ts';

const ESC = '\u001b';

describe('Text for a terminal', () => {
	for (const [what, text] of [
		['colours', `${ESC}[1;38;5;208mwarning${ESC}[0m and ${ESC}[38:2::255:0:0mred${ESC}[m`],
		['a bar of one line', '\r 50%|█████     |\r100%|██████████|'],
		['bars of many lines', `one${ESC}[A\rtwo${ESC}[2K\r${ESC}[1B${ESC}[K${ESC}[0J`],
		['tabs and backspaces', 'a\tb\b\bc'],
		['a column', `${ESC}[1Gagain${ESC}[12G.${ESC}[3X${ESC}[2P`],
	] as const) {
		it(`lets ${what} through`, () => assert.equal(safe(text), text));
	}

	for (const [what, text] of [
		['the clipboard (OSC 52)', `${ESC}]52;c;cm0gLXJmIC8=\u0007`],
		['the title', `${ESC}]0;you are root\u0007`],
		['the title, ended by ST', `${ESC}]2;you are root${ESC}\\`],
		['links that lead elsewhere (OSC 8)', `${ESC}]8;;https://evil.example${ESC}\\${ESC}]8;;${ESC}\\`],
		['colours of the terminal itself (OSC 10)', `${ESC}]10;#000000\u0007`],
		['questions whose answer is typed (DA, DSR)', `${ESC}[c${ESC}[>c${ESC}[6n${ESC}[?1;2c${ESC}Z`],
		['device control (DCS, sixel)', `${ESC}Pq#0;2;0;0;0${ESC}\\${ESC}P+q544e${ESC}\\`],
		['other strings (APC, PM, SOS)', `${ESC}_Gi=1;AAAA${ESC}\\${ESC}^x${ESC}\\${ESC}Xy${ESC}\\`],
		['the other screen', `${ESC}[?1049h${ESC}[?47h`],
		['mouse, paste and cursor modes', `${ESC}[?1000h${ESC}[?2004h${ESC}[?25l${ESC}[4h`],
		['a reset, and character sets', `${ESC}c${ESC}[!p${ESC}(0${ESC})B${ESC}#8\u000e\u000f`],
		['clearing the screen and what was scrolled', `${ESC}[2J${ESC}[3J${ESC}[1J`],
		['the cursor anywhere, and scrolling', `${ESC}[H${ESC}[10;10H${ESC}[5S${ESC}[1;3r${ESC}7${ESC}8${ESC}M`],
		['a character a million times', `${ESC}[1000000b${ESC}[99999999@`],
		['the same in eight bits', '\u009b6n\u009d52;c;eA==\u009c\u0090q\u009c\u0085'],
		['bells and what nobody sees', '\u0000\u0007\u0005\u007f\u000b\u000c'],
	] as const) {
		it(`lets nothing through that is for ${what}`, () => assert.equal(safe(`a${text}b`), 'ab'));
	}

	it('ends each line with CR LF, and doubles no CR', () => {
		assert.equal(safe('one\ntwo\r\nthree\r\r\n\nend'), 'one\r\ntwo\r\nthree\r\n\r\nend');
	});

	it('hides no more than one line where a byte of binary output begins a string without end', () => {
		assert.equal(safe(`a${ESC}]never ends\nthe next line`), 'a\r\nthe next line');
	});

	it('tells binary output from text', () => {
		const text = new TerminalText();
		text.push('text');
		assert.equal(text.isBinary, false);
		text.push('\0');
		assert.equal(text.isBinary, true);
	});

	it('marks every line, also where a bar writes it over', () => {
		const text = new TerminalText({ gutter: '|' });
		const made = text.push('one\n\r50%\r100%\n\ntwo');
		assert.equal(visible(made), '|one\r\n\r|50%\r|100%\r\n\r\n|two');
	});

	it('keeps the colours of the text around the mark', () => {
		const text = new TerminalText({ gutter: '|' });
		assert.equal(text.push(`${ESC}[31mred\n`), `${ESC}[31m${ESC}[0m|${ESC}[0m${ESC}[31mred\r\n`);
		assert.equal(text.style, `${ESC}[31m`);
		text.push(`${ESC}[1m${ESC}[0;4m`);
		assert.equal(text.style, `${ESC}[4m`);
		text.push(`${ESC}[m`);
		assert.equal(text.style, '');
	});

	const piece = fc.oneof(
		fc.constantFrom(
			ESC,
			`${ESC}[`,
			`${ESC}]52;c;`,
			'\u0007',
			`${ESC}\\`,
			'\u009b',
			'\r',
			'\n',
			'\b',
			'\0',
			'm',
		),
		fc.constantFrom('31m', '?25h', '6n', '2K', '0J', '3J', 'A', 'é', '😀', 'x', ';', '1', 'P', '\u009c'),
		fc.string({ maxLength: 3, unit: 'binary' }),
	);
	const hostile = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

	it('is the same wherever the pieces are cut', () => {
		fc.assert(
			fc.property(hostile, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => {
				const reader = new TerminalText({ gutter: '|' });
				const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
				const made = places.map((from, index) => reader.push(text.slice(from, places[index + 1] ?? from)));
				assert.equal(made.join(''), new TerminalText({ gutter: '|' }).push(text));
			}),
		);
	});

	it('never holds a control function but those of colours and bars', () => {
		const harmless =
			/^(?:[^\u0000-\u001f\u007f-\u009f]|[\r\n\t\b]|\u001b\[(?:[\d;:]*m|[012]?K|0?J|\d{0,4}[ABCDEFGXP]))*$/u;
		fc.assert(fc.property(hostile, (text) => assert.match(safe(text), harmless)));
	});

	it('holds all of a text without control characters', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
				assert.equal(safe(plain), plain);
			}),
		);
	});
});

describe('Text for a terminal as text to read', () => {
	it('has no colours', () => assert.equal(plainText(`${ESC}[31mred${ESC}[0m\r\nplain`), 'red\nplain'));

	it('has of a progress bar what it showed at last', () => {
		assert.equal(plainText('start\n  0%\r 50%\r100%\ndone\r\n'), 'start\n100%\ndone\n');
		assert.equal(plainText(`10%${ESC}[2K\r20%${ESC}[1G30%`), '30%');
		assert.equal(plainText('|\b/\b-\b\\'), '\\');
	});

	it('has no control characters but line ends and tabs', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) =>
				assert.doesNotMatch(plainText(text), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/),
			),
		);
	});
});

function safe(text: string): string {
	return new TerminalText().push(text);
}

/** Without colours. */
function visible(text: string): string {
	return text.replaceAll(/\u001b\[\d*m/g, '');
}
