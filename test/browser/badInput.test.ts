import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { chooseHost, connectTo } from '../support/journeys.ts';
import { practice } from '../support/practiceApp.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	notification,
	notified,
	openFile,
	openView,
	palette,
	section,
	untilDone,
} from '../support/workbench.ts';

const SCRIPTS = {
	'greedy.sbatch': '#!/bin/bash\n#SBATCH --partition=gpu --gpus=a100:1\ntrue\n',
	'empty.sbatch': '',
	'fine.sbatch': '#!/bin/bash\n#SBATCH -p cpu -t 1\ntrue\n',
};

describe('What goes wrong is told in words: what happened, why, and what to do next', () => {
	const inUse = useEditor({
		'aiFactory.clusters': {
			...practiceSettings['aiFactory.clusters'],
			misspelt: { host: 'login.no-such-site.invalid' },
			closed: { host: '127.0.0.2', port: 4 },
		},
	});

	// All before Quick Open looks for the first time, because it remembers what it found.
	before(async () => {
		for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(join(inUse.folder, name), text);
	});

	const told = async (...words: readonly (string | RegExp)[]) => {
		for (const sentence of words) await notified(inUse.page, sentence);
	};
	const clear = () => palette(inUse.page, 'Notifications: Clear All Notifications');

	it('a host that does not exist', async () => {
		await chooseHost(inUse.page, 'misspelt');
		await told(
			'login.no-such-site.invalid could not be reached.',
			'No computer with the name',
			'Check the spelling of the host name',
		);
		await openView(inUse.page);
		await section(inUse.page, 'Jobs').getByText('The connection failed or was lost.').waitFor();
		await screenshot(inUse.page, 'unreachable');
		await clear();
	});

	it('a port where nobody listens', async () => {
		await chooseHost(inUse.page, 'closed');
		await told('127.0.0.2 could not be reached.', 'no SSH server listens on port 4', 'Check the port.');
		await clear();
	});

	it('a key that the host does not accept', async () => {
		await chooseHost(inUse.page, 'practice-nokey');
		await told(
			'practice-nokey refused the sign-in of "ada".',
			'It did not accept: key',
			'find the cause first',
		);
		await clear();
	});

	it('a host whose key has changed, without a way through', async () => {
		await chooseHost(inUse.page, 'practice-changed');
		await told(
			'The identity of practice-changed has changed',
			/holds the ssh-ed25519 key SHA256:/,
			'Ask the site whether the new key is theirs.',
		);
		await screenshot(inUse.page, 'host-key-changed');
		const message = notification(inUse.page, 'The identity of practice-changed has changed');
		const open = message.getByRole('button', { name: 'Open known_hosts at That Line' });
		await untilDone(async () => {
			if (!(await open.isVisible())) await palette(inUse.page, 'Notifications: Show Notifications');
			await open.click({ timeout: 2_000 });
		});
		await inUse.page.getByRole('tab', { name: /^known_hosts/ }).waitFor();
		await clear();
	});

	describe('once connected', () => {
		before(() => connectTo(inUse.page, 'practice'));

		it('a script that Slurm rejects', async () => {
			await openFile(inUse.page, 'greedy.sbatch');
			await palette(inUse.page, 'AI Factory: Submit Job');
			await inUse.page
				.locator('.quick-input-widget')
				.getByText('Where on practice should the job start?')
				.waitFor();
			await inUse.page.keyboard.press('Enter');
			await told(
				'Slurm did not accept greedy.sbatch.',
				'No node of this partition has what the job asks for',
				'Check the GPU type',
			);
			await screenshot(inUse.page, 'rejected');
			await clear();
		});

		it('a script that is empty', async () => {
			await openFile(inUse.page, 'empty.sbatch');
			await palette(inUse.page, 'AI Factory: Submit Job');
			await told('There is no batch script at', 'Open the script that you want to submit');
			await clear();
		});

		it('Slurm that does not answer, above the jobs that were seen before', async () => {
			await practice('slurm', 'stop', 'slurmctld');
			try {
				await palette(inUse.page, 'AI Factory: Refresh Jobs and Allocation');
				await section(inUse.page, 'Jobs')
					.getByText('Slurm on practice does not answer. This list is from')
					.waitFor({ timeout: 90_000 });
				await screenshot(inUse.page, 'slurm-down');
			} finally {
				await practice('slurm', 'start', 'slurmctld');
			}
			await palette(inUse.page, 'AI Factory: Refresh Jobs and Allocation');
			await section(inUse.page, 'Jobs')
				.getByText('Slurm on practice does not answer.')
				.waitFor({ state: 'hidden' });
		});

		it('and after all that, a job is submitted as if nothing had been', async () => {
			await openFile(inUse.page, 'fine.sbatch');
			await palette(inUse.page, 'AI Factory: Submit Job');
			await told('Submitted fine.sbatch as job');
		});
	});
});
