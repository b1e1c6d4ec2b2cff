import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutputMixer } from '../../../src/presenters/outputMixer.ts';
import type { OutputStream } from '../../../src/session/followJob.ts';

describe('Both outputs of a job in one terminal', () => {
	it('mark the lines of the standard error', () => {
		const mixer = new OutputMixer();
		assert.equal(shown(mixer, 'output:one\n', 'error:two\n', 'output:three\n'), 'one\n▌two\nthree\n');
	});

	it('tear no line apart', () => {
		const mixer = new OutputMixer();
		assert.equal(shown(mixer, 'output:loss: ', 'error:warn', 'output:0.3\n'), 'loss: 0.3\n▌warn');
	});

	it('wait for a bar that stays in its line only a moment', () => {
		const mixer = new OutputMixer();
		assert.equal(shown(mixer, 'error:\r 50%', 'output:epoch 1\n'), '\r▌ 50%');
		assert.ok(mixer.isHolding);
		assert.equal(visible(mixer.release()), '\nepoch 1\n');
		assert.ok(!mixer.isHolding);
		assert.equal(shown(mixer, 'error:\r100%\n'), '\r▌100%\n');
	});

	it('do not take over the colours of the other one, and go on with their own', () => {
		const mixer = new OutputMixer();
		const made = [bytes('output:\u001b[32mgreen\n'), bytes('error:plain\n'), bytes('output:still\n')].map(
			([from, piece]) => mixer.push(from, piece),
		);
		assert.equal(made[1]?.startsWith('\u001b[0m'), true);
		assert.equal(made[2], '\u001b[0m\u001b[32mstill\r\n');
	});

	it('put characters together that came in two pieces', () => {
		const mixer = new OutputMixer();
		const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
		assert.equal(visible(mixer.push('output', first) + mixer.push('output', second)), 'é');
	});

	it('leave words of ours a line of their own, without anything that a terminal would obey', () => {
		const mixer = new OutputMixer();
		const made = shown(mixer, 'output:half') + visible(mixer.note('Output: /x\u001b]52;c;eA==\u0007'));
		assert.equal(made, 'half\n── Output: /x␛]52;c;eA==␇\n');
		assert.equal(visible(mixer.note('at once')), '── at once\n');
	});

	it('begin anew with a file that was replaced', () => {
		const mixer = new OutputMixer();
		assert.equal(shown(mixer, 'output:half \u001b]0;'), 'half ');
		assert.equal(visible(mixer.restart('output')), '\n');
		assert.equal(shown(mixer, 'output:new'), 'new');
	});

	it('show every line whole, however they come', () => {
		const line = fc.record({
			from: fc.constantFrom<OutputStream>('output', 'error'),
			pieces: fc.array(fc.constantFrom('a', 'bc', 'é'), { minLength: 1, maxLength: 3 }),
		});
		fc.assert(
			fc.property(fc.array(line, { maxLength: 12 }), fc.infiniteStream(fc.boolean()), (lines, choices) => {
				const queues: Record<OutputStream, string[]> = { output: [], error: [] };
				const expected: Record<OutputStream, string[]> = { output: [], error: [] };
				for (const { from, pieces } of lines) {
					queues[from].push(...pieces, '\n');
					expected[from].push(pieces.join(''));
				}
				const mixer = new OutputMixer();
				let text = '';
				while (queues.output.length + queues.error.length > 0) {
					const wish = choices.next().value ? 'output' : 'error';
					const from = queues[wish].length > 0 ? wish : wish === 'output' ? 'error' : 'output';
					text += visible(mixer.push(from, Buffer.from(queues[from].shift() ?? '')));
				}
				const made = (text + visible(mixer.release())).split('\n').filter(Boolean);
				const marked = made.filter((one) => one.startsWith('▌')).map((one) => one.slice(1));
				assert.deepEqual(marked, expected.error);
				assert.deepEqual(
					made.filter((one) => !one.startsWith('▌')),
					expected.output,
				);
			}),
		);
	});
});

function shown(mixer: OutputMixer, ...pieces: readonly string[]): string {
	return visible(pieces.map((piece) => mixer.push(...bytes(piece))).join(''));
}

function bytes(piece: string): [OutputStream, Uint8Array] {
	const [from = ''] = piece.split(':', 1);
	return [from as OutputStream, Buffer.from(piece.slice(from.length + 1))];
}

/** Without colours, and with line ends as people write them. */
function visible(text: string): string {
	return text.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll('\r\n', '\n');
}
