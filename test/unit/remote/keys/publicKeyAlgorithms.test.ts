import assert from 'node:assert/strict';
import {
	algorithmsFor,
	chooseAlgorithm,
	plainName,
} from '../../../../src/remote/keys/publicKeyAlgorithms.ts';

describe('the algorithms for a key', () => {
	it('are several for RSA, the strongest first', () => {
		assert.deepEqual(algorithmsFor('ssh-rsa'), ['rsa-sha2-512', 'rsa-sha2-256']);
		assert.deepEqual(algorithmsFor('ssh-rsa-cert-v01@openssh.com'), [
			'rsa-sha2-512-cert-v01@openssh.com',
			'rsa-sha2-256-cert-v01@openssh.com',
		]);
		assert.deepEqual(algorithmsFor('sk-ssh-ed25519@openssh.com'), ['sk-ssh-ed25519@openssh.com']);
	});

	it('are none for kinds that nobody should use any more, and for unknown ones', () => {
		assert.deepEqual(algorithmsFor('ssh-dss'), []);
		assert.deepEqual(algorithmsFor('ssh-dss-cert-v01@openssh.com'), []);
		assert.deepEqual(algorithmsFor('ssh-unheard-of'), []);
	});

	it('are those that the configuration accepts, in its order', () => {
		const accepted = ['rsa-sha2-256', 'ssh-rsa', 'rsa-sha2-512-cert-v01@openssh.com'];
		assert.deepEqual(algorithmsFor('ssh-rsa', accepted), ['rsa-sha2-256', 'ssh-rsa']);
		assert.deepEqual(algorithmsFor('ssh-rsa-cert-v01@openssh.com', accepted), [
			'rsa-sha2-512-cert-v01@openssh.com',
		]);
		assert.deepEqual(algorithmsFor('ssh-ed25519', accepted), []);
	});

	it('name the plain algorithm in the signature', () => {
		for (const [name, plain] of [
			['ssh-ed25519', 'ssh-ed25519'],
			['ecdsa-sha2-nistp521-cert-v01@openssh.com', 'ecdsa-sha2-nistp521'],
			['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-512'],
			['sk-ssh-ed25519-cert-v01@openssh.com', 'sk-ssh-ed25519@openssh.com'],
			['sk-ecdsa-sha2-nistp256@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'],
		]) {
			assert.equal(plainName(name ?? ''), plain);
		}
	});

	const rsa = algorithmsFor('ssh-rsa-cert-v01@openssh.com');
	for (const [what, algorithms, told, expected] of [
		['the strongest that the server knows', rsa, ['rsa-sha2-256', 'rsa-sha2-512'], rsa[0]],
		['the only one that it knows', rsa, ['ssh-ed25519', 'rsa-sha2-256'], rsa[1]],
		['none where it knows none of them', rsa, ['ssh-ed25519'], undefined],
		['none where it told nothing and SHA-1 is not accepted', rsa, undefined, undefined],
		['SHA-1 where it told nothing and that is accepted', [...rsa, 'ssh-rsa'], undefined, 'ssh-rsa'],
		['that of another type, whatever it told', ['ssh-ed25519'], ['rsa-sha2-512'], 'ssh-ed25519'],
	] as const) {
		it(`for one server are ${what}`, () => assert.equal(chooseAlgorithm(algorithms, told), expected));
	}
});
