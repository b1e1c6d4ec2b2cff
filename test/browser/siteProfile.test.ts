import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseHost, connected, connectTo } from '../support/journeys.ts';
import { picture } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	modal,
	notification,
	openFile,
	palette,
	pick,
	quickInput,
	statusItem,
} from '../support/workbench.ts';

const NAME = 'aifactory-site.yaml';
const WRONG = `title: Course Factory
hosts: [practice]
storage:
  - { kind: home, label: Home, path: $HOME }
polls: { activeSeconds: 30 }
`;
const RIGHT = WRONG.replace(/polls.*\n/, 'slurm:\n  denied: [sinfo]\nbudget: []\n');

describe('A site profile in the workspace', () => {
	const inUse = useEditor();
	before(() => writeFileSync(join(inUse.folder, NAME), WRONG));

	it('with a mistake is told with its place, keeps nobody from connecting, and opens there', async () => {
		const { page } = inUse;
		await connectTo(page, 'practice');
		const told = notification(page, /aifactory-site\.yaml has a mistake\. Line 5, column 1: "polls"/);
		await told.waitFor();
		await picture(page, 'screenshots', 'profile-mistake');
		await told.getByRole('button', { name: 'Open the Profile at That Line' }).click();
		await page.getByRole('tab', { name: NAME }).waitFor();
		await page.getByText(/^Ln 5, Col 1$/).waitFor();
	});

	it('is checked while it is written', async () => {
		const { page } = inUse;
		const squiggle = page.locator('.squiggly-error').first();
		await squiggle.waitFor();
		await picture(page, 'screenshots', 'profile-squiggle');
		await page.keyboard.press('Home');
		await page.keyboard.type('#');
		await squiggle.waitFor({ state: 'detached' });
		await palette(page, 'View: Revert and Close Editor');
	});

	it('is used only where the person trusts it, who is asked once and may think again', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Disconnect');
		writeFileSync(join(inUse.folder, NAME), RIGHT);
		await palette(page, 'AI Factory: Connect…');
		const asked = modal(page, 'Use the site profile "aifactory-site"?');
		await asked.getByText('Site: Course Factory').waitFor();
		await picture(page, 'screenshots', 'profile-trust');
		await asked.getByRole('button', { name: 'Cancel' }).click();
		await quickInput(page).fill('practice');
		await pick(page, /(^|\s)practice(,|$)/);
		await connected(page, 'practice').waitFor();
		await palette(page, 'AI Factory: Add Site Profile…');
		await pick(page, /The One of This Workspace…/);
		await asked.getByRole('button', { name: 'Trust This Profile' }).click();
		await notification(page, /The site profile is used from the next connection on\./).waitFor();
		await palette(page, 'AI Factory: Disconnect');
		await chooseHost(page, 'practice');
		await connected(page, 'practice').waitFor();
		await page.mouse.move(400, 300);
		await statusItem(page).hover();
		await page
			.locator('.monaco-hover:visible')
			.getByText(/Course Factory \(profile unverified\)/)
			.waitFor();
		await openFile(page, NAME);
	});
});
