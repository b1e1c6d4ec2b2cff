import assert from 'node:assert/strict';
import type { Problem, ProblemError } from '../../../../src/problems/problem.ts';
import {
	resolveList,
	settledAlgorithms,
	transportAlgorithms,
} from '../../../../src/remote/config/algorithms.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

describe('The encryption of a connection', () => {
	it('offers the fastest where the configuration says nothing', async () => {
		const { cipher, ...others } = await transportAlgorithms(settingsWith({}));
		assert.ok(Array.isArray(cipher));
		assert.deepEqual(cipher.slice(0, 2), ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com']);
		assert.deepEqual(others, {});
	});

	it('offers what the configuration lists, in its order, as far as ssh2 has it', async () => {
		const algorithms = {
			cipher: ['nosuch', 'chacha20-poly1305@openssh.com', 'aes128-gcm@openssh.com'],
			kex: ['sntrup761x25519-sha512', 'ecdh-sha2-nistp256'],
			mac: ['umac-64@openssh.com', 'hmac-sha2-512'],
		};
		assert.deepEqual(await transportAlgorithms(settingsWith({ algorithms })), {
			cipher: ['chacha20-poly1305@openssh.com', 'aes128-gcm@openssh.com'],
			kex: ['ecdh-sha2-nistp256'],
			hmac: ['hmac-sha2-512'],
		});
	});

	for (const [kind, setting] of [
		['cipher', 'Ciphers nosuch'],
		['kex', 'KexAlgorithms nosuch'],
		['mac', 'MACs nosuch'],
	] as const) {
		it(`refuses a list of which nothing is left, and names it: ${setting}`, async () => {
			const settings = settingsWith({ alias: 'leo', algorithms: { [kind]: ['nosuch'] } });
			const problem = await transportAlgorithms(settings).then(
				() => assert.fail('should have failed'),
				(error: ProblemError): Problem => error.problem,
			);
			assert.deepEqual(problem, { kind: 'unsupportedSshSetting', host: 'leo', setting });
		});
	}
});

describe('A list of algorithms', () => {
	it('stands for itself, or changes the default', () => {
		const defaults = ['a1', 'a2', 'b'];
		assert.deepEqual(resolveList('b,c', defaults), ['b', 'c']);
		assert.deepEqual(resolveList('+c,a1', defaults), ['a1', 'a2', 'b', 'c']);
		assert.deepEqual(resolveList('-a*,x', defaults), ['b']);
		assert.deepEqual(resolveList('^b,c', defaults), ['b', 'c', 'a1', 'a2']);
	});

	it('is read for every kind', () => {
		const one = (keyword: string) =>
			keyword === 'macs' ? 'x' : keyword === 'pubkeyacceptedalgorithms' ? 'y' : undefined;
		assert.deepEqual(settledAlgorithms(one), { mac: ['x'], publicKey: ['y'] });
	});
});
