import assert from 'node:assert/strict';
import { parseHop } from '../../../src/remote/proxyJump.ts';

describe('parseHop', () => {
	const cases: Readonly<Record<string, ReturnType<typeof parseHop>>> = {
		gate: { host: 'gate' },
		'ada@gate.example.org': { host: 'gate.example.org', user: 'ada' },
		'gate:2222': { host: 'gate', port: 2222 },
		'ada@site@gate:22': { host: 'gate', user: 'ada@site', port: 22 },
		'ssh://ada@gate:2222/': { host: 'gate', user: 'ada', port: 2222 },
		'[2001:db8::1]:2222': { host: '2001:db8::1', port: 2222 },
		'2001:db8::1': { host: '2001:db8::1' },
	};
	for (const [text, hop] of Object.entries(cases))
		it(`reads ${text}`, () => assert.deepEqual(parseHop(text), hop));
});
