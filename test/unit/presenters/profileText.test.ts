import assert from 'node:assert/strict';
import { profileSummary, siteRow } from '../../../src/presenters/profileText.ts';
import { readProfile } from '../../../src/sites/readProfile.ts';

const site = readProfile(
	[
		'title: Example_1',
		'hosts: [login.example.org]',
		'login: { hosts: [login.example.org], jump: gate.example.org }',
		'signIn:',
		`  hostKeys: ['ssh-ed25519 SHA256:${'a'.repeat(43)}']`,
		'slurm: { commands: { squeue: squeue.site } }',
		'quota: { command: myquota, patterns: [x] }',
		'etiquette: Light work only.',
		'links: { status: "https://status.example.org" }',
		'documentation: https://docs.example.org',
	].join('\n'),
	'example.yaml',
);

describe('A site for people', () => {
	it('is a row with what it asks of them, on what it rests, and its pages', () => {
		const { description, icon, tooltip = '', spoken } = siteRow('practice', site);
		assert.deepEqual([description, icon], ['profile unverified', 'unverified']);
		assert.match(tooltip, /^\*\*Example\\_1\*\*/);
		assert.match(tooltip, /Light work only\\\./);
		assert.match(tooltip, /\[Status\]\(https:\/\/status\.example\.org\) · \[Documentation\]/);
		assert.match(spoken, /Unverified/);
	});

	it('is shown before it is trusted, with all that it runs and vouches for', () => {
		const summary = profileSummary(site);
		for (const words of ['  myquota', '  squeue.site', 'You sign in at: login.example.org', 'SHA256:aaa'])
			assert.ok(summary.includes(words), words);
	});
});
