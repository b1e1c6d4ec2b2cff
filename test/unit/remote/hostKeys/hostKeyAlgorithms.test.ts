import assert from 'node:assert/strict';
import { hostKeyAlgorithms } from '../../../../src/remote/hostKeys/hostKeyAlgorithms.ts';

const known = (...types: readonly string[]) => ({ types, hasAuthority: false });

describe('the host key algorithms', () => {
	it('begin with the types by which the host is known', () => {
		const algorithms = hostKeyAlgorithms(known('ssh-rsa'));
		assert.deepEqual(algorithms.slice(0, 4), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-ed25519']);
	});

	it('are the usual ones for an unknown host, those of certificates last', () => {
		const algorithms = hostKeyAlgorithms(known());
		assert.equal(algorithms[0], 'ssh-ed25519');
		assert.equal(algorithms[7], 'ssh-ed25519-cert-v01@openssh.com');
		assert.equal(new Set(algorithms).size, 13);
	});

	it('begin with certificates where an authority is known', () => {
		const algorithms = hostKeyAlgorithms({ types: ['ssh-rsa'], hasAuthority: true });
		assert.equal(algorithms[0], 'ssh-ed25519-cert-v01@openssh.com');
		assert.ok(algorithms.slice(0, 6).every((name) => name.endsWith('-cert-v01@openssh.com')));
		assert.equal(algorithms[6], 'rsa-sha2-512');
	});

	it('never take a certificate with SHA-1', () => {
		assert.ok(!hostKeyAlgorithms(known()).includes('ssh-rsa-cert-v01@openssh.com'));
	});

	it('are limited by the configuration, in its order', () => {
		const configured = ['rsa-sha2-256', 'sk-ssh-ed25519@openssh.com', 'ecdsa-sha2-nistp256', 'ssh-ed25519'];
		assert.deepEqual(hostKeyAlgorithms(known(), configured), [
			'rsa-sha2-256',
			'ecdsa-sha2-nistp256',
			'ssh-ed25519',
		]);
		assert.deepEqual(hostKeyAlgorithms(known('ssh-ed25519'), configured), [
			'ssh-ed25519',
			'rsa-sha2-256',
			'ecdsa-sha2-nistp256',
		]);
		assert.deepEqual(hostKeyAlgorithms(known(), ['ssh-dss']), []);
	});
});
