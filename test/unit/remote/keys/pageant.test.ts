import assert from 'node:assert/strict';
import { agentPipes } from '../../../../src/remote/keys/pageant.ts';

const STANDARD = '\\\\.\\pipe\\openssh-ssh-agent';
const HASH = '5dd0f8a1cbe6e29f4c7ac3a40e8d5e03d0ab6ce9a4b5b2e7a2a8e0f5b1c2d3e4';

describe('the agents to ask on Windows', () => {
	it("are OpenSSH's and Pageant's where nobody chose one", () => {
		const names = ['lsass', `pageant.Ada Lovelace.${HASH}`, 'openssh-ssh-agent'];
		assert.deepEqual(agentPipes(STANDARD, names, 'Ada Lovelace'), [
			STANDARD,
			`\\\\.\\pipe\\pageant.Ada Lovelace.${HASH}`,
		]);
	});

	it('are Pageant alone where OpenSSH has none running, whatever the case of the name', () => {
		const name = `pageant.ada.${HASH}`;
		assert.deepEqual(agentPipes(STANDARD, [name], 'Ada'), [`\\\\.\\pipe\\${name}`]);
	});

	it('are the chosen one alone', () => {
		const names = [`pageant.ada.${HASH}`, 'openssh-ssh-agent'];
		for (const chosen of ['\\\\.\\pipe\\my-agent', 'C:\\agent.sock']) {
			assert.deepEqual(agentPipes(chosen, names, 'ada'), [chosen]);
		}
	});

	it('are never those of somebody else, or something else', () => {
		const names = [`pageant.bram.${HASH}`, `pageant.ada.x.${HASH}`, 'pageant.ada.', `pageant.ada.${HASH}0`];
		assert.deepEqual(agentPipes(STANDARD, names, 'ada'), [STANDARD]);
	});
});
